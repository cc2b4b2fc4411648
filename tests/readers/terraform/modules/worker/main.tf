variable "name" {}

variable "table" {}

variable "settings" {
  type = object({
    level = optional(string, "info")
    limit = optional(number, 3)
  })
  default = {}
}

locals {
  full = format("worker-%s", var.name)
}

resource "aws_sqs_queue" "this" {
  name = local.full
}

resource "aws_lambda_function" "this" {
  function_name = local.full
  role          = "arn:aws:iam::123456789012:role/worker"
  runtime       = "python3.12"
  handler       = "worker.handler"
  filename      = "${path.module}/worker.zip"
  timeout       = 10 * var.settings.limit
  environment {
    variables = {
      TABLE = var.table
      LEVEL = upper(var.settings.level)
    }
  }
}

resource "aws_lambda_event_source_mapping" "this" {
  event_source_arn = aws_sqs_queue.this.arn
  function_name    = aws_lambda_function.this.arn
}

output "arn" {
  value = aws_lambda_function.this.arn
}
