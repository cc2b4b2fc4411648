from event_sample import rest


def prove(service):
    for spell in (str, str.lower):
        headers = {spell("X-Delivery-Id"): "d", spell("X-Event-Name"): "push"}
        assert service.invoke("WebhookFunction", rest("POST", "/webhook", body={}, headers=headers))["statusCode"] == 202
