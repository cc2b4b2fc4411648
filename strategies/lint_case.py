"""Code that breaks each check of the pylint plugin, and code that keeps it: the test reads both."""

HEAD = "import json, os, time\nfrom datetime import datetime\nfrom decimal import Decimal\nimport boto3\n" \
       "dynamodb = boto3.resource('dynamodb')\ntable = dynamodb.Table('t')\ns3 = boto3.client('s3')\n"


def handler(*lines: str, before: str = "", name: str = "lambda_handler") -> str:
    """A module whose handler has those *lines*."""
    return f"{HEAD}{before}\ndef {name}(event, context):\n" + "".join(f"    {line}\n" for line in lines)


BAD = {
    "client-in-handler": [
        handler("boto3.client('sqs').send_message(QueueUrl='q')"),
        handler("t = boto3.resource('dynamodb', region_name=os.environ['AWS_REGION']).Table('t')"),
        "from boto3 import client as make\ndef handler(event, context):\n    return make('s3').list_buckets()\n",
        handler("if event:", "    session = boto3.session.Session()"),
    ],
    "decimal-in-json": [
        handler("r = table.scan()", "return {'body': json.dumps(r['Items'])}"),
        handler("item = table.get_item(Key={'id': '1'}).get('Item')", "return json.dumps({'data': item})"),
        handler("return json.dumps(dynamodb.Table('u').query(IndexName='i'))"),
        HEAD + "class Store:\n  def __init__(self):\n    self.t = dynamodb.Table('t')\n"
        "  def one(self):\n    a = self.t.get_item(Key={'id': 1})\n    return json.dumps(a['Item'] or {})\n",
        handler("for item in table.scan()['Items']:", "    print(json.dumps(item['price']))"),
    ],
    "decimal-truncated": [
        HEAD + "class E(json.JSONEncoder):\n  def default(self, o):\n    if isinstance(o, Decimal):\n      return int(o)\n    return o\n",
        HEAD + "def plain(o):\n    return int(o) if isinstance(o, Decimal) else o\n",
        handler("return json.dumps(table.scan()['Items'], default=int)"),
    ],
    "unguarded-body": [
        handler("data = json.loads(event['body'])"),
        handler("data = json.loads(event.get('body') or '{}')"),
        handler("try:", "    data = json.loads(event['body'])", "except KeyError:", "    return {'statusCode': 400}"),
        "import json\ndef create(event, context):\n  try:\n    x = 1\n  except ValueError:\n    x = json.loads(event['body'])\n",
        "import json\ndef create(evt, ctx):\n    return json.loads(evt['body'])\n",
        "import json\ndef handler(request, context):\n    return json.loads(request['body'])\n",
    ],
    "unpaginated-call": [
        handler("return table.scan()['Items']"),
        handler("r = boto3.client('dynamodb').query(TableName='t', KeyConditionExpression='a = :a')", "return r['Items']"),
        handler("for one in s3.list_objects_v2(Bucket='b')['Contents']:", "    print(one)"),
        HEAD + "def names():\n    found = table.scan()\n    return [one['name'] for one in found['Items']]\n",
    ],
    "unchecked-item": [
        handler("return table.get_item(Key={'id': event['id']})['Item']"),
        handler("r = table.get_item(Key={'id': '1'})", "return r['Item']['name']"),
        handler("try:", "    r = table.get_item(Key={'id': '1'})['Item']", "except ClientError:", "    return None"),
    ],
    "state-between-invocations": [
        handler("found.append(event['id'])", "return found", before="found = []"),
        handler("global count", "count += 1", before="count = 0"),
        handler("if event.get('x'):", "    answer['body'] = event['x']", "return answer", before="answer = {'statusCode': 200}"),
    ],
    "default-between-invocations": [
        HEAD + "def collect(record, found=[]):\n    found.append(record)\n    return found\n",
        HEAD + "def answer(body, headers={}):\n    headers['x'] = body\n    return headers\n",
        HEAD + "def answer(body, *, seen=set()):\n    seen.add(body)\n",
    ],
    "time-at-import": [
        handler("return {'at': NOW}", before="NOW = datetime.now().isoformat()"),
        handler("return stamp()", before="def stamp(at=time.time()):\n    return at"),
        handler("return {'at': today}", before="import datetime as dt\ntoday = dt.date.today()"),
    ],
    "environ-at-import": [
        handler("return NAME", before="NAME = os.environ['TABLE']"),
        handler("return t", before="from os import environ\nt = dynamodb.Table(environ['TABLE'])"),
    ],
    "error-as-success": [
        handler("try:", "    save()", "except Exception as e:", "    return {'statusCode': 200, 'body': str(e)}"),
        handler("try:", "    save()", "except:", "    print('no')", "    return {'statusCode': '200'}"),
    ],
    "event-logged": [
        handler("print(event)", "return event['headers']"),
        handler("logger.info('got %s', json.dumps(event))", "return event['pathParameters']['id']"),
        handler("logger.info(f'got {event}')", "return event.get('queryStringParameters')"),
        HEAD + "@logger.inject_lambda_context(log_event=True)\ndef handler(event, context):\n    return event['httpMethod']\n",
    ],
    "secret-logged": [
        handler("print('token ' + event['headers']['Authorization'])"),
        handler("print('all', event['headers'])"),
        handler("key = os.environ['API_KEY']", "logger.warning(f'using {key}')"),
        handler("s = boto3.client('secretsmanager').get_secret_value(SecretId='s')['SecretString']", "print(s)"),
        handler("p = ssm.get_parameter(Name='p', WithDecryption=True)", "print(p)"),
    ],
    "text-in-expression": [
        handler("cursor.execute(f\"SELECT * FROM users WHERE id = '{event['id']}'\")"),
        handler("name = event['pathParameters']['name']", "sql = \"SELECT * FROM t WHERE n = '%s'\" % name", "db.execute(sql)"),
        handler("body = json.loads(event['body'])", "table.update_item(Key={}, UpdateExpression='SET ' + body['k'] + ' = :v')"),
        handler("client.execute_statement(Statement=\"SELECT * FROM t WHERE id='{}'\".format(event['id']))"),
        HEAD + "def handler(event, /, context):\n    cursor.execute(f\"SELECT * FROM users WHERE id = '{event['id']}'\")\n",
    ],
    "raise-in-batch": [
        handler("for record in event['Records']:", "    if not record['body']:", "        raise ValueError('no')"),
        handler("for r in event['Records']:", "    try:", "        save(r['kinesis'])", "    except OSError as e:", "        raise e"),
    ],
    "handler-signature": [
        HEAD + "def lambda_handler(event):\n    return event\n",
        HEAD + "def lambda_handler(event, context, table):\n    return event\n",
        HEAD + "def lambda_handler(event, context, *, table):\n    return event\n",
        HEAD + "def scan(context, event):\n    return event\n",
    ],
    "async-handler": [HEAD + "async def lambda_handler(event, context):\n    return event\n"],
    "body-not-text": [
        handler("x = event['pathParameters']", "return {'statusCode': 200, 'body': {'id': x}}"),
        handler("x = event['headers']", "return {'statusCode': 200, 'body': [one for one in x]}"),
    ],
    "encoded-s3-key": [
        handler("key = event['Records'][0]['s3']['object']['key']", "return key"),
        handler("for r in event['Records']:", "    print(r.get('s3').get('object').get('key'))"),
    ],
    "write-outside-tmp": [
        handler("with open('out.csv', 'w') as f:", "    f.write('x')"),
        handler("open('/var/task/x', mode='ab')"),
    ],
    "float-in-item": [
        handler("table.put_item(Item={'id': '1', 'price': 9.5})"),
        handler("table.put_item(Item={'id': '1', 'tags': [{'at': time.time()}], 'price': float(event['price'])})"),
        handler("table.update_item(Key={'id': '1'}, UpdateExpression='SET p = :p', ExpressionAttributeValues={':p': float(event['p'])})"),
    ],
}

