from event_sample import rest


def prove(service):
    service.table("order-history").put_item(Item={"order_id": "o1", "customer": "c"})
    event = rest("GET", "/customers/{customer}/orders", path_parameters={"customer": "c"})
    assert service.invoke("orders", event)["body"] == '{"orders": ["o1"]}'
    assert service.allows("orders", "dynamodb:Query", "arn:aws:dynamodb:us-east-1:123456789012:table/order-history/index/by-customer")
