"""Pages: a list that is longer than a phone is read page by page (`预警 2`)."""

import math

from rules.chat.help import command_word
from rules.chat.words import Name
from rules.wording.say import say

#: Lines that fit a phone.
LINES = 10
#: Digits of a page number, more than there can ever be pages.
_LONGEST = 10


def page_of(typed: str) -> int:
    """Read the number of a page as it was typed, from 1; the first where it is none."""
    return max(1, int(typed)) if typed.isdecimal() and len(typed) < _LONGEST else 1


def rest_of(total: int, page: int, name: Name, lang: str) -> list[str]:
    """Return the line below a page: how to see what is left, or which page is the last."""
    word, last = command_word(name, lang), math.ceil(total / LINES)
    if page > last:
        facts = {"page": page, "last": last, "command": f"{word} {last}"}
        return [say("page_beyond", lang, **facts)]
    left = total - LINES * page
    return [say("page_more", lang, count=left, command=f"{word} {page + 1}")] if left > 0 else []
