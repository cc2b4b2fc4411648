"""The project check `stream_without_limit`."""

from collections.abc import Iterator

from lambdatest.project_checks.project_check import Flaw, registered
from lambdatest.project_checks.subject import Subject, setting, whole


@registered("warning")
def stream_without_limit(subject: Subject) -> Iterator[Flaw]:
    """A batch of a stream that fails is not tried again for ever: there is a limit of tries or of age.

    By default Lambda repeats it until its records expire, 24 hours and more, and reads nothing behind it in the shard.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html
    """
    for function, declaration, trigger in subject.mappings():
        if trigger.kind not in ("dynamodb_stream", "kinesis"):
            continue
        tries = setting(declaration.properties, "maximumRetryAttempts", "MaximumRetryAttempts")
        age = setting(declaration.properties, "maximumRecordAgeInSeconds", "MaximumRecordAgeInSeconds")
        if whole(-1 if tries is None else tries) == -1 and whole(-1 if age is None else age) == -1:
            bisect = setting(declaration.properties, "bisectBatchOnFunctionError", "BisectBatchOnFunctionError")
            message = f"{trigger.label}: a batch that {function.name} fails on is repeated until its records expire, and blocks its shard"
            also = "" if bisect else ", with bisectBatchOnFunctionError"
            yield Flaw(declaration.location, message, f"set maximumRetryAttempts or maximumRecordAgeInSeconds{also}", function.name)
