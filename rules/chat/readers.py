"""Command readers: what stands behind a command word, for commands that take more than a remark."""

import re
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import timedelta
from typing import Literal

from rules.chat import phrases, references
from rules.chat.references import Reference
from rules.chat.spans import find_duration, odd_duration
from rules.chat.values import Asked, Change, Command, MissingArgument, WordEdit
from rules.chat.words import BY_NAME, KIND_WORDS, LEVEL_WORDS, WORDS, Name
from rules.shipping.reasons import REASONS

_LONGEST_WORD = max(map(len, WORDS))
#: What may follow a Chinese command word without a space.
GLUED = ("订单", "单号", "号", "列表", "清单", "急用词")
_KINDS = "|".join(sorted(map(re.escape, KIND_WORDS), key=len, reverse=True))
_KIND = rf"{_KINDS}|[a-z][a-z_]{{0,60}}+|[\u4e00-\u9fff]{{1,12}}"
_CHANGE = re.compile(
    rf"(?P<name>{_KIND})\s*(?P<sign>[+-])\s*(?P<n>[0-9]{{1,2}})(?![0-9a-z])"
    rf"|(?P<gap>^|\s)?(?P<sign2>[+-])\s*(?P<name2>{_KIND})"
)
_GLUED_CHANGE = re.compile(
    rf"(?<=[A-Za-z0-9])(?:[+-](?:{_KINDS})(?![a-z_])|(?:{_KINDS})(?=\s*[+-])"
    r"|[\u4e00-\u9fff]{1,12}(?=\s*=))"
)
#: What is supposed to be otherwise besides signals (`季节=双11`, `季节=「双 11」`); not in a link.
_SUPPOSED = re.compile(
    r"(?<![^\s，,；;+-])(?P<name>[^\s=，,；;+/?&-][^\s=，,；;/?&]{0,40})\s*=\s*"
    rf"(?P<value>{phrases.QUOTED}|[^\s，,；;]{{1,40}})"
)
_WORD_LIST = re.compile(r"(?:急用词|urgent[ -]?words?|words)(?![a-z])[\s:：]*")
_EDIT = re.compile(
    r"(?P<op>添加|增加|加|add|\+|删除|删|移除|remove|delete|del|-)"
    r"(?=[\s:：\"“「']|$|(?<=[+-]))"
)
_ADDING = frozenset({"添加", "增加", "加", "add", "+"})
#: What behind `信号` changes something, where a kind alone asks about it.
_SETTING = re.compile(
    rf"(?:{_KINDS})(?![a-z_])[\s:：=]*[^\s:：=]"
    r"|(?:橙色?|红色?|orange|red|窗口|window|再提醒|again|未发货|unshipped|季节|season)"
    r"(?![a-z_])[\s:：=]*[^\s:：=]"
    r"|[a-z][a-z0-9_]{1,40}[\s:：=]+[^\s:：=]"
)
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


def complete(asked: Asked, known: Collection[str]) -> Command | MissingArgument:
    """
    Read a command about orders, its orders from the quote if need be, and a remark.

    `known` are those of its candidates that name an order in full.
    """
    asked, supposed = _without_supposed(asked, known)
    named = references.read(asked.said, known)
    if not named.refs:
        named = replace(named, refs=_quoted(asked, known))
    if not named.refs and BY_NAME[asked.name].order == "required":
        return MissingArgument(command=asked.name, argument="order")
    command = Command(
        name=asked.name,
        refs=named.refs,
        rest=named.remark,
        further=named.further,
        supposed=supposed,
    )
    return _FINISHERS.get(asked.name, _finish)(command)


def _without_supposed(
    asked: Asked, known: Collection[str]
) -> tuple[Asked, tuple[tuple[str, str], ...]]:
    """Take out of `假如` what is supposed, lest `草案=1234` be read as an order."""
    if asked.name is not Name.WHAT_IF:
        return asked, ()
    found = [one for one in _SUPPOSED.finditer(asked.said) if one[0] not in known]
    said = _SUPPOSED.sub(lambda one: one[0] if one[0] in known else " ", asked.said)
    return replace(asked, said=said), tuple((one["name"], one["value"]) for one in found)


def _quoted(asked: Asked, known: Collection[str]) -> tuple[Reference, ...]:
    """
    Return the orders that the quote is about: those of its first line that names a known one.

    A line that names one and mentions others, as a list of alerts does, is no choice of one.
    """
    lines = [references.read(line, known) for line in asked.quote.splitlines()]
    naming = [named for named in lines if named.refs]
    meant = [named for named in naming if any(ref.text in known for ref in named.refs)]
    for named in (meant or naming)[:1]:
        unclear = bool(named.further) and BY_NAME[asked.name].changes
        return () if unclear else named.refs
    return ()


