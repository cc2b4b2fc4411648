"""What a handler reads of records: their texts, the rest of the event, and objects of S3."""

import pytest

from lambdatest.vocabulary import Key, Vocabulary, below

IMAGE = ("Records", "dynamodb")
LOOP = "def handler(event, context):\n    for r in event['Records']:\n        "


def spelt_tree(keys: tuple[Key, ...]) -> str:
    """Names, types and constants of a tree of keys."""
    return " ".join(
        key.name + ("" if key.required else "?")
        + (f":{'|'.join(sorted(key.types))}" if key.types and key.evidence and not key.fields else "")
        + (f"={'/'.join(map(str, key.constants))}" if key.constants else "") + (f"{{{spelt_tree(key.fields)}}}" if key.fields else "")
        for key in keys
    )


@pytest.mark.parametrize(
    ("code", "tree"),
    [
        ("print(r['messageAttributes']['type']['stringValue'] == 'a')", "Records{messageAttributes{type{stringValue:string=a}}}"),
        ("print(r['attributes']['MessageGroupId'], r.get('messageId'))", "Records{attributes{MessageGroupId} messageId?}"),
        ("print(r['dynamodb']['NewImage']['id']['S'], int(r['dynamodb']['Keys']['n']['N']))",
         "Records{dynamodb{NewImage{id{S}} Keys{n{N:integer}}}}"),
        ("image = r['dynamodb'].get('NewImage', {})\n        print(image.get('note', {}).get('S'))",
         "Records{dynamodb{NewImage?{note?{S?}}}}"),
        ("if r['eventName'] in ('INSERT', 'MODIFY'):\n            print(1)", "Records{eventName:string=INSERT/MODIFY}"),
        ("d = TypeDeserializer()\n        item = {k: d.deserialize(v) for k, v in r['dynamodb']['NewImage'].items()}\n"
         "        print(item['total'] * 2)", "Records{dynamodb{NewImage{total:number}}}"),
        ("item = TypeDeserializer().deserialize({'M': r['dynamodb']['NewImage']})\n        print(item['name'].upper())",
         "Records{dynamodb{NewImage{name:string}}}"),
        ("print(unquote_plus(r['s3']['object']['key']), r['s3']['bucket']['name'])", "Records{s3{object{key:string} bucket{name}}}"),
    ],
)  # fmt: skip
def test_the_rest_of_a_record_is_a_tree(code, tree, read):
    assert spelt_tree(read(LOOP + code).envelope) == tree


@pytest.mark.parametrize(
    ("data_class", "code", "trail", "names"),
    [
        ("DynamoDBStreamEvent", "for r in event.records: print(r.dynamodb.new_image['total'])", (*IMAGE, "NewImage"), ["total"]),
        ("S3Event", "print(event.bucket_name, event.object_key)", ("Records", "s3"), ["bucket", "object"]),
        ("S3Event", "for r in event.records: print(r.s3.get_object.key)", ("Records", "s3", "object"), ["key"]),
        ("SNSEvent", "print(event.sns_message)", ("Records", "Sns"), ["Message"]),
        ("KinesisFirehoseEvent", "for r in event.records: print(r.data_as_json['x'], r.record_id)", ("records",), ["data", "recordId"]),
        ("EventBridgeEvent", "print(event.detail_type, event.detail['x'])", (), ["detail-type", "detail"]),
    ],
)
def test_a_data_class_of_powertools_is_seen_through(data_class, code, trail, names, read):
    source = f"@event_source(data_class={data_class})\ndef handler(event, context):\n    {code}\n"
    assert [key.name for key in below(read(source).envelope, *trail)] == names
    called = f"def handler(raw, context):\n    event = {data_class}(raw)\n    {code}\n"
    assert [key.name for key in below(read(called).envelope, *trail)] == names


@pytest.mark.parametrize(
    ("code", "wrapping"),
    [
        ("json.loads(json.loads(r['body'])['Message'])['x']", "sns"), ("print(json.loads(r['body'])['Message'])", None),
        ("print(b['Message'], b['TopicArn']) if (b := json.loads(r['body'])) else 0", "sns"),
        ("print([s['s3']['object']['key'] for s in json.loads(r['body'])['Records']])", "s3"),
        ("b = json.loads(r['body'])\n        print(b['detail']['id'], b['detail-type'])", "eventbridge"), ("print(r['body'])", None),
    ],
)  # fmt: skip
def test_the_service_whose_notification_a_queue_s_message_is_read_as(code, wrapping, read):
    assert read(LOOP + code).wrapping == wrapping


OBJECT = "s3 = boto3.client('s3')\ndef handler(event, context):\n    body = s3.get_object(Bucket='b', Key='k')['Body']\n    "


@pytest.mark.parametrize(
    ("code", "content", "objects"),
    [
        ("print(json.loads(body.read())['price'] * 2)", "json", "price:number"),
        ("print(json.load(body)['rows'].append(1))", "json", "rows:array"),
        ("print(body.read().decode('utf-8').splitlines())", "text", ""), ("for line in body.iter_lines(): print(line)", "text", ""),
        ("Image.open(io.BytesIO(body.read()))", "unknown", ""), ("list(csv.DictReader(io.StringIO(body.read().decode())))", "unknown", ""),
        ("json.loads(gzip.decompress(body.read()))", "unknown", ""), ("int(body.read())", "unknown", ""), ("return body", "unknown", ""),
        ("return len(body.read())", "text", ""), ("boto3.client('s3').put_object(Bucket='c', Key='k', Body=body.read())", "text", ""),
    ],
)  # fmt: skip
def test_how_an_object_is_read(code, content, objects, read):
    vocabulary = read(OBJECT + code)
    assert vocabulary.content == content
    assert content != "json" or spelt_tree(vocabulary.objects) == objects


def test_an_object_that_is_downloaded_is_not_followed_and_none_is_none(read):
    assert read("def handler(event, context):\n    boto3.client('s3').download_file('b', 'k', '/tmp/x')\n").content == "unknown"
    resource = "print(boto3.resource('s3').Object('b', 'k').get()['Body'].read().decode())"
    assert read(f"def handler(event, context):\n    {resource}\n").content == "text"
    assert read("def handler(event, context):\n    boto3.client('s3').delete_object(Bucket='b', Key='k')\n").content is None


@pytest.mark.parametrize(
    ("call", "compression"),
    [("gzip.decompress(data)", "gzip"), ("zlib.decompress(data)", "zlib"), ("zlib.decompress(data, 47)", "gzip"), ("data", None)],
)
def test_the_compression_of_data_is_noticed(call, compression, read):
    vocabulary = read(LOOP + f"data = base64.b64decode(r['kinesis']['data'])\n        print(json.loads({call})['x'])")
    assert (vocabulary.compression, [key.name for key in vocabulary.body]) == (compression, ["x"])


def test_a_key_that_is_taken_apart_has_folders(read):
    assert "/" in read(LOOP + "print(r['s3']['object']['key'].split('/')[1])").constants
    assert isinstance(read(LOOP + "print(r['messageId'].split('/'))"), Vocabulary)
    assert "/" not in read(LOOP + "print(r['messageId'].split('/'))").constants
