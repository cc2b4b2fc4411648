locals {
  functions = {
    create = { method = "POST", handler = "notes.create" }
    list   = { method = "GET", handler = "notes.list_all" }
  }
}

resource "aws_api_gateway_rest_api" "notes" {
  name = "notes"
}

resource "aws_api_gateway_resource" "notes" {
  rest_api_id = aws_api_gateway_rest_api.notes.id
  parent_id   = aws_api_gateway_rest_api.notes.root_resource_id
  path_part   = "notes"
}

resource "aws_api_gateway_resource" "note" {
  rest_api_id = aws_api_gateway_rest_api.notes.id
  parent_id   = aws_api_gateway_resource.notes.id
  path_part   = "{id}"
}

resource "aws_api_gateway_authorizer" "token" {
  name           = "token"
  rest_api_id    = aws_api_gateway_rest_api.notes.id
  authorizer_uri = aws_lambda_function.authorizer.invoke_arn
}

resource "aws_api_gateway_method" "notes" {
  for_each      = local.functions
  rest_api_id   = aws_api_gateway_rest_api.notes.id
  resource_id   = aws_api_gateway_resource.notes.id
  http_method   = each.value.method
  authorization = "NONE"
}

resource "aws_api_gateway_integration" "notes" {
  for_each                = local.functions
  rest_api_id             = aws_api_gateway_rest_api.notes.id
  resource_id             = aws_api_gateway_resource.notes.id
  http_method             = aws_api_gateway_method.notes[each.key].http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.notes[each.key].invoke_arn
}

resource "aws_api_gateway_method" "read" {
  rest_api_id   = aws_api_gateway_rest_api.notes.id
  resource_id   = aws_api_gateway_resource.note.id
  http_method   = "GET"
  authorization = "CUSTOM"
  authorizer_id = aws_api_gateway_authorizer.token.id
}

resource "aws_api_gateway_integration" "read" {
  rest_api_id             = aws_api_gateway_rest_api.notes.id
  resource_id             = aws_api_gateway_resource.note.id
  http_method             = aws_api_gateway_method.read.http_method
  type                    = "AWS_PROXY"
  integration_http_method = "POST"
  uri                     = aws_lambda_function.read.invoke_arn
}

resource "aws_api_gateway_deployment" "notes" {
  rest_api_id = aws_api_gateway_rest_api.notes.id
  depends_on  = [aws_api_gateway_integration.read]
}

resource "aws_api_gateway_stage" "notes" {
  rest_api_id   = aws_api_gateway_rest_api.notes.id
  deployment_id = aws_api_gateway_deployment.notes.id
  stage_name    = "live"
}

resource "aws_lambda_function" "notes" {
  for_each      = local.functions
  function_name = "notes-${each.key}"
  role          = "arn:aws:iam::123456789012:role/notes"
  runtime       = "python3.12"
  handler       = each.value.handler
  filename      = "notes.zip"
}

resource "aws_lambda_function" "read" {
  function_name = "notes-read"
  role          = "arn:aws:iam::123456789012:role/notes"
  runtime       = "python3.12"
  handler       = "notes.read"
  filename      = "notes.zip"
}

resource "aws_lambda_function" "authorizer" {
  function_name = "notes-authorizer"
  role          = "arn:aws:iam::123456789012:role/notes"
  runtime       = "python3.12"
  handler       = "authorizer.handler"
  filename      = "notes.zip"
}
