import json

from event_sample import rest


def prove(service):
    cognito = service.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="customers")["UserPool"]["Id"]
    service.set_environment("USER_POOL_ID", pool)
    for number in range(64):
        cognito.admin_create_user(UserPoolId=pool, Username=f"user{number}")
    answer = service.invoke("users", rest("GET", "/users"))
    assert len(json.loads(answer["body"])["users"]) == 64