GOOD = {
    "client-in-handler": [
        handler("return s3.list_buckets()"),
        handler("c = boto3.client('apigatewaymanagementapi', endpoint_url=event['url'])"),
        handler("who = event['role']", "c = boto3.client('s3', aws_session_token=who)"),
        handler("global s", "if s is None:", "    s = boto3.client('sqs')", before="s = None"),
        HEAD + "def make():\n    return boto3.client('sqs')\n",
        handler("return boto3.Session().get_credentials()"),
        handler("for region in ['a', 'b']:", "    boto3.client('ec2', region_name=region)"),
    ],
    "decimal-in-json": [
        handler("r = table.scan()", "return json.dumps(r['Items'], default=str)"),
        handler("r = table.scan()", "return json.dumps(r['Items'], cls=Encoder)"),
        handler("r = boto3.client('dynamodb').scan(TableName='t')", "return json.dumps(r['Items'])"),
        handler("r = table.scan(Select='COUNT')", "return json.dumps(r)"),
        handler("r = table.scan()", "return json.dumps({'n': r['Count']})"),
        handler("items = table.scan()['Items']", "convert(items)", "return json.dumps(items)"),
        handler("for item in table.scan()['Items']:", "    item['price'] = float(item['price'])", "    print(json.dumps(item))"),
        handler("return json.dumps(table.put_item(Item={'id': '1'}))"),
        "import boto3\nimport simplejson as json\ntable = boto3.resource('dynamodb').Table('t')\n"
        "def handler(event, context):\n    return json.dumps(table.scan()['Items'])\n",
    ],
    "decimal-truncated": [
        HEAD + "def plain(o):\n    if isinstance(o, Decimal):\n        return int(o) if o % 1 == 0 else float(o)\n    return o\n",
        HEAD + "def plain(o):\n    if isinstance(o, Decimal):\n        if o == o.to_integral_value():\n"
        "            return int(o)\n    return o\n",
        HEAD + "def plain(o):\n    if isinstance(o, str):\n        return int(o)\n    return o\n",
        HEAD + "def plain(o):\n    if isinstance(o, Decimal):\n        return str(o)\n    return int(o)\n",
    ],
    "unguarded-body": [
        handler("try:", "    data = json.loads(event['body'])", "except ValueError:", "    return {'statusCode': 400}"),
        handler("try:", "    data = json.loads(event['body'])", "except (KeyError, json.JSONDecodeError):",
                "    return {'statusCode': 400}"),
        handler("for record in event['Records']:", "    json.loads(record['body'])"),
        HEAD + "@answers_400\ndef handler(event, context):\n    return json.loads(event['body'])\n",
        HEAD + "def body_of(event):\n    return json.loads(event['body'])\n",
    ],
    "unpaginated-call": [
        handler("r = table.scan()", "while 'LastEvaluatedKey' in r:", "    r = table.scan(ExclusiveStartKey=r['LastEvaluatedKey'])"),
        handler("return table.query(KeyConditionExpression='a', Limit=10)['Items']"),
        handler("r = table.query(KeyConditionExpression='a')", "return r['Items'][0]"),
        handler("r = s3.list_objects_v2(Bucket='b', Prefix='p')", "return 'Contents' in r"),
        handler("return table.scan(**options)"),
        handler("if table.scan()['Count'] == 0:", "    table.put_item(Item={'id': '1'})"),
        handler("for page in s3.get_paginator('list_objects_v2').paginate(Bucket='b'):", "    print(page)"),
        handler("return faunadb.query(query.get(event['id']))"),
        HEAD + "def page(start):\n    return table.query(KeyConditionExpression='a')\n",
    ],
    "unchecked-item": [
        handler("r = table.get_item(Key={'id': '1'})", "if 'Item' not in r:", "    return None", "return r['Item']"),
        handler("return table.get_item(Key={'id': '1'}).get('Item')"),
        handler("try:", "    return table.get_item(Key={'id': '1'})['Item']", "except KeyError:", "    return None"),
        handler("r = table.get_item(Key={'id': '1'})", "return r['Item'] if r.get('Item') else None"),
        handler("return order['Item']"),
    ],
    "state-between-invocations": [
        handler("if event['id'] not in cache:", "    cache[event['id']] = load(event['id'])", before="cache = {}"),
        handler("found = []", "found.append(1)", before="found = []"),
        handler("found.clear()", "found.append(1)", before="found = []"),
        handler("answer['body'] = json.dumps(event)", "return answer", before="answer = {'statusCode': 200}"),
        handler("headers['x'] = 'y'", before="headers = {}"),
    ],
    "default-between-invocations": [
        HEAD + "def answer(body, headers={}):\n    return {'headers': headers, 'body': body}\n",
        HEAD + "def collect(record, found=None):\n    found = found or []\n    found.append(record)\n",
        HEAD + "def collect(record, found=[]):\n    found = list(found)\n    found.append(record)\n",
    ],
    "time-at-import": [
        handler("return {'at': datetime.now()}"),
        handler("return time.time() - COLD_START", before="COLD_START = time.time()"),
        HEAD + "NOW = datetime.now()\ndef use():\n    return NOW\n",
        handler("return 1", before="if __name__ == '__main__':\n    NOW = datetime.now()"),
    ],
    "environ-at-import": [
        handler("return os.environ['TABLE']"),
        handler("return NAME", before="NAME = os.environ.get('TABLE')"),
        handler("return NAME", before="try:\n    NAME = os.environ['TABLE']\nexcept KeyError:\n    NAME = 't'"),
        handler("return 1", before="REGION = os.environ['AWS_REGION']"),
        handler("return 1", before="os.environ['TZ'] = 'UTC'"),
        HEAD + "NAME = os.environ['TABLE']\n",
    ],
    "error-as-success": [
        handler("try:", "    save()", "except Exception:", "    return {'statusCode': 500}"),
        handler("try:", "    save()", "except NotFound:", "    return {'statusCode': 200}"),
        handler("try:", "    save()", "except Exception as e:", "    if e:", "        return {'statusCode': 500}",
                "    return {'statusCode': 200}"),
    ],
    "event-logged": [
        handler("print(event)", "return event['Records']"),
        handler("print(event['path'])", "return event['headers']"),
        handler("logger.debug(event)", "return event['headers']"),
        handler("print(event)", "return event['apiPath'], event['httpMethod']"),
    ],
    "secret-logged": [
        handler("print('token' in event['headers'])"),
        handler("token = page['NextToken']", "print(token)"),
        handler("print(mask(os.environ['API_KEY']))"),
        handler("print(os.environ['TASK_TOKEN'], os.environ['NEXT_TOKEN'], os.environ['TABLE'])"),
        HEAD + "def a():\n    r = sm.get_secret_value(SecretId='s')\n    return r\ndef b():\n    r = sm.put_secret_value()\n    print(r)\n",
    ],
    "text-in-expression": [
        handler("cursor.execute('SELECT * FROM users WHERE id = %s', (event['id'],))"),
        handler("cursor.execute(f'SELECT * FROM {TABLE}')", before="TABLE = 'users'"),
        handler("k = event['k']", "table.update_item(Key={}, UpdateExpression=f'SET #{k} = :{k}')"),
        handler("table.query(KeyConditionExpression=Key('id').eq(event['id']))"),
        handler("k = allowed(event['k'])", "table.update_item(Key={}, UpdateExpression='SET ' + k + ' = :v')"),
    ],
    "raise-in-batch": [
        handler("for record in event['Records']:", "    if not record['body']:", "        raise ValueError",
                "return {'batchItemFailures': []}"),
        handler("for record in event['Records']:", "    try:", "        raise ValueError(record['body'])",
                "    except Exception:", "        print(1)"),
        handler("for record in event['Records']:", "    try:", "        if not record['body']:", "            raise ValueError('no')",
                "    except ValueError:", "        print(1)"),
        handler("for record in event['Records']:", "    raise ValueError(record['s3'])"),
        handler("for record in rows:", "    raise ValueError(record['body'])"),
    ],
    "handler-signature": [
        handler("return 1"),
        HEAD + "def lambda_handler(event, context, table=None):\n    return event\n",
        HEAD + "def lambda_handler(event, _):\n    return event\n",
        HEAD + "def lambda_handler(*args):\n    return args\n",
        HEAD + "@inject\ndef lambda_handler(event, context, table):\n    return event\n",
    ],
    "async-handler": [
        HEAD + "import asyncio\nasync def main(event, context):\n    return 1\ndef handler(event, context):\n"
        "    return asyncio.run(main(event, context))\n",
        HEAD + "@run_async\nasync def handler(event, context):\n    return 1\n",
        HEAD + "async def fetch(session, url):\n    return 1\n",
    ],
    "body-not-text": [
        handler("x = event['pathParameters']", "return {'statusCode': 200, 'body': json.dumps({'id': x})}"),
        handler("return {'statusCode': 200, 'body': {'id': event['id']}}"),
    ],
    "encoded-s3-key": [
        handler("from urllib.parse import unquote_plus", "return unquote_plus(event['Records'][0]['s3']['object']['key'])"),
        handler("return event['detail']['object']['key']"),
    ],
    "write-outside-tmp": [
        handler("open('/tmp/out.csv', 'w')"),
        handler("open('data.json')"),
        handler("open(path, 'w')"),
        HEAD + "def report():\n    open('out.csv', 'w')\n",
    ],
    "float-in-item": [
        handler("table.put_item(Item={'id': '1', 'price': Decimal('9.5')})"),
        handler("boto3.client('dynamodb').put_item(TableName='t', Item={'price': {'N': str(9.5)}})"),
        handler("table.put_item(Item={'price': str(float(event['price']))})"),
    ],
}
