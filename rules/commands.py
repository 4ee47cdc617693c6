"""Commands: the pure grammar that reads a message into a command, a hint or silence."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Literal

from rules import phrases
from rules.command_words import BY_NAME, KIND_WORDS, WORDS, Name
from rules.vocabulary import HoldReason


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`假如`: so many more (or fewer) occurrences of one kind."""

    kind: str
    delta: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEdit:
    """`信号 急用词 加/删`: one urgent word to add or to take away."""

    op: Literal["add", "remove"]
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A message understood. Fields that its command does not take keep their defaults."""

    name: Name
    order_ref: str | None = None  #: As typed: an order or tracking number, or the end of one.
    rest: str = ""  #: Whatever else was said: the reason, a note.
    hold: str | None = None  #: release: the reason code of the hold that is meant.
    duration: timedelta | None = None  #: snooze
    changes: tuple[Change, ...] = ()  #: what_if
    topic: Name | None = None  #: help
    kind: str | None = None  #: signals: the one kind asked about.
    words: bool = False  #: signals: the list of urgent words is meant.
    edit: WordEdit | None = None  #: signals: a change of that list.

    @property
    def permission(self) -> str:
        """What `permissions.authorize` is to be asked for."""
        return "urgent_words" if self.edit else self.name.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """Almost a command, never run; the hint names `suggestions`, or help if there are none."""

    word: str
    suggestions: tuple[Name, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingArgument:
    """A command that lacks what it is about."""

    command: Name
    argument: Literal["order", "changes", "word"]


_LONGEST_WORD = max(map(len, WORDS))
#: What may follow a Chinese command word without a space.
_GLUED = ("订单", "单号", "号", "列表", "清单", "急用词")
#: Up to this length, words glued to a command and a number are a command badly typed.
_BRIEF = 40
_COURTESY = re.compile(r"^(?:[请請]|麻[烦煩]|[帮幫][我忙]|please\s+|pls\s+)\s*", re.IGNORECASE)
_HEAD = re.compile(r"[\u4e00-\u9fff]+|[a-z]+(?:[-'][a-z]+)*")
_KINDS = "|".join(sorted(map(re.escape, KIND_WORDS), key=len, reverse=True))
_KIND = rf"{_KINDS}|[a-z][a-z_]{{0,60}}+|[\u4e00-\u9fff]{{1,12}}"
_CHANGE = re.compile(
    rf"(?P<name>{_KIND})\s*(?P<sign>[+-])\s*(?P<n>[0-9]{{1,2}})(?![0-9a-z])"
    rf"|(?P<gap>^|\s)?(?P<sign2>[+-])\s*(?P<name2>{_KIND})"
)
_WORD_LIST = re.compile(r"(?:急用词|urgent[ -]?words?|words)(?![a-z])[\s:：]*")
_EDIT = re.compile(
    r"(?P<op>添加|增加|加|add|\+|删除|删|移除|remove|delete|del|-)"
    r"(?=[\s:：\"“「']|$|(?<=[+-]))"
)
_ADDING = frozenset({"添加", "增加", "加", "add", "+"})
_LISTING = frozenset({"列表", "清单", "list", "all", "全部"})


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
        if _command_at(folded[start:] + (" " if more else "")):
            return _read(f"{mention[start:]} {more}", quote)
    return None


def _read(said: str, quote: str) -> Command | NearMiss | MissingArgument | None:
    said = re.sub(r"^[^\w/]+", "", said)
    slash = said.startswith("/")
    said = _COURTESY.sub("", said.lstrip("/ "))
    folded = phrases.fold(said)
    found = _command_at(folded)
    if found is None:
        return _near_miss(said, folded, slash=slash)
    name, length = found
    return _READERS.get(name, _read_order)(name, said[length:], quote)


def _command_at(folded: str) -> tuple[Name, int] | None:
    """Return the longest command word that the text begins with, and its length."""
    for length in range(min(_LONGEST_WORD, len(folded)), 0, -1):
        name = WORDS.get(folded[:length])
        if name and _ends_here(name, folded[length - 1], folded[length:]):
            return name, length
    return None


def _ends_here(name: Name, last: str, following: str) -> bool:
    if not following:
        return True
    after = following[0]
    if last.isascii():
        return re.match(r"[a-z_']|[-’][a-z]", following) is None
    if after.isascii() or not after.isalnum() or following.startswith(_GLUED):
        return True
    return name is Name.HELP and _command_at(following) is not None


def _near_miss(said: str, folded: str, *, slash: bool) -> NearMiss | None:
    head = _HEAD.match(folded)
    if head is None:
        return None
    word, length = head[0], head.end()
    for noise in _GLUED[:3]:
        word = word.removesuffix(noise) or word
    ref, rest = phrases.find_order(said[length:])
    similar = [n for w, n in WORDS.items() if phrases.within_one_edit(word, w)]
    if not similar and ref and len(said) <= _BRIEF:
        similar = [n for w, n in WORDS.items() if word.startswith(w) and not w.isascii()]
    following = phrases.fold(rest).partition(" ")[0]
    alone = not rest and len(word) > 1
    if slash or (similar and (ref or alone or following in WORDS or following in _LISTING)):
        more = " ".join(filter(None, (ref, rest)))
        return NearMiss(word=said[:length], suggestions=tuple(dict.fromkeys(similar)), rest=more)
    return None


def _read_order(name: Name, said: str, quote: str) -> Command | MissingArgument:
    if BY_NAME[name].order == "none":
        return Command(name=name, rest=phrases.squeeze(said))
    ref, rest = phrases.find_order(said)
    if ref is None and quote:
        ref, _ = phrases.find_order(quote)
    if ref is None and BY_NAME[name].order == "required":
        return MissingArgument(command=name, argument="order")
    return Command(name=name, order_ref=ref, rest=rest)


def _read_release(name: Name, said: str, quote: str) -> Command | MissingArgument:
    read = _read_order(name, said, quote)
    if isinstance(read, MissingArgument):
        return read
    code, _, rest = read.rest.partition(" ")
    upper = code.upper()
    if upper in set(HoldReason) or re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", code):
        return replace(read, hold=upper, rest=rest)
    return read


def _read_snooze(name: Name, said: str, quote: str) -> Command | MissingArgument:
    duration, said = phrases.find_duration(said)
    read = _read_order(name, said, quote)
    return replace(read, duration=duration) if isinstance(read, Command) else read


def _read_what_if(name: Name, said: str, quote: str) -> Command | MissingArgument:
    changes: dict[str, int] = {}
    left = list(said)
    for found in _CHANGE.finditer(phrases.fold(said)):
        word, sign = found["name"] or found["name2"], found["sign"] or found["sign2"]
        # A hyphen inside an order number is no minus.
        if word in KIND_WORDS or sign == "+" or found["gap"] is not None:
            kind = KIND_WORDS.get(word, word)
            step = int(found["n"] or 1)
            changes[kind] = changes.get(kind, 0) + (step if sign == "+" else -step)
            left[found.start() : found.end()] = " " * (found.end() - found.start())
    read = _read_order(name, "".join(left), quote)
    if isinstance(read, MissingArgument):
        return read
    for word in read.rest.split():
        if word in KIND_WORDS:
            changes[KIND_WORDS[word]] = changes.get(KIND_WORDS[word], 0) + 1
    if not changes:
        return MissingArgument(command=name, argument="changes")
    return replace(read, changes=tuple(Change(kind=k, delta=d) for k, d in changes.items()))


def _read_signals(name: Name, said: str, _quote: str) -> Command | MissingArgument:
    text = said.strip(" :：\n")
    folded = phrases.fold(text)
    asked = _WORD_LIST.match(folded)
    if asked is None:
        kind = phrases.squeeze(folded)
        kind = "" if kind in _LISTING else KIND_WORDS.get(kind, kind)
        return Command(name=name, kind=kind or None)
    edit = _EDIT.match(folded, asked.end())
    if edit is None:
        return Command(name=name, words=True, rest=phrases.squeeze(text[asked.end() :]))
    word = phrases.squeeze(text[edit.end() :])
    if not word:
        return MissingArgument(command=name, argument="word")
    op: Literal["add", "remove"] = "add" if edit["op"] in _ADDING else "remove"
    return Command(name=name, words=True, edit=WordEdit(op=op, word=word))


def _read_help(name: Name, said: str, _quote: str) -> Command:
    topic = phrases.squeeze(said).lstrip("/")
    found = _command_at(phrases.fold(topic))
    return Command(name=name, topic=found[0] if found else None, rest=topic)


#: Commands whose arguments are not simply an order and a remark.
_READERS: dict[Name, Callable[[Name, str, str], Command | MissingArgument]] = {
    Name.RELEASE: _read_release,
    Name.SNOOZE: _read_snooze,
    Name.WHAT_IF: _read_what_if,
    Name.SIGNALS: _read_signals,
    Name.HELP: _read_help,
}
