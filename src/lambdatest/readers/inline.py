"""Code that stands in the IaC file itself, written to a temporary folder that can be a code root."""

import atexit
import hashlib
import os
import shutil
import tempfile
from pathlib import Path

MODULE = "index"
"""The module that inline code is, whatever the handler says.

https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
"""

# Lambda adds this module to inline code, and to no other.  What it does and says is its documentation's:
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/cfn-lambda-function-code-cfnresponsemodule.html
_CFNRESPONSE = '''\
"""Answers a custom resource, with the names and the behaviour of the module that Lambda adds to inline code."""

import json

import urllib3

SUCCESS = "SUCCESS"
FAILED = "FAILED"

http = urllib3.PoolManager()


def send(event, context, responseStatus, responseData, physicalResourceId=None, noEcho=False, reason=None):
    """Send the answer to the URL that the event names."""
    body = json.dumps({
        "Status": responseStatus,
        "Reason": reason or f"See the details in CloudWatch Log Stream: {context.log_stream_name}",
        "PhysicalResourceId": physicalResourceId or context.log_stream_name,
        "StackId": event["StackId"],
        "RequestId": event["RequestId"],
        "LogicalResourceId": event["LogicalResourceId"],
        "NoEcho": noEcho,
        "Data": responseData,
    })
    headers = {"content-type": "", "content-length": str(len(body))}
    try:
        response = http.request("PUT", event["ResponseURL"], headers=headers, body=body)
        print("Status code:", response.status)
    except Exception as error:
        print("send(..) failed executing http.request(..):", error)
'''

_made: dict[str, Path] = {}


def written(code: str, module: str = MODULE) -> Path:
    """The folder that holds *code* as that module, the same for the same code; it is gone when the process ends."""
    digest = hashlib.sha256(f"{module} {code}".encode("utf-8", "surrogatepass")).hexdigest()
    if digest not in _made or not _made[digest].is_dir():
        folder = Path(tempfile.mkdtemp(prefix="lambdatest-inline-"))
        (folder / f"{module}.py").write_text(code, "utf-8", "replace")
        if "cfnresponse" in code:
            (folder / "cfnresponse.py").write_text(_CFNRESPONSE, "utf-8")
        atexit.register(_remove, folder, os.getpid())
        _made[digest] = folder
    return _made[digest]


def _remove(folder: Path, maker: int) -> None:
    """Remove what the process *maker* wrote: a worker that was forked from it has the same list of what to do at its end."""
    if os.getpid() == maker:
        shutil.rmtree(folder, ignore_errors=True)
