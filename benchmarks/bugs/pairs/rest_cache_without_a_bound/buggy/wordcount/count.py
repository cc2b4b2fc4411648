"""POST /word-counts {"text": "…"}: how often does each word occur?"""

from collections import Counter
from functools import lru_cache

import web

LONGEST = 100_000


@lru_cache(maxsize=None)
def words(text):
    return tuple(text.casefold().split())


def handler(event, context):
    try:
        text = web.text(web.json_object(event).get("text"), "text", LONGEST)
    except web.BadRequest as error:
        return web.reply(400, {"error": str(error)})
    return web.reply(200, {"words": dict(Counter(words(text)).most_common(100))})
