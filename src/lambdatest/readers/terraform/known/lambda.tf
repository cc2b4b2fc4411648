# What terraform-aws-modules/lambda/aws makes of those of its arguments that say what runs and when.
# https://registry.terraform.io/modules/terraform-aws-modules/lambda/aws/latest
variable "allowed_triggers" { default = {} }
variable "attach_policies" { default = false }
variable "attach_policy" { default = false }
variable "attach_policy_json" { default = false }
variable "attach_policy_jsons" { default = false }
variable "attach_policy_statements" { default = false }
variable "authorization_type" { default = "NONE" }
variable "create" { default = true }
variable "create_function" { default = true }
variable "create_lambda_function_url" { default = false }
variable "create_layer" { default = false }
variable "create_role" { default = true }
variable "environment_variables" { default = {} }
variable "event_source_mapping" { default = {} }
variable "function_name" { default = "" }
variable "handler" { default = "" }
variable "image_uri" { default = null }
variable "lambda_role" { default = "" }
variable "layer_name" { default = "" }
variable "layers" { default = null }
variable "local_existing_package" { default = null }
variable "memory_size" { default = 128 }
variable "package_type" { default = "Zip" }
variable "policies" { default = [] }
variable "policy" { default = null }
variable "policy_json" { default = null }
variable "policy_jsons" { default = [] }
variable "policy_statements" { default = {} }
variable "role_name" { default = null }
variable "runtime" { default = "" }
variable "s3_existing_package" { default = null }
variable "source_path" { default = null }
variable "timeout" { default = 3 }

locals {
  makes_function = var.create && var.create_function && !var.create_layer
  role           = var.create_role ? aws_iam_role.lambda[0].arn : var.lambda_role
  attached       = var.attach_policy ? [var.policy] : []
  documents      = concat(var.attach_policy_json ? [var.policy_json] : [], var.attach_policy_jsons ? var.policy_jsons : [])
}

resource "aws_iam_role" "lambda" {
  count = var.create_role ? 1 : 0
  name  = coalesce(var.role_name, var.function_name, "lambda")
}

resource "aws_iam_role_policy_attachment" "logs" {
  count      = var.create_role ? 1 : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

resource "aws_iam_role_policy_attachment" "additional" {
  count      = var.create_role ? length(concat(local.attached, var.attach_policies ? var.policies : [])) : 0
  role       = aws_iam_role.lambda[0].name
  policy_arn = concat(local.attached, var.attach_policies ? var.policies : [])[count.index]
}

resource "aws_iam_role_policy" "json" {
  count  = var.create_role ? length(local.documents) : 0
  role   = aws_iam_role.lambda[0].name
  policy = local.documents[count.index]
}

data "aws_iam_policy_document" "inline" {
  count = var.create_role && var.attach_policy_statements ? 1 : 0
  dynamic "statement" {
    for_each = var.policy_statements
    content {
      sid           = try(statement.value.sid, statement.key)
      effect        = try(statement.value.effect, null)
      actions       = try(statement.value.actions, null)
      not_actions   = try(statement.value.not_actions, null)
      resources     = try(statement.value.resources, null)
      not_resources = try(statement.value.not_resources, null)
    }
  }
}

resource "aws_iam_role_policy" "inline" {
  count  = var.create_role && var.attach_policy_statements ? 1 : 0
  role   = aws_iam_role.lambda[0].name
  policy = data.aws_iam_policy_document.inline[0].json
}

resource "aws_lambda_function" "this" {
  count         = local.makes_function ? 1 : 0
  function_name = var.function_name
  role          = local.role
  handler       = var.handler
  runtime       = var.runtime
  timeout       = var.timeout
  memory_size   = var.memory_size
  layers        = var.layers
  package_type  = var.image_uri == null ? var.package_type : "Image"
  image_uri     = var.image_uri
  filename      = var.local_existing_package
  s3_key        = try(var.s3_existing_package.key, null)
  source_path   = var.source_path
  environment {
    variables = var.environment_variables
  }
}

resource "aws_lambda_layer_version" "this" {
  count       = var.create && var.create_layer ? 1 : 0
  layer_name  = var.layer_name
  source_path = var.source_path
  filename    = var.local_existing_package
}

resource "aws_lambda_event_source_mapping" "this" {
  for_each                           = local.makes_function ? var.event_source_mapping : {}
  function_name                      = aws_lambda_function.this[0].arn
  event_source_arn                   = try(each.value.event_source_arn, null)
  batch_size                         = try(each.value.batch_size, null)
  maximum_batching_window_in_seconds = try(each.value.maximum_batching_window_in_seconds, null)
  starting_position                  = try(each.value.starting_position, null)
  function_response_types            = try(each.value.function_response_types, null)
  tumbling_window_in_seconds         = try(each.value.tumbling_window_in_seconds, null)
  dynamic "filter_criteria" {
    for_each = try([each.value.filter_criteria], [])
    content {
      dynamic "filter" {
        for_each = try(flatten([filter_criteria.value]), [])
        content {
          pattern = try(filter.value.pattern, null)
        }
      }
    }
  }
}

resource "aws_lambda_permission" "this" {
  for_each      = local.makes_function ? var.allowed_triggers : {}
  function_name = aws_lambda_function.this[0].function_name
  action        = try(each.value.action, "lambda:InvokeFunction")
  principal     = try(each.value.principal, format("%s.amazonaws.com", each.value.service))
  source_arn    = try(each.value.source_arn, null)
}

resource "aws_lambda_function_url" "this" {
  count              = local.makes_function && var.create_lambda_function_url ? 1 : 0
  function_name      = aws_lambda_function.this[0].function_name
  authorization_type = var.authorization_type
}

output "lambda_function_arn" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_arn_static" { value = try(aws_lambda_function.this[0].arn, "") }
output "lambda_function_invoke_arn" { value = try(aws_lambda_function.this[0].invoke_arn, "") }
output "lambda_function_name" { value = try(aws_lambda_function.this[0].function_name, "") }
output "lambda_function_qualified_arn" { value = try(aws_lambda_function.this[0].qualified_arn, "") }
output "lambda_function_url" { value = try(aws_lambda_function_url.this[0].function_url, "") }
output "lambda_function_version" { value = try(aws_lambda_function.this[0].version, "") }
output "lambda_layer_arn" { value = try(aws_lambda_layer_version.this[0].arn, "") }
output "lambda_layer_layer_arn" { value = try(aws_lambda_layer_version.this[0].layer_arn, "") }
output "lambda_role_arn" { value = local.role }
output "lambda_role_name" { value = try(aws_iam_role.lambda[0].name, "") }
