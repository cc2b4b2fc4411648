from event_sample import rest


def prove(service):
    service.leave_unprocessed("BatchWriteItem")
    rows = [{"sku": f"s{n}", "title": "t"} for n in range(4)]
    assert service.invoke("ImportFunction", rest("PUT", "/products/import", body={"products": rows}))["statusCode"] == 200
    assert len(service.items("products")) == 4
