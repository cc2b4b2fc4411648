variable "batch" {
  type    = number
  default = 5
}

locals {
  prefix = "orders"
}

resource "aws_sqs_queue" "dead" {
  name = "${local.prefix}-dead"
}

resource "aws_sqs_queue" "orders" {
  name                       = "${local.prefix}-in"
  visibility_timeout_seconds = 60
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 4
  })
}

resource "aws_dynamodb_table" "orders" {
  name         = local.prefix
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_lambda_function" "worker" {
  function_name = "${local.prefix}-worker"
  role          = "arn:aws:iam::123456789012:role/worker"
  runtime       = "python3.12"
  handler       = "app.handler"
  filename      = "app.zip"
  timeout       = 30
  environment {
    variables = {
      TABLE_NAME     = aws_dynamodb_table.orders.name
      DEAD_QUEUE_URL = aws_sqs_queue.dead.url
      MODE           = var.batch > 3 ? "many" : "few"
    }
  }
}

resource "aws_lambda_event_source_mapping" "orders" {
  event_source_arn        = aws_sqs_queue.orders.arn
  function_name           = aws_lambda_function.worker.arn
  batch_size              = var.batch
  function_response_types = ["ReportBatchItemFailures"]
  filter_criteria {
    filter {
      pattern = jsonencode({ body = { kind = ["order"] } })
    }
  }
}
