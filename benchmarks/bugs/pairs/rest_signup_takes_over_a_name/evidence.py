from event_sample import rest


def prove(service):
    first = rest("POST", "/accounts", body={"name": "ada", "email": "ada@example.com"})
    second = rest("POST", "/accounts", body={"name": "ada", "email": "eve@example.com"})
    assert service.invoke("signup", first)["statusCode"] == 201
    assert service.invoke("signup", second)["statusCode"] == 409
    assert service.items("forum-accounts-dev")[0]["email"] == "ada@example.com"
