"""What stands in for a value that cannot be known here: its name, or something of the kind that the name tells of."""

import re

from lambdatest.readers.location import Dummy
from lambdatest.readers.source import DEFAULT_REGION
from lambdatest.readers.text import slug

_URL = "https://{}.example.com"
_MADE = re.compile(r"https://([a-z0-9-]+)\.example\.com")
_IS_URL = re.compile(r"(?:url|uri|webhook)$")
_IS_REGION = re.compile(r"(?:^|-|aws)region$")
_OTHER_ADDRESS = re.compile(r"queue|sqs|s3|database|(?:^|-)db(?:-|ur)|mongo|redis|postgres|mysql|jdbc|amqp|image|ecr-|repository")
"""What has addresses that are no web pages."""


def stand_in_for(name: str, region: str = DEFAULT_REGION) -> Dummy:
    """A stand-in that is called like *name*: a URL where that is the name of one, *region* where it is that of a region.

    Code that sends a request to it, or asks AWS in it, gets as far as it would with the real value.
    """
    found = slug(_MADE.sub(r"\1", name))
    if _IS_REGION.search(found):
        return Dummy(region)
    return Dummy(_URL.format(found) if _IS_URL.search(found) and not _OTHER_ADDRESS.search(found) else found)
