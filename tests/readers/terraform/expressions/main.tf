variable "stage" {
  default = "dev"
}

variable "limits" {
  type    = map(number)
  default = { dev = 1, prod = 9 }
}

locals {
  common   = { STAGE = var.stage, LIMIT = tostring(lookup(var.limits, var.stage, 0)) }
  features = [for name in ["search", "export", "old"] : name if !startswith(name, "o")]
  greeting = templatefile("${path.module}/greeting.tftpl", { names = local.features, stage = var.stage })
  env = merge(local.common, {
    FEATURES = join(",", sort(local.features))
    GREETING = trimspace(local.greeting)
    CONFIG   = jsonencode({ stage = var.stage, list = local.features, deep = { a = [1, 2.5, null] } })
    TEXT     = <<-EOT
      one
        two ${var.stage}
    EOT
  }, var.stage == "prod" ? { STRICT = "yes" } : {})
}

resource "aws_lambda_function" "expressions" {
  function_name = "expressions-${substr(md5(var.stage), 0, 6)}"
  role          = "arn:aws:iam::123456789012:role/expressions"
  runtime       = "python${max(3, 2)}.12"
  handler       = join(".", ["app", "handler"])
  filename      = "app.zip"
  timeout       = ceil(2.2) + 4 % 3
  memory_size   = pow(2, 8)
  environment {
    variables = local.env
  }
}
