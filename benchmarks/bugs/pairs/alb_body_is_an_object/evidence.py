from event_sample import alb


def prove(service):
    for team in ("billing", "nobody"):
        assert isinstance(service.invoke("lookup", alb("GET", "/directory", query={"team": team}))["body"], str)
