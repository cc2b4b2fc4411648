import json

from event_sample import rest


def prove(service):
    service.set_environment("USER_POOL_ID", "us-east-1_AbCdEf123")
    users = [{"Username": f"user{number}", "Enabled": True} for number in range(64)]
    service.answer("ListUsers", {"Users": users[:60], "PaginationToken": "60"})
    service.answer("ListUsers", {"Users": users[60:]})
    answer = service.invoke("users", rest("GET", "/users"))
    assert len(json.loads(answer["body"])["users"]) == 64
