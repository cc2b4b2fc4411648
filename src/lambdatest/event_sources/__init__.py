"""Event sources: one file a kind, each with how every IaC format declares it, its events, and what it accepts as an answer.

Importing the package registers every one of its files.
"""

from lambdatest._registry import register_all
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known, elsewhere, recognise

register_all(__name__, __path__)

__all__ = ["EVENT_SOURCES", "EventSource", "Known", "elsewhere", "recognise"]
