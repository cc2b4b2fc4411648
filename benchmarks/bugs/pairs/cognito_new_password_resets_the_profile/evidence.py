from event_sample import cognito


def prove(service):
    service.invoke("welcome", cognito("PostConfirmation_ConfirmSignUp", "ada"))
    service.table("members").update_item(Key={"member": "ada"}, UpdateExpression="SET credit = :c", ExpressionAttributeValues={":c": 5})
    event = cognito("PostConfirmation_ConfirmForgotPassword", "ada")
    assert service.invoke("welcome", event) == event
    assert service.items("members")[0]["credit"] == 5
