from event_sample import sqs


def prove(service):
    service.invoke("track", sqs({"parcel_id": "p", "status": "delivered", "version": 9}))
    service.invoke("track", sqs({"parcel_id": "p", "status": "in transit", "version": 4}))
    assert service.items("parcels")[0]["status"] == "delivered"
