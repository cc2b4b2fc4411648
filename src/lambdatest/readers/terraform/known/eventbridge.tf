# What terraform-aws-modules/eventbridge/aws makes of its arguments: rules, their targets, and schedules.
# https://registry.terraform.io/modules/terraform-aws-modules/eventbridge/aws/latest
variable "bus_name" { default = "default" }
variable "create" { default = true }
variable "create_bus" { default = true }
variable "rules" { default = {} }
variable "schedules" { default = {} }
variable "targets" { default = {} }

locals {
  bus     = var.create_bus ? aws_cloudwatch_event_bus.this[0].name : var.bus_name
  targets = flatten([for rule, targets in var.targets : [for at, target in targets : merge(target, { rule = rule, at = at })]])
}

resource "aws_cloudwatch_event_bus" "this" {
  count = var.create && var.create_bus ? 1 : 0
  name  = var.bus_name
}

resource "aws_cloudwatch_event_rule" "this" {
  for_each            = var.create ? var.rules : {}
  name                = try(each.value.name, "${replace(each.key, "_", "-")}-rule")
  event_bus_name      = local.bus
  event_pattern       = try(each.value.event_pattern, null)
  schedule_expression = try(each.value.schedule_expression, null)
}

resource "aws_cloudwatch_event_target" "this" {
  for_each       = { for target in local.targets : "${target.rule}-${target.at}" => target if var.create }
  event_bus_name = local.bus
  rule           = aws_cloudwatch_event_rule.this[each.value.rule].name
  arn            = try(each.value.arn, null)
  input          = try(each.value.input, null)
  input_path     = try(each.value.input_path, null)
  dynamic "input_transformer" {
    for_each = try([each.value.input_transformer], [])
    content {
      input_paths    = try(input_transformer.value.input_paths, null)
      input_template = input_transformer.value.input_template
    }
  }
}

resource "aws_scheduler_schedule" "this" {
  for_each            = var.create ? var.schedules : {}
  name                = each.key
  schedule_expression = each.value.schedule_expression
  target {
    arn      = each.value.arn
    role_arn = try(each.value.role_arn, "")
    input    = try(each.value.input, null)
  }
}

output "eventbridge_bus_arn" { value = try(aws_cloudwatch_event_bus.this[0].arn, "") }
output "eventbridge_bus_name" { value = local.bus }
output "eventbridge_rule_arns" { value = { for key, rule in aws_cloudwatch_event_rule.this : key => rule.arn } }
