"""The project check `queue_without_dlq`."""

from collections.abc import Iterator

from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject


@registered("warning")
def queue_without_dlq(subject: Subject) -> Iterator[Flaw]:
    """A queue that a function reads has a dead-letter queue.

    A message that always fails is tried again and again until its retention is over, and is then gone without a trace.
    https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html

    Left alone: queues that the file does not declare, and those that are a dead-letter queue themselves.
    """
    queues = [one for one in subject.project.resources if one.type == "AWS::SQS::Queue"]
    policies = [one.properties.get("RedrivePolicy") for one in queues]
    dead = {str(policy.get("deadLetterTargetArn")) for policy in policies if isinstance(policy, dict)}
    for function, _, trigger in subject.mappings():
        arn = str(trigger.options.get("queue"))
        queue = subject.queue(arn) if trigger.kind == "sqs" else None
        if queue is not None and not queue.properties.get("RedrivePolicy") and arn not in dead:
            message = f"the queue {queue.logical_id}, which {function.name} reads, has no dead-letter queue"
            yield Flaw(queue.location, message, "give it a RedrivePolicy with deadLetterTargetArn and maxReceiveCount", function.name)
