from event_sample import cognito


def prove(service):
    service.table("token-claims-plans").put_item(Item={"user": "ada", "plan": "gold", "company": "Acme"})
    answers = [service.invoke("claims", cognito("TokenGeneration_Authentication", user)) for user in ("ada", "bob")]
    added = [answer["response"]["claimsOverrideDetails"]["claimsToAddOrOverride"] for answer in answers]
    assert added == [{"plan": "gold", "company": "Acme"}, {"plan": "free"}]
