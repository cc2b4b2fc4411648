import signal

from event_sample import rest


def too_long(number, frame):
    raise TimeoutError("the handler takes longer than two seconds")


def prove(service):
    assert service.invoke("subscribe", rest("PUT", "/subscribers", body={"mail": "ada@example.com"}))["statusCode"] == 200
    signal.signal(signal.SIGALRM, too_long)
    signal.alarm(2)
    answer = service.invoke("subscribe", rest("PUT", "/subscribers", body={"mail": "a" * 60 + "!"}))
    signal.alarm(0)
    assert answer["statusCode"] == 400
