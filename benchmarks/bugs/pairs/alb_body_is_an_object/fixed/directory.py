"""GET /directory?team=…: whom to call."""

import json

TEAMS = {"billing": "+1 555 0100", "network": "+1 555 0101", "people": "+1 555 0102"}


def answer(status, body):
    return {
        "statusCode": status,
        "statusDescription": "200 OK" if status == 200 else "404 Not Found",
        "isBase64Encoded": False,
        "headers": {"Content-Type": "application/json"},
        "body": body,
    }


def lookup(event, context):
    team = (event.get("queryStringParameters") or {}).get("team", "")
    if team not in TEAMS:
        return answer(404, json.dumps({"teams": sorted(TEAMS)}))
    return answer(200, json.dumps({"team": team, "phone": TEAMS[team]}))
