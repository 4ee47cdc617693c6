"""Quotes in DingTalk: what a message answers, in whichever of its forms it comes."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from handlers.ports import Quote

#: Where people's words stand in a quoted message; everything else in it is names and layout.
_WORDS = (
    "text", "title", "markdown", "content", "recognition", "richText", "cardParamMap", "cardData",
    "chatRecord",
)  # fmt: skip
#: A card is called by its outTrackId, or by what the robot was told when it sent it.
_NAMES = ("outTrackId", "carrierId", "processQueryKey", "originalProcessQueryKey")
_DEEPEST = 8
_LONGEST = 4000


def quote_of(body: Mapping[str, Any]) -> Quote | None:
    """Read `text.repliedMsg`; of a card some clients tell its name only, beside the text."""
    text = body.get("text")
    replied = text.get("repliedMsg") if isinstance(text, dict) else None
    told = replied if isinstance(replied, dict) else {}
    content = _read(told.get("content"))
    inner = content if isinstance(content, dict) else {}
    names = [level.get(name) for level in (inner, told, body) for name in _NAMES]
    called = tuple(dict.fromkeys(n for n in names if isinstance(n, str) and n))
    words = "\n".join(_words(content, 0))[:_LONGEST]
    return Quote(text=words, names=called) if words or called else None


def _read(content: object) -> object:
    """Content may come as JSON in a string, as DingTalk's card parameters do, or as plain text."""
    if isinstance(content, str) and content[:1] in ("{", "["):
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            return content
    return content


def _words(found: object, depth: int) -> Iterator[str]:
    """Yield every text within, in order."""
    found = _read(found)
    if depth > _DEEPEST:
        return
    if isinstance(found, str):
        yield found
    elif isinstance(found, list):
        for one in found:
            yield from _words(one, depth + 1)
    elif isinstance(found, dict):
        for name in _WORDS:
            if name in found:
                yield from _words(found[name], depth + 1)
