resource "aws_lambda_function" "users" {
  for_each      = toset(["pre_sign_up", "post_confirmation"])
  function_name = replace("users-${each.key}", "_", "-")
  role          = "arn:aws:iam::123456789012:role/users"
  runtime       = "python3.12"
  handler       = "users.${each.key}"
  filename      = "users.zip"
}

resource "aws_cognito_user_pool" "users" {
  name                = "users"
  username_attributes = ["email"]
  schema {
    name                = "email"
    attribute_data_type = "String"
    required            = true
  }
  lambda_config {
    pre_sign_up       = aws_lambda_function.users["pre_sign_up"].arn
    post_confirmation = aws_lambda_function.users["post_confirmation"].arn
  }
}

resource "aws_cognito_user_pool_client" "web" {
  name         = "web"
  user_pool_id = aws_cognito_user_pool.users.id
}

resource "aws_lambda_function" "page" {
  function_name = "page"
  role          = "arn:aws:iam::123456789012:role/page"
  runtime       = "python3.12"
  handler       = "page.handler"
  filename      = "page.zip"
  environment {
    variables = {
      CLIENT_ID = aws_cognito_user_pool_client.web.id
      POOL_ID   = aws_cognito_user_pool.users.id
    }
  }
}

resource "aws_lambda_function_url" "page" {
  function_name      = aws_lambda_function.page.function_name
  authorization_type = "NONE"
}

resource "aws_lambda_function" "image" {
  function_name = "image"
  role          = "arn:aws:iam::123456789012:role/image"
  package_type  = "Image"
  image_uri     = "123456789012.dkr.ecr.us-east-1.amazonaws.com/image:1"
}

resource "aws_lambda_function" "node" {
  function_name = "node"
  role          = "arn:aws:iam::123456789012:role/node"
  runtime       = "nodejs20.x"
  handler       = "index.handler"
  filename      = "node.zip"
}
