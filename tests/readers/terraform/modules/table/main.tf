variable "name" {
  type = string
}

variable "key" {
  default = "id"
}

resource "aws_dynamodb_table" "this" {
  name         = "${var.name}-table"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = var.key
  attribute {
    name = var.key
    type = "S"
  }
}

output "name" {
  value = aws_dynamodb_table.this.name
}
