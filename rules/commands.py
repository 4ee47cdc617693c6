"""Commands: the pure grammar that reads a message into a command, a hint or silence."""

import re

from rules import phrases
from rules.command_readers import GLUED, LISTING, READERS, command_at, read_order
from rules.command_values import Change, Command, MissingArgument, NearMiss, WordEdit
from rules.command_words import WORDS

__all__ = ["Change", "Command", "MissingArgument", "NearMiss", "WordEdit", "parse"]

#: Up to this length, words glued to a command and a number are a command badly typed.
_BRIEF = 40
_COURTESY = re.compile(r"^(?:[请請]|麻[烦煩]|[帮幫][我忙]|please\s+|pls\s+)\s*", re.IGNORECASE)
_HEAD = re.compile(r"[\u4e00-\u9fff]+|[a-z]+(?:[-'][a-z]+)*")


def parse(text: str, *, addressed: bool) -> Command | NearMiss | MissingArgument | None:
    """
    Read a message. None is silence: chatter, or words that were not meant for us.

    Only a message that begins with a command word is one; what is merely similar is never run.
    """
    if not addressed:
        return None
    tidied = phrases.tidy(text)
    quote, said = phrases.split_quote(tidied)
    if not said.strip():
        quote, said = "", quote
    outcome = _read(phrases.without_mentions(said), quote)
    return _read_glued_mention(said, quote) if outcome is None else outcome


def _read_glued_mention(said: str, quote: str) -> Command | NearMiss | MissingArgument | None:
    """Understand `@bot查单 1024`, where nobody put a space behind the mention."""
    mention, _, more = said.strip().partition(" ")
    if not mention.startswith("@"):
        return None
    folded = phrases.fold(mention)
    for start in range(2, len(mention)):
        if command_at(folded[start:] + (" " if more else "")):
            return _read(f"{mention[start:]} {more}", quote)
    return None


def _read(said: str, quote: str) -> Command | NearMiss | MissingArgument | None:
    said = re.sub(r"^[^\w/]+", "", said)
    slash = said.startswith("/")
    said = _COURTESY.sub("", said.lstrip("/ "))
    folded = phrases.fold(said)
    found = command_at(folded)
    if found is None:
        return _near_miss(said, folded, slash=slash)
    name, length = found
    return READERS.get(name, read_order)(name, said[length:], quote)


def _near_miss(said: str, folded: str, *, slash: bool) -> NearMiss | None:
    head = _HEAD.match(folded)
    if head is None:
        return None
    word, length = head[0], head.end()
    for noise in GLUED[:3]:
        word = word.removesuffix(noise) or word
    ref, rest = phrases.find_order(said[length:])
    similar = [n for w, n in WORDS.items() if phrases.within_one_edit(word, w)]
    if not similar and ref and len(said) <= _BRIEF:
        similar = [n for w, n in WORDS.items() if word.startswith(w) and not w.isascii()]
    following = phrases.fold(rest).partition(" ")[0]
    alone = not rest and len(word) > 1
    if slash or (similar and (ref or alone or following in WORDS or following in LISTING)):
        more = " ".join(filter(None, (ref, rest)))
        return NearMiss(word=said[:length], suggestions=tuple(dict.fromkeys(similar)), rest=more)
    return None
