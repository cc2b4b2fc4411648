"""Manifests that break each project check, and manifests that keep it, in serverless.yml and in SAM: the test reads both."""

CODE = "import json\n\ndef handler(event, context):\n    return {'statusCode': 200, 'body': json.dumps({})}\n"
TABLE = """
    Todos:
      Type: AWS::DynamoDB::Table
      Properties:
        TableName: todos
        StreamSpecification: {StreamViewType: NEW_IMAGE}
        AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
        KeySchema: [{AttributeName: id, KeyType: HASH}]
"""
QUEUE = """
    Work:
      Type: AWS::SQS::Queue
      Properties:
        QueueName: work
        VisibilityTimeout: 60
        RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
    Dead:
      Type: AWS::SQS::Queue
      Properties: {QueueName: dead}
"""
SQS = "events: [{sqs: {arn: !GetAtt Work.Arn, functionResponseType: ReportBatchItemFailures}}]"
STREAM = "events: [{stream: {type: dynamodb, arn: !GetAtt Todos.StreamArn, functionResponseType: ReportBatchItemFailures%s}}]"


def sls(function: str = "", provider: str = "", top: str = "", resources: str = "", more: str = "") -> str:
    """A serverless.yml with one function ``api``, in whose places the arguments stand; *more* are other functions."""
    def lines(text: str, indent: int) -> str:
        return "".join(f"{' ' * indent}{line}\n" for line in text.splitlines())

    return (f"service: todos\nprovider:\n  name: aws\n  runtime: python3.13\n{lines(provider, 2)}{top}\n"
            f"functions:\n  api:\n    handler: app.handler\n{lines(function, 4)}{lines(more, 2)}"
            f"resources:\n  Resources:{resources or ' {}'}\n")


def sam(properties: str = "", resources: str = "", top: str = "") -> str:
    """A SAM template with one function ``Api``."""
    inner = "".join(f"      {line}\n" for line in properties.splitlines())
    below = "\n".join(line[2:] for line in resources.splitlines())
    return (f"Transform: AWS::Serverless-2016-10-31\n{top}\nResources:\n  Api:\n    Type: AWS::Serverless::Function\n    Properties:\n"
            f"      CodeUri: src\n      Handler: app.handler\n      Runtime: python3.13\n{inner}{below}\n")


READS = CODE.replace("import json", "import json, os\nT = os.environ['TABLE']")
USES = CODE.replace("import json", "import boto3, json, os\nT = boto3.resource('dynamodb').Table(os.environ['TABLE'])")
KEYED = f"{USES}\ndef one(id):\n    return T.get_item(Key={{'id': id}})\n"
CANARY = "plugins: [serverless-plugin-canary-deployments, serverless-plugin-aws-alerts]\ncustom:\n  alerts:\n    alarms: [functionErrors]"
DEPLOYED = "deploymentSettings: {type: AllAtOnce, alias: Live, alarms: [%s]}"
HOOKED = "deploymentSettings: {type: AllAtOnce, alias: Live, preTrafficHook: %s}"
ROLES = "plugins: [serverless-plugin-canary-deployments, serverless-iam-roles-per-function]"
ALLOW = "iamRoleStatements: [{Effect: Allow, Action: %s, Resource: '*'}]"
ALARM = "\n    Slow:\n      Type: AWS::CloudWatch::Alarm\n      Properties: {AlarmName: slow}\n"
HTTP = "events: [{http: GET /todos}]"
ITEMS = "events: [{sqs: {arn: !GetAtt Work.Arn, batchSize: 5}}]"
REPORTS = CODE.replace("return {", "return {'batchItemFailures': [], ")

