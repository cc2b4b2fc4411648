"""The stack of the drafts service.  Write it again with: pip install aws-cdk-lib && cdk synth"""

import aws_cdk as cdk
from aws_cdk import aws_apigateway, aws_dynamodb, aws_lambda, aws_lambda_event_sources, aws_sqs


class Drafts(cdk.Stack):
    """Drafts behind a REST API, and a queue from which texts are taken over."""

    def __init__(self, scope, name):
        super().__init__(scope, name)
        table = aws_dynamodb.TableV2(
            self, "Table", partition_key=aws_dynamodb.Attribute(name="id", type=aws_dynamodb.AttributeType.STRING))
        create, read, take = (self._function(name, table) for name in ("Create", "Read", "Take"))
        table.grant_write_data(create)
        table.grant_read_data(read)
        table.grant_write_data(take)
        api = aws_apigateway.RestApi(self, "Api", cloud_watch_role=False)
        drafts = api.root.add_resource("drafts")
        drafts.add_method("POST", aws_apigateway.LambdaIntegration(create))
        drafts.add_resource("{id}").add_method("GET", aws_apigateway.LambdaIntegration(read))
        queue = aws_sqs.Queue(self, "Texts", visibility_timeout=cdk.Duration.seconds(60))
        take.add_event_source(aws_lambda_event_sources.SqsEventSource(queue, report_batch_item_failures=True))

    def _function(self, name, table):
        return aws_lambda.Function(
            self, name, runtime=aws_lambda.Runtime.PYTHON_3_13, handler=f"drafts.{name.lower()}",
            code=aws_lambda.Code.from_asset("service", exclude=["__pycache__"]), environment={"DRAFTS": table.table_name},
            timeout=cdk.Duration.seconds(10), memory_size=256)


app = cdk.App(analytics_reporting=False)
Drafts(app, "Drafts")
app.synth()
