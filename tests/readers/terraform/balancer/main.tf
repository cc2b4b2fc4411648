resource "aws_lambda_function" "shop" {
  function_name = "shop"
  role          = "arn:aws:iam::123456789012:role/shop"
  runtime       = "python3.12"
  handler       = "shop.handler"
  filename      = "shop.zip"
}

resource "aws_lb_target_group" "shop" {
  name                               = "shop"
  target_type                        = "lambda"
  lambda_multi_value_headers_enabled = true
}

resource "aws_lb_target_group_attachment" "shop" {
  target_group_arn = aws_lb_target_group.shop.arn
  target_id        = aws_lambda_function.shop.arn
}
