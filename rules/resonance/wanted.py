"""Wanted: changes of the policy as people write them: `地址修改 1.0 上限 2；橙 2.0`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType

from rules.chat.phrases import QUOTED, fold, unquoted
from rules.chat.spans import find_duration
from rules.chat.words import KIND_WORDS
from rules.resonance.overrides import AS_CONFIGURED, OFF, ON
from rules.vocabulary import Level

_CLAUSES = re.compile(r"[；;\n]+")
_TAKING = re.compile(r"\s*(?:改例|update-cases)\s*$")
_KIND = re.compile("|".join(sorted(map(re.escape, KIND_WORDS), key=len, reverse=True)))
_OWN_KIND = re.compile(r"[a-z][a-z0-9_]{1,40}")
_LEVELS: Mapping[str, Level] = MappingProxyType({
    "橙": Level.ORANGE, "橙色": Level.ORANGE, "orange": Level.ORANGE,
    "红": Level.RED, "红色": Level.RED, "red": Level.RED,
})  # fmt: skip
_SPANS: Mapping[str, str] = MappingProxyType({
    "窗口": "window", "window": "window", "再提醒": "suppress_for", "again": "suppress_for",
    "未发货": "unshipped_after", "unshipped": "unshipped_after",
})  # fmt: skip
_SEASONS = ("季节", "season")
#: A season is called as it is written, digits and all; a name with blanks stands in quotes.
_SEASON = re.compile(
    rf"(?:{'|'.join(_SEASONS)})[\s:：=]*(?P<name>{QUOTED}|(?<=[\s:：=])\S+)\s*(?P<rest>.*)"
)
_FIELDS: Mapping[str, str] = MappingProxyType({
    "权重": "weight", "weight": "weight", "上限": "cap", "cap": "cap",
    "窗口": "window", "window": "window",
})  # fmt: skip
_FACTORS: Mapping[str, str] = MappingProxyType({
    "时效": "timeliness", "timeliness": "timeliness", "质量": "quality", "quality": "quality",
})  # fmt: skip
_SWITCHES: Mapping[str, str] = MappingProxyType({
    "关": OFF, "关闭": OFF, "停用": OFF, "off": OFF, "开": ON, "开启": ON, "启用": ON, "on": ON,
})  # fmt: skip
_CONFIGURED = frozenset({"默认", "文件", "default", "file"})
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,6})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A word of what was written that says nothing of the policy."""

    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody wants changed."""

    changes: dict[str, str]  #: By the names that `--set` gives them.
    new_ends: bool  #: Stories are to end as the new numbers tell them.


def read_wanted(said: str) -> Wanted | Unreadable:
    """Read `kind [weight] [cap N] [window 48h] [off]`, thresholds, spans and seasons, by `；`."""
    found: dict[str, str] = {}
    rest = _TAKING.sub("", said)
    for clause in _CLAUSES.split(rest):
        if not clause.strip():
            continue
        one = _clause(clause.strip())
        if isinstance(one, Unreadable):
            return one
        found |= one
    return Wanted(changes=found, new_ends=rest != said) if found else Unreadable(word=said.strip())


def _clause(clause: str) -> dict[str, str] | Unreadable:
    text = fold(clause)
    kind = _KIND.match(text)
    if kind is not None and not re.match("[a-z_]", text[kind.end() :]):
        return _of_signal(KIND_WORDS[kind[0]], _words(text[kind.end() :]))
    head, *words = _words(text)
    if head in _LEVELS:
        return _only(_LEVELS[head].value, words, clause)
    if head in _SPANS:
        return _only(_SPANS[head], words, clause)
    if season := _SEASON.fullmatch(text):
        name = unquoted(clause[slice(*season.span("name"))])
        return _season(name, _words(season["rest"]), clause)
    if head in _SEASONS:
        return Unreadable(word=clause)
    if _OWN_KIND.fullmatch(head):
        return _of_signal(head, words)
    return Unreadable(word=head)


def _words(text: str) -> list[str]:
    spaced = re.sub(r"(?<=[\u4e00-\u9fff])(?=[0-9.])|(?<=[0-9.])(?=[\u4e00-\u9fff])", " ", text)
    return _durations(spaced).replace("=", " ").replace("→", " ").split() or [""]


def _durations(text: str) -> str:
    """Write stretches of time as the file has them: `48 小时` is `48h`, `3天` is `3d`."""
    span, rest = find_duration(text)
    if span is None or span <= timedelta():
        return text
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % size == 0:
            return f"{rest} {seconds // size}{unit}"
    return f"{rest} {seconds}s"


def _only(name: str, words: list[str], clause: str) -> dict[str, str] | Unreadable:
    kept = [word for word in words if word not in ("阈值", "threshold", ">", "≥")]
    if len(kept) != 1:
        return Unreadable(word=clause)
    return {name: AS_CONFIGURED if kept[0] in _CONFIGURED else kept[0]}


def _of_signal(kind: str, words: list[str]) -> dict[str, str] | Unreadable:
    found: dict[str, str] = {}
    field = None
    for word in filter(None, words):
        if word in _FIELDS:
            field = _FIELDS[word]
        elif word in _CONFIGURED:
            names = (field,) if field else ("weight", "cap", "window", "on")
            found |= {f"signal.{name}.{kind}": AS_CONFIGURED for name in names}
            field = None
        elif word in _SWITCHES:
            found[f"signal.on.{kind}"] = _SWITCHES[word]
        elif field is not None:
            found[f"signal.{field}.{kind}"] = word
            field = None
        elif _NUMBER.fullmatch(word):
            found[f"signal.weight.{kind}"] = word
        elif re.fullmatch(r"[x×*]\d{1,3}", word):
            found[f"signal.cap.{kind}"] = word[1:]
        elif re.fullmatch(r"\d+[smhd]", word):
            found[f"signal.window.{kind}"] = word
        else:
            return Unreadable(word=word)
    return found or Unreadable(word=kind)


def _season(name: str, words: list[str], clause: str) -> dict[str, str] | Unreadable:
    key = f"season.{name}"
    if len(words) == 1 and (words[0] in _CONFIGURED or _SWITCHES.get(words[0]) == OFF):
        return {key: AS_CONFIGURED if words[0] in _CONFIGURED else OFF}
    days = [word for word in words if _DAY.fullmatch(word)]
    rest = [word for word in words if not _DAY.fullmatch(word) and word not in ("到", "至", "to")]
    if len(days) != 2 or len(rest) % 2:  # noqa: PLR2004 - from and until
        return Unreadable(word=clause)
    factors: dict[str, str] = {}
    for word, number in zip(rest[::2], rest[1::2], strict=True):
        if word not in _FACTORS or not _NUMBER.fullmatch(number):
            return Unreadable(word=f"{word} {number}")
        factors[_FACTORS[word]] = number
    named = (name for name in ("timeliness", "quality") if name in factors)
    return {key: f"{days[0]}..{days[1]}{''.join(f' {name}={factors[name]}' for name in named)}"}
