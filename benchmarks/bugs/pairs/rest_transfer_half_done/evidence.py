from event_sample import rest


def prove(service):
    service.table("wallets").put_item(Item={"wallet_id": "a", "credits": 10})
    answer = service.invoke("TransferFunction", rest("POST", "/transfers", body={"from": "a", "to": "nobody", "credits": 4}))
    assert answer["statusCode"] == 409
    assert service.items("wallets")[0]["credits"] == 10
    service.table("wallets").put_item(Item={"wallet_id": "b", "credits": 0})
    answer = service.invoke("TransferFunction", rest("POST", "/transfers", body={"from": "a", "to": "b", "credits": 4}))
    assert answer["statusCode"] == 200
    assert sorted(item["credits"] for item in service.items("wallets")) == [4, 6]
