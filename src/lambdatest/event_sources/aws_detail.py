"""What AWS' own events say in their details, by source and type: where a rule lets two types through, each has fields of its own.

Only types that tell apart what a handler may confuse; a field that is listed nowhere is nobody's, and stays where the code reads it.

https://docs.aws.amazon.com/eventbridge/latest/ref/events.html
"""

from collections.abc import Mapping
from typing import Any

_INSTANCE = "i-1234567890abcdef0"
_GROUP = {"AutoScalingGroupName": "group", "EC2InstanceId": _INSTANCE}
_ACTIVITY = _GROUP | {
    "StatusCode": "InProgress", "Description": "Launching a new EC2 instance", "ActivityId": "87654321-4321-4321-4321-210987654321",
    "Details": {"Availability Zone": "us-east-1b", "Subnet ID": "subnet-12345678"}, "RequestId": "12345678-1234-1234-1234-123456789012",
    "StatusMessage": "", "EndTime": "2024-03-10T11:58:00Z", "StartTime": "2024-03-10T11:57:00Z", "Cause": "a change of the capacity",
}
_HOOK = _GROUP | {
    "LifecycleActionToken": "87654321-4321-4321-4321-210987654321", "LifecycleHookName": "hook",
    "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING",
}
_JOB = {"jobName": "job", "severity": "INFO", "state": "SUCCEEDED", "jobRunId": "jr_abcdef0123456789", "message": "Job run succeeded"}

DETAILS: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("aws.ec2", "EC2 Instance State-change Notification"): {"instance-id": _INSTANCE, "state": "running"},
    ("aws.ec2", "EC2 Spot Instance Interruption Warning"): {"instance-id": _INSTANCE, "instance-action": "terminate"},
    ("aws.ec2", "EC2 Instance Rebalance Recommendation"): {"instance-id": _INSTANCE},
    ("aws.autoscaling", "EC2 Instance Launch Successful"): _ACTIVITY,
    ("aws.autoscaling", "EC2 Instance Launch Unsuccessful"): _ACTIVITY,
    ("aws.autoscaling", "EC2 Instance Terminate Successful"): _ACTIVITY,
    ("aws.autoscaling", "EC2 Instance Terminate Unsuccessful"): _ACTIVITY,
    ("aws.autoscaling", "EC2 Instance-launch Lifecycle Action"): _HOOK,
    ("aws.autoscaling", "EC2 Instance-terminate Lifecycle Action"): _HOOK,
    ("aws.ecr", "ECR Image Action"): {
        "result": "SUCCESS", "repository-name": "repository", "image-digest": "sha256:" + "0a" * 32, "action-type": "PUSH",
        "image-tag": "latest",
    },
    ("aws.ecr", "ECR Image Scan"): {
        "scan-status": "COMPLETE", "repository-name": "repository", "finding-severity-counts": {"CRITICAL": 1},
        "image-digest": "sha256:" + "0a" * 32, "image-tags": ["latest"],
    },
    ("aws.glue", "Glue Job State Change"): _JOB,
    ("aws.glue", "Glue Job Run Status"): {
        "jobName": "job", "severity": "INFO", "notificationCondition": {"NotifyDelayAfter": 1.0}, "state": "RUNNING",
        "jobRunId": "jr_abcdef0123456789", "message": "Job is still running", "startedOn": "2024-03-10T11:57:00Z",
    },
    ("aws.glue", "Glue Crawler State Change"): {
        "accountId": "123456789012", "crawlerName": "crawler", "message": "Crawler Succeeded", "state": "Succeeded",
        "tablesCreated": "0", "tablesDeleted": "0", "tablesUpdated": "0", "partitionsCreated": "0", "partitionsDeleted": "0",
        "partitionsUpdated": "0", "warningMessage": "N/A", "runningTime (sec)": "40", "completionDate": "2024-03-10T11:57:00Z",
    },
}


def shaped(event: Mapping[str, Any]) -> dict[str, Any]:
    """*event* with the fields that its type has, and without those that only other types of its source have."""
    found, source = dict(event), str(event.get("source"))
    own = DETAILS.get((source, str(event.get("detail-type"))))
    if own is None or not isinstance(event.get("detail"), Mapping):
        return found
    foreign = {name for (origin, _), detail in DETAILS.items() if origin == source for name in detail} - set(own)
    found["detail"] = {**own, **{name: value for name, value in event["detail"].items() if name not in foreign}}
    return found
