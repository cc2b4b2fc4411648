locals {
  attributes = { tenant = "S", id = "S", score = "N", day = "S" }
}

resource "aws_dynamodb_table" "scores" {
  name             = "scores"
  billing_mode     = "PROVISIONED"
  read_capacity    = 2
  write_capacity   = 1
  hash_key         = "tenant"
  range_key        = "id"
  stream_enabled   = true
  stream_view_type = "NEW_IMAGE"
  dynamic "attribute" {
    for_each = local.attributes
    iterator = column
    content {
      name = column.key
      type = column.value
    }
  }
  global_secondary_index {
    name               = "by_day"
    hash_key           = "day"
    range_key          = "score"
    projection_type    = "INCLUDE"
    non_key_attributes = ["player"]
    read_capacity      = 1
    write_capacity     = 1
  }
  local_secondary_index {
    name            = "by_score"
    range_key       = "score"
    projection_type = "ALL"
  }
  ttl {
    attribute_name = "gone_at"
    enabled        = true
  }
}

resource "aws_kinesis_stream" "clicks" {
  name        = "clicks"
  shard_count = 2
}

resource "aws_lambda_function" "stream" {
  for_each      = { scores = aws_dynamodb_table.scores.stream_arn, clicks = aws_kinesis_stream.clicks.arn }
  function_name = "stream-${each.key}"
  role          = "arn:aws:iam::123456789012:role/stream"
  runtime       = "python3.13"
  handler       = "stream.${each.key}"
  filename      = "stream.zip"
}

resource "aws_lambda_event_source_mapping" "scores" {
  event_source_arn  = aws_dynamodb_table.scores.stream_arn
  function_name     = aws_lambda_function.stream["scores"].arn
  starting_position = "LATEST"
}

resource "aws_lambda_event_source_mapping" "clicks" {
  event_source_arn           = aws_kinesis_stream.clicks.arn
  function_name              = aws_lambda_function.stream["clicks"].function_name
  starting_position          = "TRIM_HORIZON"
  tumbling_window_in_seconds = 30
}
