# What terraform-aws-modules/apigateway-v2/aws makes of its arguments: the routes of versions up to 4 (integrations) and since 5 (routes).
# https://registry.terraform.io/modules/terraform-aws-modules/apigateway-v2/aws/latest
variable "authorizers" { default = {} }
variable "cors_configuration" { default = {} }
variable "create" { default = true }
variable "create_api_gateway" { default = true }
variable "integrations" { default = {} }
variable "name" { default = "" }
variable "protocol_type" { default = "HTTP" }
variable "route_selection_expression" { default = null }
variable "routes" { default = {} }

locals {
  old = { for key, one in var.integrations : key => {
    uri             = try(one.lambda_arn, one.integration_uri, null)
    type            = try(one.integration_type, try(one.lambda_arn, "") != "" ? "AWS_PROXY" : "HTTP_PROXY")
    payload         = try(one.payload_format_version, null)
    authorization   = try(one.authorization_type, null)
    authorizer      = try(one.authorizer_key, null)
    scopes          = try(one.authorization_scopes, null)
  } }
  new = { for key, one in var.routes : key => {
    uri             = try(one.integration.uri, null)
    type            = try(one.integration.type, "AWS_PROXY")
    payload         = try(one.integration.payload_format_version, null)
    authorization   = try(one.authorization_type, null)
    authorizer      = try(one.authorizer_key, null)
    scopes          = try(one.authorization_scopes, null)
  } }
  all = merge(local.old, local.new)
}

resource "aws_apigatewayv2_api" "this" {
  count                      = var.create && var.create_api_gateway ? 1 : 0
  name                       = var.name
  protocol_type              = var.protocol_type
  route_selection_expression = var.route_selection_expression
  dynamic "cors_configuration" {
    for_each = try(length(keys(var.cors_configuration)), 0) > 0 ? [var.cors_configuration] : []
    content {
      allow_origins = try(cors_configuration.value.allow_origins, null)
      allow_methods = try(cors_configuration.value.allow_methods, null)
      allow_headers = try(cors_configuration.value.allow_headers, null)
    }
  }
}

resource "aws_apigatewayv2_integration" "this" {
  for_each               = local.all
  api_id                 = aws_apigatewayv2_api.this[0].id
  integration_type       = each.value.type
  integration_uri        = each.value.uri
  payload_format_version = each.value.payload
}

resource "aws_apigatewayv2_authorizer" "this" {
  for_each                          = var.authorizers
  api_id                            = aws_apigatewayv2_api.this[0].id
  name                              = try(each.value.name, each.key)
  authorizer_type                   = each.value.authorizer_type
  authorizer_uri                    = try(each.value.authorizer_uri, null)
  identity_sources                  = try(each.value.identity_sources, null)
  authorizer_payload_format_version = try(each.value.authorizer_payload_format_version, null)
  enable_simple_responses           = try(each.value.enable_simple_responses, null)
}

resource "aws_apigatewayv2_route" "this" {
  for_each             = local.all
  api_id               = aws_apigatewayv2_api.this[0].id
  route_key            = each.key
  target               = "integrations/${aws_apigatewayv2_integration.this[each.key].id}"
  authorization_type   = each.value.authorization
  authorization_scopes = each.value.scopes
  authorizer_id        = try(aws_apigatewayv2_authorizer.this[each.value.authorizer].id, null)
}

output "api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, "") }
output "api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, "") }
output "api_id" { value = try(aws_apigatewayv2_api.this[0].id, "") }
output "apigatewayv2_api_api_endpoint" { value = try(aws_apigatewayv2_api.this[0].api_endpoint, "") }
output "apigatewayv2_api_execution_arn" { value = try(aws_apigatewayv2_api.this[0].execution_arn, "") }
output "apigatewayv2_api_id" { value = try(aws_apigatewayv2_api.this[0].id, "") }
