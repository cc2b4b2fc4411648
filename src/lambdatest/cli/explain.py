"""``lambdatest explain``: what a check or relation means."""

import click

from lambdatest.checks import CHECKS
from lambdatest.cli.output import console
from lambdatest.engine.finding import documents
from lambdatest.errors import LambdatestError, did_you_mean
from lambdatest.project_checks import PROJECT_CHECKS
from lambdatest.relations import RELATIONS
from lambdatest.reports.text import first_sentence


def severities() -> dict[str, str]:
    """The severity of every check and relation by its id, those of whole projects included."""
    found = {name: check.severity for name, check in CHECKS.items()}
    found |= {name: relation.severity for name, relation in RELATIONS.items()}
    return found | {name: check.severity for name, check in PROJECT_CHECKS.items()}


@click.command("explain")
@click.argument("check", required=False)
def command(check: str | None) -> None:
    """What CHECK means, which document supports it and what it ignores; without CHECK the list of all."""
    texts, levels = documents() | {name: check.document for name, check in PROJECT_CHECKS.items()}, severities()
    screen = console()
    if check is None:
        width = max(map(len, texts), default=0)
        for name in sorted(texts):
            screen.print(f"{name:<{width}}  {levels[name]:<7}  {first_sentence(texts[name])}", soft_wrap=True)
        return
    if check not in texts:
        raise LambdatestError(f"there is no check {check!r}; {did_you_mean(check, list(texts))}")
    screen.print(f"{check} ({levels[check]})\n", style="bold", soft_wrap=True)
    screen.print(texts[check], soft_wrap=True)
