# What terraform-aws-modules/s3-bucket/aws makes of its arguments.
# https://registry.terraform.io/modules/terraform-aws-modules/s3-bucket/aws/latest
variable "bucket" { default = null }
variable "bucket_prefix" { default = null }
variable "create_bucket" { default = true }
variable "versioning" { default = {} }

resource "aws_s3_bucket" "this" {
  count         = var.create_bucket ? 1 : 0
  bucket        = var.bucket
  bucket_prefix = var.bucket_prefix
}

resource "aws_s3_bucket_versioning" "this" {
  count  = var.create_bucket && length(keys(var.versioning)) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  versioning_configuration {
    status = try(var.versioning["enabled"], false) == true ? "Enabled" : try(var.versioning["status"], "Suspended")
  }
}

output "s3_bucket_arn" { value = try(aws_s3_bucket.this[0].arn, "") }
output "s3_bucket_bucket_domain_name" { value = try(aws_s3_bucket.this[0].bucket_domain_name, "") }
output "s3_bucket_bucket_regional_domain_name" { value = try(aws_s3_bucket.this[0].bucket_regional_domain_name, "") }
output "s3_bucket_id" { value = try(aws_s3_bucket.this[0].id, "") }
