"""The environment variables that a function sees: its own, Lambda's, and those of the machine that hold no secret.

https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from lambdatest.model import ACCOUNT_ID, Function

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_SESSION_TOKEN": "testing"}
KEPT = frozenset(
    "PATH HOME USER LOGNAME LANG LANGUAGE TERM LD_LIBRARY_PATH DYLD_LIBRARY_PATH SYSTEMROOT VIRTUAL_ENV"
    " PYTHONPATH PYTHONHOME PYTHONHASHSEED PYTHONUTF8".split()
)
KEPT_PREFIXES = ("LC_", "MOTO_")
CLOSED = {
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "BOTO_CONFIG": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true",
}
"""What keeps an SDK from looking for real credentials elsewhere."""
OBSERVED = {
    "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR",
    "AWS_XRAY_DAEMON_ADDRESS": "127.0.0.1:2000",
    "_X_AMZN_TRACE_ID": "Root=1-65eda1c0-000000000000000000000001;Parent=0000000000000001;Sampled=0",
    "POWERTOOLS_TRACE_DISABLED": "true",
}
"""Tracing as on Lambda, but not sampled: there is no daemon to send to."""
RESERVED = frozenset({
    "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT",
    "LAMBDA_RUNTIME_DIR", "LANG", "LD_LIBRARY_PATH", "PYTHONPATH", "PATH", "TZ", "_HANDLER", "_X_AMZN_TRACE_ID", "HOME", "PWD",
    "AWS_XRAY_CONTEXT_MISSING", "AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_ADDRESS", "_AWS_XRAY_DAEMON_PORT", "SHLVL", "PYTHONHOME",
})
"""Variables that Lambda itself sets, so that no IaC file has to."""


def variables(function: Function, region: str) -> dict[str, str]:
    """All environment variables of *function* in *region*: what Lambda sets wins over the function's own.

    Raises ValueError where one of the function's own cannot be set: NUL in it, a lone surrogate, ``=`` in its name.
    """
    host = {name: value for name, value in os.environ.items() if name in KEPT or name.startswith(KEPT_PREFIXES)}
    own = {str(name): str(value) for name, value in function.environment.items()}
    for name, value in own.items():
        if not name or "=" in name or "\0" in os.fsencode(name + value).decode("utf-8", "surrogateescape"):
            raise ValueError(f"{name!r} with the value {value!r} is no environment variable")
    return {**host, "LANG": "en_US.UTF-8", **OBSERVED, **own, **_lambda(function, region), **CREDENTIALS, **CLOSED}


def log_stream(uuid: str = "00000000-0000-0000-0000-000000000001") -> str:
    """The name of the log stream of the container that has this *uuid*."""
    return f"2024/03/10/[$LATEST]{uuid.replace('-', '')}"


def _lambda(function: Function, region: str) -> dict[str, str]:
    return {
        "_HANDLER": function.handler,
        "AWS_DEFAULT_REGION": region,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.runtime}",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_FUNCTION_NAME": function.deployed_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.deployed_name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": log_stream(),
        "AWS_REGION": region,
        "LAMBDA_RUNTIME_DIR": "/var/runtime",
        "LAMBDA_TASK_ROOT": os.path.realpath(function.code_root),
        "TZ": ":UTC",
    }


def arn(function: Function, region: str) -> str:
    """The ARN that the context shows."""
    return f"arn:aws:lambda:{region}:{ACCOUNT_ID}:function:{function.deployed_name}"


def replace(wanted: Mapping[str, str]) -> dict[str, str]:
    """Make *wanted* the whole environment of the process; gives what it was."""
    before = dict(os.environ)
    for name in before.keys() - wanted.keys():
        del os.environ[name]
    for name, value in wanted.items():
        if before.get(name) != value:
            os.environ[name] = value
    return before


@contextmanager
def holding(values: Mapping[str, str | None]) -> Iterator[None]:
    """*values* in the environment while the block runs (None: not there); afterwards these variables are as they were, whatever
    happened to them."""
    before = {name: os.environ.get(name) for name in values}
    _hold(values)
    try:
        yield
    finally:
        _hold(before)


def _hold(values: Mapping[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value
