from event_sample import eventbridge


def prove(service):
    state = {"instance-id": "i-1", "state": "running"}
    service.invoke("FleetFunction", eventbridge("aws.ec2", "EC2 Instance State-change Notification", state))
    warning = {"instance-id": "i-1", "instance-action": "terminate"}
    service.invoke("FleetFunction", eventbridge("aws.ec2", "EC2 Spot Instance Interruption Warning", warning, event_id="2"))
    assert len(service.items("fleet")) == 2
