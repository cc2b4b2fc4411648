from event_sample import http_api


def prove(service):
    service.table("vouchers").put_item(Item={"code": "SECRET-100", "cents": 10000})
    event = http_api("GET", "/vouchers/{code}", path_parameters={"code": "x' OR cents > 0 OR code = 'x"})
    assert service.invoke("VoucherFunction", event)["statusCode"] == 404
    event = http_api("GET", "/vouchers/{code}", path_parameters={"code": "SECRET-100"})
    assert service.invoke("VoucherFunction", event)["statusCode"] == 200
