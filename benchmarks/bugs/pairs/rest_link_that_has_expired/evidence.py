import json
from datetime import datetime, timezone
from urllib.parse import parse_qs, urlsplit

from event_sample import rest


def prove(service):
    for hour in (8, 11):
        moment = datetime(2026, 5, 4, hour, tzinfo=timezone.utc)
        with service.at(moment.isoformat()):
            url = json.loads(service.invoke("link", rest("GET", "/brochure"))["body"])["url"]
        query = parse_qs(urlsplit(url).query)
        if "Expires" in query:
            end = int(query["Expires"][0])
        else:
            made = datetime.strptime(query["X-Amz-Date"][0], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
            end = made.timestamp() + int(query["X-Amz-Expires"][0])
        assert end > moment.timestamp()
