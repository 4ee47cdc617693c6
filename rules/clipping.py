"""Clipping: text cut to so many UTF-8 bytes, never inside a character, a link or a mark-up tag."""

import re

#: What must stay whole: markdown links, Slack's <…>, WeCom's <font …>, bare addresses.
_WHOLE = re.compile(r"!?\[[^\]\n]*\]\([^)\s]*\)|<[^<>\n]{1,2000}>|https?://[^\s<>()\[\]「」（）]+")
MORE = "…"


def size(text: str) -> int:
    """Return how many UTF-8 bytes a text takes."""
    return len(text.encode())


def clip(text: str, most: int, *, more: str = MORE) -> str:
    """Return the text, or as much of its beginning as fits into `most` bytes with `more`."""
    if size(text) <= most:
        return text
    room = most - size(more)
    if room <= 0:
        return text.encode()[: max(most, 0)].decode(errors="ignore")
    end = len(text.encode()[:room].decode(errors="ignore"))
    for whole in _WHOLE.finditer(text):
        if whole.start() < end < whole.end():
            end = whole.start()
            break
        if whole.start() >= end:
            break
    # A combining mark or a variation selector belongs to the character before it.
    while 0 < end < len(text) and (text[end] in "\u200d\ufe0e\ufe0f" or text[end - 1] == "\u200d"):
        end -= 1
    return text[:end].rstrip() + more
