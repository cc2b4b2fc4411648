"""Tables that only the code knows: what they are called, and what their keys are."""

from textwrap import dedent

import pytest

from lambdatest.inference.undeclared_table import named_tables

CASES = [
    ("t = boto3.resource('dynamodb').Table('orders')\ndef f(i): return t.get_item(Key={'id': i})", ("orders", (("id", "S"),))),
    ("t = db.Table(os.environ['T'])\nt.delete_item(Key={'pk': a, 'at': int(b)})", ("from-env", (("pk", "S"), ("at", "N")))),
    ("t = db.Table(name=os.environ.get('NOWHERE', 'fallback'))\nt.update_item(Key={'n': 1})", ("fallback", (("n", "N"),))),
    ("NAME = os.getenv('T')\nc.get_item(TableName=NAME, Key={'id': {'N': '1'}})", ("from-env", (("id", "N"),))),
    ("c.put_item(TableName='orders', Item={'id': {'S': 'x'}})", ("orders", ())),
    ("db.Table('a').get_item(Key={'id': x})\ndb.Table('a').get_item(Key={'other': x})", ("a", ())),
    ("db.Table('a').get_item(Key={name: x})", ("a", ())),
    ("""
     class Store:
         def __init__(self):
             self.name = 'made'
             self.table = db.create_table(TableName=self.name, KeySchema=[{'AttributeName': 'r', 'KeyType': 'RANGE'},
                 {'AttributeName': 'h', 'KeyType': 'HASH'}], AttributeDefinitions=[{'AttributeName': 'r', 'AttributeType': 'N'}])
     """, ("made", (("h", "S"), ("r", "N")))),
    ("""
     class Thing(Model):
         class Meta:
             table_name = os.environ['T']
         at = NumberAttribute(range_key=True)
         thing = attributes.UnicodeAttribute(hash_key=True, attr_name='id')
         text = UnicodeAttribute()
     """, ("from-env", (("id", "S"), ("at", "N")))),
    ("print(os.environ['DYNAMODB_TABLE'])\ndef get(t, i): return t.get_item(Key={'id': i})", ("todos", (("id", "S"),))),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_a_table_is_called_and_keyed_as_the_code_says(source, expected):
    (found,) = named_tables({"app.py": dedent(source)}, {"T": "from-env", "DYNAMODB_TABLE": "todos", "TABLET": "x", "STABLE": "y"})
    assert (found.name, found.keys) == expected
    assert found.file == "app.py" and found.line >= 1


def test_a_file_that_is_no_python_and_one_without_tables_say_nothing():
    assert named_tables({"a.py": "def (", "b.py": "x = os.environ['HOME']\nprint(db.Table())", "c.py": "x\0"}, {"HOME": "/"}) == []


def test_calls_on_a_table_whose_name_is_known_say_nothing_of_another():
    sources = {
        "a.py": "t = db.Table('orders')\nt.get_item(Key={'order': 1})",
        "b.py": "u = db.Table('users')\ndef f(t): t.get_item(Key={'user': x})",
    }
    assert {found.name: found.keys for found in named_tables(sources, {})} == {"orders": (("order", "N"),), "users": (("user", "S"),)}
