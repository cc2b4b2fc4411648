"""What Polly says: moto's stand-in for it is a text of NULs, which no recording is."""

from typing import Any

_AUDIO = frozenset({"audio/mpeg", "audio/ogg", "audio/pcm"})
_FRAME = bytes((0xFF, 0xF3, 0x84, 0xC4))
"""The header of an MPEG frame; like the frames of the other formats it is no UTF-8."""


def audible(answer: Any) -> Any:
    """moto's *answer*, with sound where it has the type of sound.

    https://docs.aws.amazon.com/polly/latest/dg/API_SynthesizeSpeech.html
    """
    status, headers, _ = answer if isinstance(answer, tuple) and len(answer) == 3 else (0, {}, b"")
    kinds = {str(value) for name, value in headers.items() if name.lower() == "content-type"}
    return (status, headers, _FRAME * 16) if kinds & _AUDIO else answer
