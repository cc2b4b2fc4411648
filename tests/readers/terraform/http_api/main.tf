variable "routes" {
  type = map(object({
    handler = string
    public  = optional(bool, false)
  }))
  default = {
    "GET /books"      = { handler = "books.list_all", public = true }
    "POST /books"     = { handler = "books.create" }
    "GET /books/{id}" = { handler = "books.read" }
  }
}

resource "aws_apigatewayv2_api" "books" {
  name          = "books"
  protocol_type = "HTTP"
  cors_configuration {
    allow_origins = ["https://example.com"]
    allow_methods = ["GET", "POST"]
  }
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.books.id
  name        = "$default"
  auto_deploy = true
}

resource "aws_apigatewayv2_authorizer" "users" {
  api_id           = aws_apigatewayv2_api.books.id
  name             = "users"
  authorizer_type  = "JWT"
  identity_sources = ["$request.header.Authorization"]
  jwt_configuration {
    audience = ["books"]
    issuer   = "https://example.com/users"
  }
}

resource "aws_lambda_function" "books" {
  for_each      = var.routes
  function_name = replace(lower("books-${replace(each.key, "/[^A-Za-z]+/", "-")}"), "/-$/", "")
  role          = "arn:aws:iam::123456789012:role/books"
  runtime       = "python3.12"
  handler       = each.value.handler
  filename      = "books.zip"
}

resource "aws_apigatewayv2_integration" "books" {
  for_each               = var.routes
  api_id                 = aws_apigatewayv2_api.books.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.books[each.key].invoke_arn
  payload_format_version = "2.0"
}

resource "aws_apigatewayv2_route" "books" {
  for_each           = var.routes
  api_id             = aws_apigatewayv2_api.books.id
  route_key          = each.key
  target             = "integrations/${aws_apigatewayv2_integration.books[each.key].id}"
  authorization_type = each.value.public ? "NONE" : "JWT"
  authorizer_id      = each.value.public ? null : aws_apigatewayv2_authorizer.users.id
}
