"""Logging as the log search wants it: one JSON object a line, with the id of the request."""

import json
import logging
import sys


class JsonFormatter(logging.Formatter):
    """Formats a record as JSON."""

    def __init__(self, request_id):
        super().__init__()
        self.request_id = request_id

    def format(self, record):
        return json.dumps({"level": record.levelname, "request": self.request_id, "message": record.getMessage()})


def journal(request_id):
    """The logger for one invocation."""
    logger = logging.getLogger("work")
    logger.setLevel(logging.INFO)
    logger.propagate = False
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(request_id))
    logger.handlers = [handler]
    return logger
