"""Command readers: what stands behind a command word, for commands that take more than a remark."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from rules import phrases
from rules.command_values import Change, Command, MissingArgument, WordEdit
from rules.command_words import BY_NAME, KIND_WORDS, LEVEL_WORDS, WORDS, Name
from rules.vocabulary import HoldReason

_LONGEST_WORD = max(map(len, WORDS))
#: What may follow a Chinese command word without a space.
GLUED = ("订单", "单号", "号", "列表", "清单", "急用词")
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
LISTING = frozenset({"列表", "清单", "list", "all", "全部"})


def command_at(folded: str) -> tuple[Name, int] | None:
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
    if after.isascii() or not after.isalnum() or following.startswith(GLUED):
        return True
    return name is Name.HELP and command_at(following) is not None


def read_order(name: Name, said: str, quote: str) -> Command | MissingArgument:
    """Read a command about one order: its number, from the quote if need be, and a remark."""
    if BY_NAME[name].order == "none":
        return Command(name=name, rest=phrases.squeeze(said))
    ref, rest = phrases.find_order(said)
    if ref is None and quote:
        ref, _ = phrases.find_order(quote)
    if ref is None and BY_NAME[name].order == "required":
        return MissingArgument(command=name, argument="order")
    return Command(name=name, order_ref=ref, rest=rest)


def _read_release(name: Name, said: str, quote: str) -> Command | MissingArgument:
    read = read_order(name, said, quote)
    if isinstance(read, MissingArgument):
        return read
    code, _, rest = read.rest.partition(" ")
    upper = code.upper()
    if upper in set(HoldReason) or re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", code):
        return replace(read, hold=upper, rest=rest)
    return read


def _read_snooze(name: Name, said: str, quote: str) -> Command | MissingArgument:
    duration, said = phrases.find_duration(said)
    read = read_order(name, said, quote)
    return replace(read, duration=duration) if isinstance(read, Command) else read


def _read_autolock_off(name: Name, said: str, _quote: str) -> Command | MissingArgument:
    duration, said = phrases.find_duration(said)
    reason = phrases.squeeze(said)
    if not reason:
        return MissingArgument(command=name, argument="reason")
    return Command(name=name, duration=duration, rest=reason)


def _read_routes(name: Name, said: str, quote: str) -> Command | MissingArgument:
    """Read an order, or what an alert could be like: a level, or pairs such as shop=A."""
    words = phrases.squeeze(said)
    if "=" in words or phrases.fold(words).partition(" ")[0] in LEVEL_WORDS:
        return Command(name=name, rest=words)
    return read_order(name, said, quote)


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
    read = read_order(name, "".join(left), quote)
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
        kind = "" if kind in LISTING else KIND_WORDS.get(kind, kind)
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
    found = command_at(phrases.fold(topic))
    return Command(name=name, topic=found[0] if found else None, rest=topic)


#: Commands whose arguments are not simply an order and a remark.
READERS: dict[Name, Callable[[Name, str, str], Command | MissingArgument]] = {
    Name.RELEASE: _read_release,
    Name.SNOOZE: _read_snooze,
    Name.WHAT_IF: _read_what_if,
    Name.ROUTES: _read_routes,
    Name.AUTOLOCK_OFF: _read_autolock_off,
    Name.SIGNALS: _read_signals,
    Name.HELP: _read_help,
}