BAD = {
    "handler_not_found": [
        (sls().replace("app.handler", "todos/app.handler"), {}, "failure"),
        (sls().replace("app.handler", "app.nothing"), {}, "failure"),
        (sam().replace("app.handler", "app.nothing"), {}, "failure"),
        (sam().replace("CodeUri: src", "CodeUri: build"), {}, "warning"),
    ],
    "timeout_above_limit": [
        (sls(f"timeout: 30\n{HTTP}"), {}, "warning"),
        (sls("timeout: 31\nevents: [{httpApi: GET /todos}]"), {}, "warning"),
        (sls("timeout: 6\nevents: [{cognitoUserPool: {pool: users, trigger: PreSignUp}}]"), {}, "warning"),
        (sam("Timeout: 60\nEvents: {Get: {Type: Api, Properties: {Path: /todos, Method: get}}}"), {}, "warning"),
    ],
    "visibility_timeout": [
        (sls(f"timeout: 20\n{SQS}", resources=QUEUE), {}, "warning"),
        (sls(f"timeout: 61\n{SQS}", resources=QUEUE), {}, "failure"),
        (sls(SQS, resources=QUEUE.replace("        VisibilityTimeout: 60\n", "")), {}, "warning"),
        (sls(SQS.replace("{arn", "{maximumBatchingWindow: 30, arn"), resources=QUEUE), {}, "warning"),
        (sam("Timeout: 20\nEvents: {W: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}}", QUEUE), {}, "warning"),
    ],
    "queue_without_dlq": [
        (sls(SQS, resources=QUEUE.replace("RedrivePolicy", "#")), {}, "warning"),
        (sam("Events: {W: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}}", QUEUE.replace("RedrivePolicy", "#")), {}, "warning"),
    ],
    "stream_without_limit": [
        (sls(STREAM % "", resources=TABLE), {}, "warning"),
        (sls(STREAM % ", maximumRetryAttempts: -1", resources=TABLE), {}, "warning"),
        (sam("Events: {S: {Type: DynamoDB, Properties: {Stream: !GetAtt Todos.StreamArn, StartingPosition: LATEST}}}", TABLE),
         {}, "warning"),
    ],
    "failures_not_reported": [
        (sls(ITEMS, resources=QUEUE), {}, "warning"),
        (sls(ITEMS, resources=QUEUE), {"app.py": REPORTS}, "failure"),
        (sam("Events: {W: {Type: SQS, Properties: {Queue: !GetAtt Work.Arn}}}", QUEUE), {"src/app.py": REPORTS}, "failure"),
    ],
    "variable_not_declared": [
        (sls(), {"app.py": READS}, "failure"),
        (sls("environment: {OTHER: x}"), {"app.py": CODE.replace("return", "import os\n    return os.environ['TABLE'],")}, "failure"),
        (sls(), {"app.py": f"from lib import table\n{CODE}", "lib/__init__.py": "", "lib/table.py": READS}, "failure"),
        (sam("Environment: {Variables: {OTHER: x}}"), {"src/app.py": READS}, "failure"),
    ],
    "table_not_declared": [
        (sls("environment: {TABLE: todo}", resources=TABLE), {"app.py": USES}, "warning"),
        (sls(resources=TABLE), {"app.py": USES.replace("os.environ['TABLE']", "'todo'")}, "warning"),
        (sls("environment: {TABLE: todo}", resources=TABLE), {"app.py": KEYED}, "warning"),
        (sam("Environment: {Variables: {TABLE: todo}}", TABLE), {"src/app.py": USES}, "warning"),
    ],
    "runtime_deprecated": [
        (sls().replace("3.13", "3.8"), {}, "warning"),
        (sls().replace("3.13", "3.6"), {}, "failure"),
        (sam().replace("3.13", "3.8"), {}, "warning"),
    ],
    "iam_wildcard": [
        (sls(provider="iam: {role: {statements: [{Effect: Allow, Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:::table/t'}]}}"),
         {}, "warning"),
        (sls(provider="iamRoleStatements: [{Effect: Allow, Action: ['s3:GetObject'], Resource: ['*']}]"), {}, "warning"),
        (sam("Policies: [{Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}]"), {}, "warning"),
    ],
    "plain_secret": [
        (sls("environment: {DB_PASSWORD: hunter2}"), {}, "warning"),
        (sls(provider="environment: {SETTING: AKIAIOSFODNN7EXAMPLE}"), {}, "failure"),
        (sam("Environment: {Variables: {API_KEY: abcdef}}"), {}, "warning"),
        (sam(top="Globals: {Function: {Environment: {Variables: {JWT_SECRET: abcdef}}}}"), {}, "warning"),
    ],
    "alarm_not_created": [
        (sls(DEPLOYED % "ApiFunctionErorsAlarm", top=CANARY), {}, "failure"),
        (sls(DEPLOYED % "ApiFunctionErrorsAlarm", top=CANARY.replace("functionErrors", "functionDuration")), {}, "failure"),
        (sls(DEPLOYED % "ApiFunctionErrorsAlarm", top=f"{CANARY}\n    stages: [prod]"), {}, "failure"),
        (sls(DEPLOYED % "Slow", top="plugins: [serverless-plugin-canary-deployments]"), {}, "failure"),
        (sls(DEPLOYED % "Slow", top="plugins: [serverless-plugin-canary-deployments, serverless-some-alarms]"), {}, "warning"),
        (sam("AutoPublishAlias: live\nDeploymentPreference: {Type: AllAtOnce, Alarms: [!Ref Slow]}"), {}, "failure"),
    ],
    "traffic_hook": [
        (sls(HOOKED % "before", top=ROLES), {}, "failure"),
        (sls(HOOKED % "pre", top=ROLES, more=f"pre:\n  handler: app.handler\n  {ALLOW % 's3:GetObject'}"), {}, "failure"),
        (sam("AutoPublishAlias: live\nDeploymentPreference: {Type: AllAtOnce, Hooks: {PreTraffic: !Ref Api}}\nPolicies: [{Statement: "
             "[{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*'}]}]"), {}, "failure"),
    ],
    "package_contents": [
        (sls(), {"tests/test_app.py": ""}, "warning"),
        (sls(top="package: {patterns: ['!**', '*.py', 'node_modules/**']}"), {"node_modules/left-pad/package.json": "{}"}, "warning"),
        (sls(), {".env": "A=1"}, "warning"),
        (sls(top="frameworkVersion: '>=3.40.0 <4'"), {".env": "A=1"}, "warning"),
        (sls("package: {patterns: ['!tests/**']}"), {"tests/test_app.py": ""}, "warning"),
        (sam(), {"src/tests/test_app.py": ""}, "warning"),
    ],
    "module_left_out": [
        (sls(top="package: {patterns: ['!lib/**']}"), {"app.py": f"import lib.table\n{CODE}", "lib/table.py": "x = 1"}, "failure"),
        (sls(top="package: {patterns: ['!**', 'lib/**']}"), {}, "failure"),
        (sls("package: {individually: true, exclude: ['lib.py']}"), {"app.py": f"from lib import x\n{CODE}", "lib.py": "x = 1"}, "failure"),
    ],
}  # fmt: skip