def _finish(command: Command) -> Command:
    return replace(command, rest=phrases.squeeze(command.rest))


def _finish_release(command: Command) -> Command:
    command = _finish(command)
    code, _, rest = command.rest.partition(" ")
    upper = code.upper()
    if upper in REASONS or re.fullmatch(r"[A-Z]+(?:_[A-Z]+)+", code):
        return replace(command, hold=upper, rest=rest)
    return command


def _finish_snooze(command: Command) -> Command | MissingArgument:
    """Read how long. A remark without a readable stretch of time is asked about, not waited for."""
    said = phrases.squeeze(command.rest)
    duration, rest = find_duration(said)
    if said and not (duration and duration > timedelta()):
        return MissingArgument(command=command.name, argument="span", said=said)
    return replace(command, duration=duration, rest=phrases.squeeze(rest))


def _finish_what_if(command: Command) -> Command | MissingArgument:
    changes: dict[str, int] = {}
    left = list(command.rest)
    for found in _CHANGE.finditer(phrases.fold(command.rest)):
        word, sign = found["name"] or found["name2"], found["sign"] or found["sign2"]
        # A hyphen inside a word is no minus.
        if word in KIND_WORDS or sign == "+" or found["gap"] is not None:
            kind = KIND_WORDS.get(word, word)
            step = int(found["n"] or 1)
            changes[kind] = changes.get(kind, 0) + (step if sign == "+" else -step)
            left[found.start() : found.end()] = " " * (found.end() - found.start())
    for word in "".join(left).split():
        if word in KIND_WORDS:
            changes[KIND_WORDS[word]] = changes.get(KIND_WORDS[word], 0) + 1
    if not changes and not command.supposed:
        return MissingArgument(command=command.name, argument="changes")
    made = tuple(Change(kind=kind, delta=delta) for kind, delta in changes.items())
    return replace(_finish(command), changes=made)


#: Commands about orders whose remark is more than one.
_FINISHERS: dict[Name, Callable[[Command], Command | MissingArgument]] = {
    Name.RELEASE: _finish_release,
    Name.SNOOZE: _finish_snooze,
    Name.WHAT_IF: _finish_what_if,
}


def read(name: Name, said: str, quote: str) -> Asked | Command | MissingArgument:
    """Read what stands behind a command word, as far as it can be read without a look-up."""
    reader = _READERS.get(name)
    if reader is not None:
        return reader(name, said, quote)
    if BY_NAME[name].order == "none":
        return Command(name=name, rest=phrases.squeeze(said))
    return _read_about_orders(name, said, quote)


def _read_about_orders(name: Name, said: str, quote: str) -> Asked | MissingArgument:
    if BY_NAME[name].order == "required" and not f"{said}{quote}".strip():
        return MissingArgument(command=name, argument="order")
    return Asked(name=name, said=said, quote=quote)


def _read_what_if(name: Name, said: str, quote: str) -> Asked | MissingArgument:
    """Set apart a change that is glued to the order, as in `Ab-12-coupon_depth`."""
    return _read_about_orders(name, _GLUED_CHANGE.sub(r" \g<0>", said), quote)


def _read_autolock_off(name: Name, said: str, _quote: str) -> Command | MissingArgument:
    duration, rest = find_duration(said)
    if duration is None and (odd := odd_duration(said)):
        return MissingArgument(command=name, argument="span", said=odd)
    reason = phrases.squeeze(rest)
    if not reason:
        return MissingArgument(command=name, argument="reason")
    return Command(name=name, duration=duration, rest=reason)


def _read_routes(name: Name, said: str, quote: str) -> Asked | Command | MissingArgument:
    """Read an order, or what an alert could be like: a level, or pairs such as shop=A."""
    words = phrases.squeeze(said)
    if "=" in words or phrases.fold(words).partition(" ")[0] in LEVEL_WORDS:
        return Command(name=name, rest=words)
    return _read_about_orders(name, said, quote)


def _read_signals(name: Name, said: str, _quote: str) -> Command | MissingArgument:
    text = said.strip(" :：\n")
    folded = phrases.fold(text)
    asked = _WORD_LIST.match(folded)
    if asked is None:
        kind = phrases.squeeze(folded)
        if kind not in KIND_WORDS and _SETTING.match(folded):
            return Command(name=name, rest=text)
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
_READERS: dict[Name, Callable[[Name, str, str], Asked | Command | MissingArgument]] = {
    Name.WHAT_IF: _read_what_if,
    Name.ROUTES: _read_routes,
    Name.AUTOLOCK_OFF: _read_autolock_off,
    Name.SIGNALS: _read_signals,
    Name.HELP: _read_help,
}
