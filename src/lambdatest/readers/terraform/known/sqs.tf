# What terraform-aws-modules/sqs/aws makes of its arguments: a queue, and one for dead letters.
# https://registry.terraform.io/modules/terraform-aws-modules/sqs/aws/latest
variable "content_based_deduplication" { default = null }
variable "create" { default = true }
variable "create_dlq" { default = false }
variable "delay_seconds" { default = null }
variable "dlq_name" { default = null }
variable "fifo_queue" { default = false }
variable "name" { default = null }
variable "redrive_policy" { default = {} }
variable "visibility_timeout_seconds" { default = null }

locals {
  suffix   = var.fifo_queue ? ".fifo" : ""
  bare     = try(trimsuffix(var.name, ".fifo"), "queue")
  dlq_name = coalesce(var.dlq_name, "${local.bare}-dlq")
}

resource "aws_sqs_queue" "this" {
  count                       = var.create ? 1 : 0
  name                        = "${local.bare}${local.suffix}"
  fifo_queue                  = var.fifo_queue
  content_based_deduplication = var.content_based_deduplication
  delay_seconds               = var.delay_seconds
  visibility_timeout_seconds  = var.visibility_timeout_seconds
  redrive_policy = var.create_dlq ? jsonencode(merge(
    { deadLetterTargetArn = aws_sqs_queue.dlq[0].arn, maxReceiveCount = 5 }, try(jsondecode(var.redrive_policy), var.redrive_policy)
  )) : try(jsonencode(jsondecode(var.redrive_policy)), length(var.redrive_policy) > 0 ? jsonencode(var.redrive_policy) : null)
}

resource "aws_sqs_queue" "dlq" {
  count      = var.create && var.create_dlq ? 1 : 0
  name       = "${trimsuffix(local.dlq_name, ".fifo")}${local.suffix}"
  fifo_queue = var.fifo_queue
}

output "dead_letter_queue_arn" { value = try(aws_sqs_queue.dlq[0].arn, "") }
output "dead_letter_queue_name" { value = try(aws_sqs_queue.dlq[0].name, "") }
output "dead_letter_queue_url" { value = try(aws_sqs_queue.dlq[0].url, "") }
output "queue_arn" { value = try(aws_sqs_queue.this[0].arn, "") }
output "queue_id" { value = try(aws_sqs_queue.this[0].id, "") }
output "queue_name" { value = try(aws_sqs_queue.this[0].name, "") }
output "queue_url" { value = try(aws_sqs_queue.this[0].url, "") }
