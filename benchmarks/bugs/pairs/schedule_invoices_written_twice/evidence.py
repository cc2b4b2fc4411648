from event_sample import schedule


def prove(service):
    service.table("customers-dev").put_item(Item={"customer_id": "c1", "monthly_price": 12})
    service.table("customers-dev").put_item(Item={"customer_id": "c2", "monthly_price": 15})
    event = schedule("2026-03-01T05:00:00Z")
    service.invoke("InvoiceFunction", event)
    service.invoke("InvoiceFunction", event)
    assert sorted(item["customer_id"] for item in service.items("invoices-dev")) == ["c1", "c2"]