GOOD = {
    "handler_not_found": [
        (sls(), {}),
        (sls().replace("app.handler", "todos.app.handler"), {"todos/app.py": CODE}),
        (sls(), {"app.py": "from lib import *\n", "lib.py": CODE}),
        (sls(), {"app.py": "try:\n    from lib import handler\nexcept ImportError:\n    handler = print\n"}),
        (sls(top="plugins: [serverless-wsgi]").replace("app.handler", "wsgi_handler.handler"), {}),
        (sam("InlineCode: |\n  def handler(event, context):\n    return 1").replace("app.handler", "index.handler"), {}),
        (sam("Layers: ['arn:aws:lambda:::layer:x:1']").replace("app.handler", "datadog_lambda.handler.handler"), {}),
        (sls().replace("app.handler", "fast.handler"), {"fast.cpython-313-x86_64-linux-gnu.so": ""}),
    ],
    "timeout_above_limit": [
        (sls(f"timeout: 29\n{HTTP}"), {}),
        (sls("timeout: 30\nevents: [{httpApi: GET /todos}]"), {}),
        (sls(f"timeout: 900\n{SQS}", resources=QUEUE), {}),
        (sls("timeout: 60\nevents: [{http: {path: /todos, method: get, async: true}}]"), {}),
        (sam("Timeout: 60\nEvents: {Get: {Type: Api, Properties: {Path: /todos, Method: get, TimeoutInMillis: 60000}}}"), {}),
    ],
    "visibility_timeout": [
        (sls(f"timeout: 10\n{SQS}", resources=QUEUE), {}),
        (sls(f"timeout: 60\n{SQS.replace('!GetAtt Work.Arn', 'arn:aws:sqs:us-east-1:123456789012:elsewhere')}", resources=QUEUE), {}),
    ],
    "queue_without_dlq": [
        (sls(SQS, resources=QUEUE), {}),
        (sls(SQS.replace("Work", "Dead"), resources=QUEUE), {}),
        (sls(resources=QUEUE.replace("RedrivePolicy", "#")), {}),
    ],
    "stream_without_limit": [
        (sls(STREAM % ", maximumRetryAttempts: 3", resources=TABLE), {}),
        (sls(STREAM % ", maximumRecordAgeInSeconds: 600", resources=TABLE), {}),
        (sls(SQS, resources=QUEUE), {}),
    ],
    "failures_not_reported": [
        (sls(SQS, resources=QUEUE), {"app.py": REPORTS}),
        (sls(ITEMS.replace("5", "1"), resources=QUEUE), {}),
        (sls((STREAM % ", bisectBatchOnFunctionError: true").replace("ReportBatchItemFailures", "''"), resources=TABLE), {}),
    ],
    "variable_not_declared": [
        (sls("environment: {TABLE: todos}"), {"app.py": READS}),
        (sls(provider="environment: {TABLE: todos}"), {"app.py": READS}),
        (sls(), {"app.py": READS.replace("'TABLE'", "'AWS_REGION'")}),
        (sls(), {"app.py": READS.replace("os.environ['TABLE']", "os.environ.get('TABLE')")}),
        (sls(), {"app.py": f"import os\ntry:\n    T = os.environ['TABLE']\nexcept KeyError:\n    T = 't'\n{CODE}"}),
        (sls(), {"app.py": f"import os\nT = os.environ['TABLE'] if 'TABLE' in os.environ else 't'\n{CODE}"}),
        (sls(), {"app.py": f"import os\nos.environ.setdefault('TABLE', 't')\nT = os.environ['TABLE']\n{CODE}"}),
        (sls(), {"app.py": f"import lib\n{CODE}", "lib.py": "import os\ndef name():\n    return os.environ['TABLE']\n"}),
        (sls(top="plugins: [serverless-dotenv-plugin]"), {"app.py": READS}),
        (sls("environment: ${file(env.js)}"), {"app.py": READS, "env.js": ""}),
        (sam(top="Globals: {Function: {Environment: {Variables: {TABLE: todos}}}}"), {"src/app.py": READS}),
    ],
    "table_not_declared": [
        (sls("environment: {TABLE: todos}", resources=TABLE), {"app.py": USES}),
        (sls("environment: {TABLE: todo}"), {"app.py": USES}),
        (sls("environment: {TABLE: todo, OTHER: done}"),
         {"app.py": f"{KEYED}O = boto3.client('dynamodb').scan(TableName=os.environ['OTHER'])\n"}),
        (sls("environment: {TABLE: '${env:TABLE}'}", resources=TABLE), {"app.py": USES}),
        (sls("environment: {TABLE: !Ref Todos}", resources=TABLE), {"app.py": USES}),
        (sls(resources=TABLE), {"app.py": USES.replace("Table(os.environ['TABLE'])", "Bucket('todo')")}),
    ],
    "runtime_deprecated": [(sls().replace("3.13", "3.14"), {}), (sam().replace("python3.13", "nodejs20.x"), {})],
    "iam_wildcard": [
        (sls(provider="iam: {role: {statements: [{Effect: Deny, Action: '*', Resource: '*'}]}}"), {}),
        (sls(provider="iamRoleStatements: [{Effect: Allow, Action: ['logs:*', 's3:ListAllMyBuckets', 'sns:Publish'], Resource: '*'}]"), {}),
        (sls(provider="iam: {role: {statements: [{Effect: Allow, Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*'}]}}"), {}),
        (sls(resources="\n    P:\n      Type: AWS::S3::BucketPolicy\n      Properties: {Bucket: b, PolicyDocument: {Statement: "
             "[{Effect: Allow, Principal: '*', Action: 's3:GetObject', Resource: '*'}]}}"), {}),
    ],
    "plain_secret": [
        (sls("environment: {DB_PASSWORD: '${env:DB_PASSWORD}'}"), {}),
        (sls("environment: {API_KEY: '${ssm:/todos/key}', TOKEN_URL: https://x, MAX_PASSWORD: '8'}"), {}),
        (sls("environment: {API_KEY: 'arn:aws:secretsmanager:::secret:x', AUTH_TOKEN: /todos/token}"), {}),
        (sam("Environment: {Variables: {API_KEY: !Ref Key}}", top="Parameters: {Key: {Type: String, NoEcho: true}}"), {}),
        (sls("environment: {API_KEY: CHANGE_ME, AUTH_TOKEN: <your token>, DB_PASSWORD: dummy}"), {}),
        (sam("Environment: {Variables: {API_KEY: '{{resolve:secretsmanager:key}}'}}"), {}),
    ],
    "alarm_not_created": [
        (sls(DEPLOYED % "ApiFunctionErrorsAlarm", top=CANARY), {}),
        (sls(DEPLOYED % "Slow", top="plugins: [serverless-plugin-canary-deployments]", resources=ALARM), {}),
        (sls(DEPLOYED % "{name: elsewhere}", top=CANARY), {}),
        (sls(f"alarms: [slow-start]\n{DEPLOYED % 'ApiSlowDashstartAlarm'}", top=CANARY.replace("[functionErrors]", "[]")), {}),
        (sls(DEPLOYED % "Nothing"), {}),
        (sls(DEPLOYED % "Nothing", top="plugins: [serverless-plugin-canary-deployments]\ncustom: {deploymentSettings: {stages: [prod]}}"),
         {}),
        (sam("AutoPublishAlias: live\nDeploymentPreference: {Type: AllAtOnce, Alarms: [!Ref Slow]}", ALARM), {}),
    ],
    "traffic_hook": [
        (sls(HOOKED % "pre", top=ROLES, more=f"pre:\n  handler: app.handler\n  {ALLOW % 'codedeploy:Put*'}"), {}),
        (sls(HOOKED % "pre", top=ROLES.replace(", serverless-iam-roles-per-function", ""), more="pre:\n  handler: app.handler"), {}),
    ],
    "package_contents": [
        (sls(top="package: {patterns: ['!**', '*.py']}"), {"tests/test_app.py": "", ".env": "", "node_modules/a/package.json": "{}"}),
        (sls(top="package: {exclude: ['tests/**']}"), {"tests/test_app.py": ""}),
        (sls("package: {individually: true, patterns: ['!{tests,docs}/**']}"), {"tests/test_app.py": ""}),
        (sls(top="useDotenv: true"), {".env": "A=1"}),
        (sls(top="frameworkVersion: ~4.1.0"), {".env": "A=1"}),
        (sls(top="package: {patterns: ['!**/x}', '!tests/**']}"), {"tests/test_app.py": ""}),
        (sls(), {".env.example": "A="}),
        (sam(), {"tests/test_app.py": ""}),
    ],
    "module_left_out": [
        (sls(top="package: {patterns: ['!**', '**/*.py']}"), {"app.py": f"import lib.table\n{CODE}", "lib/table.py": "x = 1"}),
        (sls(top="package: {patterns: ['!lib.py']}"),
         {"app.py": f"try:\n    import lib\nexcept ImportError:\n    lib = None\n{CODE}", "lib.py": "x"}),
        (sls(top="package: {patterns: ['!lib.py']}"),
         {"app.py": f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import lib\n{CODE}", "lib.py": "x = 1"}),
        (sls(top="package: {patterns: ['!tests/**']}"), {}),
        (sls("package: {exclude: ['app.py']}"), {}),
        (sls(top="package: {patterns: ['!lib/**', 'lib/table.py']}"),
         {"app.py": f"import lib.table\n{CODE}", "lib/__init__.py": "", "lib/table.py": "x = 1"}),
        (sls(top="package: {patterns: '${file(p.js)}'}"), {"p.js": ""}),
    ],
}  # fmt: skip
