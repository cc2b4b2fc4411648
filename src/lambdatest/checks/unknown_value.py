"""What an exception says of a value that stands in for one which cannot be known."""

import re
from dataclasses import replace

from lambdatest.results import Hit, Raised, Step


LEAST = 8
"""Characters of a stand-in that is one word and yet no other's."""


def doubted(hit: Hit, raised: Raised | None, step: Step) -> Hit:
    """*hit* as a warning where *raised* names a stand-in of the function's environment: with the real value it may not be raised."""
    named = next((one for one in step.function.stand_ins if raised is not None and _names(raised.message, one)), None)
    if named is None or named in step.vocabulary.names():
        return hit
    return replace(hit, message=f"{hit.message} ({named}: its value is not known here)", severity="warning")


def _names(message: str, stand_in: str) -> bool:
    """Whether *stand_in* is in *message*, not as a part of another word, and no word that anybody may say."""
    is_telling = len(stand_in) >= LEAST or not stand_in.isalnum()
    return is_telling and re.search(rf"(?<![\w-]){re.escape(stand_in)}(?![\w-])", message) is not None
