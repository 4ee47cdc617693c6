"""Mentions: what was said to the bot, without the bot's own name before or behind it."""

import re

#: Some clients end a mention with a four-per-em space, so that a name with blanks is whole.
_ENDED = re.compile(r"^\s*@[^@\u2005\n]{1,64}\u2005\s*")


def without_name(text: str, name: str) -> str:
    """
    Return a text without mentions of the bot, as far as it is known where they end.

    `name` is the configured one. Other mentions stay: the grammar reads around them.
    """
    while (rest := _ENDED.sub("", text)) != text:
        text = rest
    if name:
        blanks = r"[ \u2005\u00a0]+".join(map(re.escape, name.split()))
        text = re.sub(rf"(?<!\S)@{blanks}(?=\s|$)", " ", text, flags=re.IGNORECASE)
    return text.strip()
