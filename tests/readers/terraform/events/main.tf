locals {
  rules = {
    nightly = { schedule = "cron(0 3 * * ? *)", pattern = null }
    placed  = { schedule = null, pattern = { source = ["shop"], detail-type = ["OrderPlaced"] } }
  }
}

resource "aws_lambda_function" "report" {
  function_name = "report"
  role          = "arn:aws:iam::123456789012:role/report"
  runtime       = "python3.12"
  handler       = "report.handler"
  filename      = "report.zip"
}

resource "aws_cloudwatch_event_rule" "report" {
  for_each            = local.rules
  name                = "report-${each.key}"
  schedule_expression = each.value.schedule
  event_pattern       = each.value.pattern == null ? null : jsonencode(each.value.pattern)
}

resource "aws_cloudwatch_event_target" "report" {
  for_each = local.rules
  rule     = aws_cloudwatch_event_rule.report[each.key].name
  arn      = aws_lambda_function.report.arn
}

resource "aws_cloudwatch_event_rule" "hourly" {
  name                = "hourly"
  schedule_expression = "rate(1 hour)"
}

resource "aws_cloudwatch_event_target" "hourly" {
  rule  = aws_cloudwatch_event_rule.hourly.name
  arn   = aws_lambda_function.report.arn
  input = jsonencode({ kind = "hourly", limit = 10 })
}

resource "aws_scheduler_schedule" "weekly" {
  name                = "weekly"
  schedule_expression = "rate(7 days)"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_lambda_function.report.arn
    role_arn = "arn:aws:iam::123456789012:role/scheduler"
    input    = jsonencode({ kind = "weekly" })
  }
}
