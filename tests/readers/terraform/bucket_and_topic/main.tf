resource "aws_s3_bucket" "images" {
  bucket = "images-of-the-shop"
}

resource "aws_s3_bucket_versioning" "images" {
  bucket = aws_s3_bucket.images.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_sns_topic" "changes" {
  name = "changes"
}

resource "aws_lambda_function" "thumbnail" {
  function_name = "thumbnail"
  role          = "arn:aws:iam::123456789012:role/thumbnail"
  runtime       = "python3.12"
  handler       = "thumbnail.handler"
  filename      = "thumbnail.zip"
  memory_size   = 512
  environment {
    variables = {
      TOPIC_ARN = aws_sns_topic.changes.arn
    }
  }
}

resource "aws_lambda_function" "listener" {
  function_name = "listener"
  role          = "arn:aws:iam::123456789012:role/listener"
  runtime       = "python3.12"
  handler       = "listener.handler"
  filename      = "listener.zip"
}

resource "aws_lambda_permission" "images" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.thumbnail.function_name
  principal     = "s3.amazonaws.com"
  source_arn    = aws_s3_bucket.images.arn
}

resource "aws_s3_bucket_notification" "images" {
  bucket = aws_s3_bucket.images.id
  lambda_function {
    lambda_function_arn = aws_lambda_function.thumbnail.arn
    events              = ["s3:ObjectCreated:*"]
    filter_prefix       = "incoming/"
    filter_suffix       = ".png"
  }
  lambda_function {
    lambda_function_arn = aws_lambda_function.thumbnail.arn
    events              = ["s3:ObjectRemoved:*"]
  }
}

resource "aws_sns_topic_subscription" "listener" {
  topic_arn     = aws_sns_topic.changes.arn
  protocol      = "lambda"
  endpoint      = aws_lambda_function.listener.arn
  filter_policy = jsonencode({ kind = ["image"] })
}
