"""The relation `warm_cold`."""

from collections.abc import Iterator
from dataclasses import replace

from lambdatest.relations.relation import RELATIONS, Relation, Run, answer, shown
from lambdatest.results import Hit, Transcript


def runs(transcript: Transcript) -> tuple[Run, ...]:
    """The last case in an environment that has served requests, and in a new one, where the modules hold anything new at all."""
    step, outcome = transcript.last
    if outcome.timed_out or step.labels or not transcript.warmed:
        return ()
    history = transcript.history
    if len([case for case in history.cases if case.function == step.function.name]) > 1:
        return (Run(history, cold=True),)
    again = replace(history, cases=(*history.cases, history.cases[-1]))
    return (Run(again, cold=True), Run(again))


def compare(transcript: Transcript, others: tuple[Transcript, ...]) -> Iterator[Hit]:
    """An answer does not depend on which requests the same environment served before.

    Lambda keeps a process for many invocations, and starts another at any time: what a module keeps between them is seen by some
    callers and not by others, and may be somebody else's.
    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html

    Both runs have the same account, clock and random numbers; only the module is imported anew before the last request.
    """
    cold, warm = others if len(others) > 1 else (others[0], transcript)
    if answer(warm) == answer(cold) and warm.outcomes[-1].after == cold.outcomes[-1].after:
        return
    yield Hit(f"a warm environment answers {shown(warm)}, a new one {shown(cold)}")


RELATIONS.add("warm_cold", Relation("warm_cold", "warning", runs, compare))
