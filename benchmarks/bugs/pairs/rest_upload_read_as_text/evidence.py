import base64

from event_sample import rest


def prove(service):
    image = bytes([0x89]) + b"PNG\r\n" + bytes(range(256))
    event = rest("PUT", "/avatars/{player}", path_parameters={"player": "p"}, body=base64.b64encode(image).decode(), base64=True)
    assert service.invoke("upload", event)["statusCode"] == 200
    assert service.client("s3").get_object(Bucket="avatars-of-players", Key="p/avatar")["Body"].read() == image
