variable "name" {
  type = string
}

variable "handler" {
  type = string
}

variable "archive" {
  type = string
}

variable "environment" {
  type    = map(string)
  default = {}
}

variable "actions" {
  type = list(string)
}

variable "resource" {
  type = string
}

variable "queue" {
  type    = string
  default = null
}

data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "own" {
  statement {
    actions   = var.actions
    resources = [var.resource]
  }

  dynamic "statement" {
    for_each = var.queue == null ? [] : [var.queue]
    content {
      actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
      resources = [statement.value]
    }
  }
}

resource "aws_iam_role" "this" {
  name               = var.name
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.this.id
  policy = data.aws_iam_policy_document.own.json
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = aws_iam_role.this.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_lambda_function" "this" {
  function_name    = var.name
  role             = aws_iam_role.this.arn
  runtime          = "python3.13"
  handler          = var.handler
  filename         = var.archive
  source_code_hash = filebase64sha256(var.archive)
  timeout          = 10
  memory_size      = 256

  environment {
    variables = var.environment
  }
}

output "arn" {
  value = aws_lambda_function.this.arn
}

output "invoke_arn" {
  value = aws_lambda_function.this.invoke_arn
}

output "name" {
  value = aws_lambda_function.this.function_name
}
