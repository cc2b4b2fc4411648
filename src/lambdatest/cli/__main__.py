"""The entry point: ``lambdatest`` and ``python -m lambdatest.cli``."""

import os
import sys
from collections.abc import Sequence
from typing import TextIO

import click

from lambdatest._version import VERSION
from lambdatest.cli import start
from lambdatest.cli.group import COMMANDS, LazyGroup
from lambdatest.cli.output import detach
from lambdatest.errors import LambdatestError, did_you_mean

HASH_SEED = "PYTHONHASHSEED"
SEEDED = ("fuzz", "replay")
UNREADABLE, INTERRUPTED = 2, 130


@click.group(cls=LazyGroup, name="lambdatest", context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(VERSION, prog_name="lambdatest")
def group() -> None:
    """Property-based tests for AWS Lambda handlers, from the IaC file that deploys them."""


def main() -> None:
    """Run the command line and exit with its status."""
    fix_hash_seed(sys.argv[1:])
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run one command line and give its exit status; whatever the user can mend is one line on stderr, never a traceback."""
    start.begin()
    for stream in (sys.stdout, sys.stderr):
        _tolerate(stream)
    try:
        _known_command(arguments)
        status = group.main(list(arguments), prog_name="lambdatest", standalone_mode=False)
        return status if isinstance(status, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return UNREADABLE
    except click.ClickException as error:
        return _say(error.format_message())
    except LambdatestError as error:
        return _say(str(error))
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED


def fix_hash_seed(arguments: Sequence[str]) -> None:
    """Start this process anew with PYTHONHASHSEED=0 where a handler will run and no seed is set.

    The order of a set of strings in a handler must not differ between two runs.  Where the variable is set, to whatever
    number, it stays: so this happens once.
    """
    if arguments and arguments[0] in SEEDED and os.environ.get(HASH_SEED, "random") == "random":
        os.environ[HASH_SEED] = "0"
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # nosec B606: our own interpreter, our own arguments


def _known_command(arguments: Sequence[str]) -> None:
    if arguments and not arguments[0].startswith("-") and arguments[0] not in COMMANDS:
        raise LambdatestError(f"there is no command {arguments[0]!r}; {did_you_mean(arguments[0], list(COMMANDS))}")


def _tolerate(stream: TextIO) -> None:
    """What the stream's encoding cannot say is written as an escape."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _say(message: str) -> int:
    line = " ".join(message.split("\n"))
    try:
        print(f"error: {line}", file=sys.stderr, flush=True)
    except BrokenPipeError:
        detach(sys.stderr)
    return UNREADABLE


if __name__ == "__main__":
    main()
