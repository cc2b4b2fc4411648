"""What stands in for a value that cannot be known."""

import pytest

from lambdatest import readers
from lambdatest.readers.stand_in import stand_in_for


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ProductServiceUrl", "https://productserviceurl.example.com"), ("slack_webhook_url", "https://slack-webhook-url.example.com"),
        ("ssm /shop/TEAMS_WEBHOOK", "https://ssm-shop-teams-webhook.example.com"), ("callback_uri", "https://callback-uri.example.com"),
        ("trimsuffix-https://api-url.example.com", "https://trimsuffix-api-url.example.com"),
        ("https://api-url.example.com-host", "api-url-host"), ("JobsQueueUrl", "jobsqueueurl"), ("database_url", "database-url"),
        ("db_url", "db-url"), ("image_uri", "image-uri"), ("S3Uri", "s3uri"), ("UrlTable", "urltable"), ("bus_name", "bus-name"),
        ("env SERVERLESS_REGION", "eu-west-1"), ("AwsRegion", "eu-west-1"), ("regions", "regions"), ("?", "unknown"),
    ],
)
def test_a_stand_in_is_of_the_kind_that_its_name_tells_of(name, expected):
    assert stand_in_for(name, "eu-west-1") == expected


@pytest.mark.parametrize(
    ("written", "region"),
    [("${env:WHERE}", "us-east-1"), ("eu-${env:WHERE}", "us-east-1"), ("${ssm:/where}", "us-east-1"), ("eu-west-1", "eu-west-1")],
)
def test_a_region_that_cannot_be_known_is_the_usual_one(tmp_path, written, region):
    (tmp_path / "serverless.yml").write_text(
        f"service: shop\nprovider: {{name: aws, runtime: python3.12, region: '{written}'}}\n"
        "functions: {f: {handler: a.b, environment: {R: '${self:provider.region}', AWS: '${aws:region}'}}}\n")
    service = readers.read(tmp_path)
    assert service.region == region and service.functions[0].environment == {"R": region, "AWS": region}
    assert readers.read(tmp_path, region="eu-north-1").region == "eu-north-1"
