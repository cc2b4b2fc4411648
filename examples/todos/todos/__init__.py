"""A todo service: five functions behind a REST API, one DynamoDB table."""
