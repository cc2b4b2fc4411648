import decimal
import json


class DecimalEncoder(json.JSONEncoder):
    """DynamoDB answers with Decimal and set, which json does not know."""

    def default(self, obj):
        if isinstance(obj, decimal.Decimal):
            return int(obj)
        if isinstance(obj, set):
            return list(obj)
        return super().default(obj)
