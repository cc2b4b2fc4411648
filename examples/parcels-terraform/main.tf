terraform {
  required_providers {
    aws     = { source = "hashicorp/aws" }
    archive = { source = "hashicorp/archive" }
  }
}

variable "prefix" {
  type    = string
  default = "parcels"
}

locals {
  functions = {
    register = { handler = "parcels.register", route = "POST /parcels", actions = ["PutItem"] }
    read     = { handler = "parcels.read", route = "GET /parcels/{id}", actions = ["GetItem"] }
    scan     = { handler = "scans.handler", route = null, actions = ["UpdateItem"] }
  }
}

resource "aws_dynamodb_table" "parcels" {
  name         = var.prefix
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_sqs_queue" "dead_scans" {
  name = "${var.prefix}-dead-scans"
}

resource "aws_sqs_queue" "scans" {
  name                       = "${var.prefix}-scans"
  visibility_timeout_seconds = 60
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead_scans.arn
    maxReceiveCount     = 5
  })
}

data "archive_file" "code" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = "${path.module}/build/code.zip"
}

module "function" {
  source   = "./function"
  for_each = local.functions

  name        = "${var.prefix}-${each.key}"
  handler     = each.value.handler
  archive     = data.archive_file.code.output_path
  environment = { PARCELS_TABLE = aws_dynamodb_table.parcels.name }
  actions     = [for action in each.value.actions : "dynamodb:${action}"]
  resource    = aws_dynamodb_table.parcels.arn
  queue       = each.key == "scan" ? aws_sqs_queue.scans.arn : null
}

resource "aws_apigatewayv2_api" "parcels" {
  name          = var.prefix
  protocol_type = "HTTP"
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.parcels.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_apigatewayv2_integration" "parcels" {
  for_each = { for name, one in local.functions : name => one if one.route != null }

  api_id                 = aws_apigatewayv2_api.parcels.id
  integration_type       = "AWS_PROXY"
  integration_uri        = module.function[each.key].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "parcels" {
  for_each = aws_apigatewayv2_integration.parcels

  api_id    = aws_apigatewayv2_api.parcels.id
  route_key = local.functions[each.key].route
  target    = "integrations/${each.value.id}"
}

resource "aws_lambda_permission" "parcels" {
  for_each = aws_apigatewayv2_integration.parcels

  action        = "lambda:InvokeFunction"
  function_name = module.function[each.key].name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "${aws_apigatewayv2_api.parcels.execution_arn}/*/*"
}

resource "aws_lambda_event_source_mapping" "scans" {
  event_source_arn        = aws_sqs_queue.scans.arn
  function_name           = module.function["scan"].arn
  batch_size              = 10
  function_response_types = ["ReportBatchItemFailures"]
}
