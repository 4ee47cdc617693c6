"""Commands: the pure grammar that reads a message into a command, a hint or silence."""

import re

from rules.chat import phrases, references
from rules.chat.readers import GLUED, LISTING, command_at, complete, read
from rules.chat.values import (
    Asked,
    Bare,
    Change,
    Command,
    MissingArgument,
    NearMiss,
    WordEdit,
)
from rules.chat.word_cuts import linked_order
from rules.chat.words import BY_NAME, WORDS

__all__ = [
    "Asked", "Bare", "Change", "Command", "MissingArgument", "NearMiss", "WordEdit",
    "complete", "parse",
]  # fmt: skip

#: What a message may be read as; `Asked` becomes a command once its words were looked up.
Reading = Asked | Bare | Command | MissingArgument | NearMiss

#: Up to this length, words glued to a command and a number are a command badly typed.
_BRIEF = 40
_COURTESY = re.compile(
    r"^(?:(?:[请請你您]|麻[烦煩]|[劳勞][烦煩]|[帮幫][我忙]|[给給替][我]|能不能|能否|可不可以|可以|可否|我想|我要"
    r"|(?:please|pls|kindly|can you|could you)\s+)[\s,，]*)+",
    re.IGNORECASE,
)
#: A bot's name of more words than this is not looked for.
_NAME_WORDS = 4
_HEAD = re.compile(r"[\u4e00-\u9fff]+|[a-z]+(?:[-'][a-z]+)*")
_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff])")


def parse(text: str, *, addressed: bool, quote: str = "") -> Reading | None:
    """
    Read a message. None is silence: chatter, or words that were not meant for us.

    Only a message that begins with a command word is one; what is merely similar is never run.
    `quote` is what it answers, where the platform says so; a quote may also be part of the text.
    """
    if not addressed:
        return None
    tidied = phrases.tidy(text)
    pasted, said = phrases.split_quote(tidied)
    if not said.strip():
        pasted, said = "", pasted
    quote = "\n".join(filter(None, (phrases.tidy(quote), pasted)))
    ours = phrases.without_mentions(said)
    return (
        _command(ours, quote)
        or _behind_glued_mention(said, quote)
        or _behind_long_name(said, quote)
        or _bare(ours)
        or _near_miss(ours)
    )


def _behind_glued_mention(said: str, quote: str) -> Reading | None:
    """Understand `@bot查单 1024`, where nobody put a space behind the mention."""
    mention, _, more = said.strip().partition(" ")
    if not mention.startswith("@"):
        return None
    folded = phrases.fold(mention)
    for start in range(2, len(mention)):
        if command_at(folded[start:] + (" " if more else "")):
            return _command(f"{mention[start:]} {more}", quote)
    return None


def _behind_long_name(said: str, quote: str) -> Reading | None:
    """
    Understand `@Resonance Bot 查单 1024`: a name may have blanks, and where it ends nobody says.

    The words between might as well say 不要: what changes something is asked about, never run.
    """
    words = said.split(maxsplit=_NAME_WORDS)
    if not said.lstrip().startswith("@"):
        return None
    for end in range(2, len(words)):
        rest = " ".join(words[end:])
        found = command_at(phrases.fold(rest))
        if found is None:
            continue
        name, length = found
        if not BY_NAME[name].changes:
            return _command(rest, quote)
        asked = phrases.squeeze(rest[length:])
        return NearMiss(word=" ".join(words[:end]), suggestions=(name,), rest=asked)
    return None


def _command(said: str, quote: str) -> Reading | None:
    said = _COURTESY.sub("", _opened(phrases.without_dress(said.strip())), count=1)
    for written in dict.fromkeys((said, _without_gaps(said))):
        folded = phrases.fold(written)
        if found := command_at(folded):
            name, length = found
            return read(name, written[length:], quote)
    return None


def _opened(said: str) -> str:
    """Return the message from its first word on."""
    return re.sub(r"^[^\w/]+", "", said).lstrip("/ ")


def _without_gaps(said: str) -> str:
    """Close the gaps inside Chinese words, as in `查 单 1024`, up to the first other character."""
    head = re.match(r"[\u4e00-\u9fff ]*", said)
    end = head.end() if head else 0
    return _GAP.sub("", said[:end]) + said[end:]


def _bare(raw: str) -> Bare | None:
    """Read a message that is nothing but a number, a link or the answer to a list."""
    bare = Bare(text=raw.strip())
    word = phrases.squeeze(raw)
    is_number = references.looks_like_order(word) and any(c.isdigit() for c in word)
    is_link = " " not in word and linked_order(word) is not None
    return bare if bare.picks or is_number or is_link else None


def _near_miss(raw: str) -> NearMiss | None:
    slash = re.match(r"[^\w/]*/", raw) is not None
    said = _COURTESY.sub("", _opened(raw), count=1)
    head = _HEAD.match(phrases.fold(said))
    if head is None:
        return None
    word, length = head[0], head.end()
    for noise in GLUED[:3]:
        word = word.removesuffix(noise) or word
    named = references.read(said[length:], ())
    ref = " ".join(one.text for one in named.refs)
    similar = [n for w, n in WORDS.items() if phrases.within_one_edit(word, w)]
    if not similar and ref and len(said) <= _BRIEF:
        similar = [n for w, n in WORDS.items() if word.startswith(w) and not w.isascii()]
    rest = phrases.squeeze(named.remark)
    following = phrases.fold(rest).partition(" ")[0]
    alone = not rest and not ref and len(word) > 1
    if slash or (similar and (ref or alone or following in WORDS or following in LISTING)):
        more = " ".join(filter(None, (ref, rest)))
        return NearMiss(word=said[:length], suggestions=tuple(dict.fromkeys(similar)), rest=more)
    return None
