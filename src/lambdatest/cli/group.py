"""The group of commands: a command's file is imported when the command is called, so that ``--help`` stays fast."""

from importlib import import_module

import click

COMMANDS = {
    "show": "What was found: functions, triggers, tables, and what could not be known.",
    "fuzz": "Try every trigger of every function, and report what does not hold.",
    "replay": "Run one finding again, and write it as a pytest test, event.json and curl command.",
    "gate": "Run the tools that a build asks, in parallel; evidence decides, and none is no pass.",
    "explain": "What a check means, which document supports it, what it ignores.",
}


class LazyGroup(click.Group):
    """Commands of ``lambdatest.cli.NAME``, each under the name ``command`` of its module."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a newcomer meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"lambdatest.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))
