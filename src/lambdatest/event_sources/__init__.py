"""Event sources: one file a kind, each with how every IaC format declares it, its events, and what it accepts as an answer.

Importing the package registers every kind of its files.
"""

from lambdatest.event_sources import function_url, http_api, rest_api
from lambdatest.event_sources.event_source import EVENT_SOURCES, EventSource, Known, recognise

BUILT_IN = (function_url, http_api, rest_api)

__all__ = ["BUILT_IN", "EVENT_SOURCES", "EventSource", "Known", "recognise"]
