resource "aws_ssm_parameter" "limit" {
  name  = "/shop/limit"
  type  = "String"
  value = "10"
}

resource "aws_secretsmanager_secret" "key" {
  name = "shop/key"
}

resource "aws_secretsmanager_secret_version" "key" {
  secret_id     = aws_secretsmanager_secret.key.id
  secret_string = jsonencode({ key = "value" })
}

resource "aws_kms_key" "shop" {
  description = "of the shop"
}

resource "aws_kms_alias" "shop" {
  name          = "alias/shop"
  target_key_id = aws_kms_key.shop.key_id
}

resource "aws_cloudwatch_log_group" "shop" {
  name              = "/shop"
  retention_in_days = 7
}

resource "aws_cloudwatch_event_bus" "shop" {
  name = "shop"
}

resource "aws_ses_email_identity" "shop" {
  email = "shop@example.com"
}

resource "aws_sqs_queue" "sorted" {
  name                        = "sorted.fifo"
  fifo_queue                  = true
  content_based_deduplication = true
}

resource "aws_lambda_function" "settings" {
  function_name = "settings"
  role          = "arn:aws:iam::123456789012:role/settings"
  runtime       = "python3.12"
  handler       = "settings.handler"
  filename      = "settings.zip"
  environment {
    variables = {
      BUS_NAME   = aws_cloudwatch_event_bus.shop.name
      PARAMETER  = aws_ssm_parameter.limit.name
      SECRET_ID  = aws_secretsmanager_secret.key.name
      KMS_KEY_ID = aws_kms_key.shop.key_id
    }
  }
}
