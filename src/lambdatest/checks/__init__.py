"""Checks: one file a check, a sentence of what must hold of one outcome, and an assertion.

Importing the package registers every check of its files.
"""

from lambdatest.checks import (
    cookie_flags,
    cors,
    create_no_clobber,
    deadline,
    delete_effective,
    ghost_item,
    guard_file,
    guard_network,
    guard_process,
    header_injection,
    json_serialisable,
    json_strict,
    malformed_input,
    mass_assignment,
    numeric_roundtrip,
    response_shape,
    response_size,
    safe_method,
    secret_leak,
    server_error,
    stacktrace_leak,
    thread_leak,
    timeout,
    unhandled_exception,
    unicode_roundtrip,
    xss,
)
from lambdatest.checks.check import CHECKS, Check, check

BUILT_IN = (
    cookie_flags,
    cors,
    create_no_clobber,
    deadline,
    delete_effective,
    ghost_item,
    guard_file,
    guard_network,
    guard_process,
    header_injection,
    json_serialisable,
    json_strict,
    malformed_input,
    mass_assignment,
    numeric_roundtrip,
    response_shape,
    response_size,
    safe_method,
    secret_leak,
    server_error,
    stacktrace_leak,
    thread_leak,
    timeout,
    unhandled_exception,
    unicode_roundtrip,
    xss,
)

__all__ = ["BUILT_IN", "CHECKS", "Check", "check"]
