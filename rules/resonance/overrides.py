"""Overrides: single numbers of a policy that are others, by the names that `--set` gives them."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from rules.resonance.policy import Policy, Season, SignalRule
from rules.vocabulary import Level

#: What stands for a number that is the file's again.
AS_CONFIGURED = ""
OFF, ON = "off", "on"
THRESHOLDS = ("orange", "red")
SPANS = ("window", "suppress_for", "unshipped_after")
_SIGNAL = re.compile(r"signal\.(weight|cap|window|on)\.([a-z][a-z0-9_]{1,40})")
_SEASON = re.compile(r"season\.(\S(?:.{0,38}\S)?)")
#: What a shipped story comes to from now on, by its name: see rules.resonance.stories.
STORY = "story."
_NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,3}0*)?", re.ASCII)
_CAP = re.compile(r"[1-9]\d?|100", re.ASCII)
_SPAN = re.compile(r"(\d{1,6})\s*([smhd])", re.ASCII)
_FACTORS = re.compile(
    r"(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)"
    r"(?: timeliness=(\d{1,4}(?:\.\d{1,3})?))?(?: quality=(\d{1,4}(?:\.\d{1,3})?))?",
    re.ASCII,
)
_HEAVIEST = Decimal(1000)
_LONGEST = timedelta(days=3650)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Odd:
    """What is no override, and which word of it is wrong."""

    name: str
    value: str
    why: str  #: name, kind, weight, cap, span, switch, season or thresholds


def laid_over(policy: Policy, changes: Mapping[str, str]) -> tuple[Policy, tuple[Odd, ...]]:
    """
    Return the policy with these numbers in place of its own, and what of them is none.

    What does not fit, as a kind that the file no longer has, is left out and told: whoever is
    judged by it must not wait until somebody has mended it.
    """
    odd = []
    after = policy
    for name, value in sorted(changes.items()):
        found = _one(after, name, value.strip())
        if isinstance(found, Odd):
            odd.append(found)
        else:
            after = found
    if after.red <= after.orange:
        odd.append(Odd(name="red", value=str(after.red), why="thresholds"))
        after = replace(after, orange=policy.orange, red=policy.red)
    return after, tuple(odd)


def overridden(policy: Policy, changes: Mapping[str, str]) -> Policy | Odd:
    """Return the policy with these numbers in place of its own, or the first that is none."""
    after, odd = laid_over(policy, changes)
    return odd[0] if odd else after


def _one(policy: Policy, name: str, value: str) -> Policy | Odd:
    if value == AS_CONFIGURED:
        return policy if _is_name(name) else Odd(name=name, value=value, why="name")
    if signal := _SIGNAL.fullmatch(name):
        field, kind = signal.groups()
        rule = policy.rules.get(kind)
        if rule is None:
            return Odd(name=name, value=value, why="kind")
        return _of_signal(policy, rule, field, Odd(name=name, value=value, why=_WHY[field]))
    if name in THRESHOLDS:
        number = decimal_of(value)
        if number is None:
            return Odd(name=name, value=value, why="weight")
        return _replaced(policy, name, number)
    if name in SPANS:
        span = span_of(value)
        if span is None:
            return Odd(name=name, value=value, why="span")
        return _of_span(policy, name, span)
    if season := _SEASON.fullmatch(name):
        return _of_season(policy, season[1], Odd(name=name, value=value, why="season"))
    if name.startswith(STORY) and value in set(Level):
        return policy
    return Odd(name=name, value=value, why="name")


def _is_name(name: str) -> bool:
    forms = (_SIGNAL, _SEASON)
    known = name in (*THRESHOLDS, *SPANS) or name.startswith(STORY)
    return known or any(form.fullmatch(name) for form in forms)


_WHY = {"weight": "weight", "cap": "cap", "window": "span", "on": "switch"}


def _of_signal(policy: Policy, rule: SignalRule, field: str, given: Odd) -> Policy | Odd:
    if field == "on":
        if given.value not in (ON, OFF):
            return given
        return policy if given.value == ON else _with(policy, policy.rules.keys() - {rule.kind})
    number = _READERS[field](given.value)
    if number is None:
        return given
    given_number: dict[str, Any] = {field: number}
    if field == "window":  # what has one no longer counts while it is true
        given_number["lasting"] = False
    return _with(policy, policy.rules, replace(rule, **given_number))


def _replaced(policy: Policy, name: str, value: object) -> Policy:
    given: dict[str, Any] = {name: value}
    return replace(policy, **given)


def _with(policy: Policy, kinds: Iterable[str], changed: SignalRule | None = None) -> Policy:
    """Return the policy with these kinds alone, in their order, one of them changed."""
    kept = set(kinds)
    rules = {kind: rule for kind, rule in policy.rules.items() if kind in kept}
    if changed is not None:
        rules[changed.kind] = changed
    return replace(policy, rules=MappingProxyType(rules))


def _of_span(policy: Policy, name: str, span: timedelta) -> Policy:
    if name != "window":
        return _replaced(policy, name, span)
    rules = {
        kind: replace(rule, window=span) if rule.window == policy.window else rule
        for kind, rule in policy.rules.items()
    }
    return replace(policy, window=span, rules=MappingProxyType(rules))


def _of_season(policy: Policy, name: str, given: Odd) -> Policy | Odd:
    others = tuple(season for season in policy.seasons if season.name != name)
    if given.value == OFF:
        return replace(policy, seasons=others)
    season = season_of(name, given.value)
    return given if season is None else replace(policy, seasons=(season, *others))


def season_of(name: str, value: str) -> Season | None:
    """Read `2026-11-01..2026-11-20 timeliness=1.25 quality=0.8`."""
    found = _FACTORS.fullmatch(value)
    if found is None:
        return None
    first, last = (_day(found[n]) for n in (1, 2))
    if first is None or last is None or last < first:
        return None
    return Season(
        name=name,
        first=first,
        last=last,
        timeliness=Decimal(found[3] or 1),
        quality=Decimal(found[4] or 1),
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def decimal_of(value: str) -> Decimal | None:
    """Read a weight as the file has it: plain digits, at most three places, at most 1000."""
    number = Decimal(value) if _NUMBER.fullmatch(value) else None
    return number if number is not None and number <= _HEAVIEST else None


def span_of(value: str) -> timedelta | None:
    """Read `90s`, `15m`, `2h` or `3d`, as the file has them."""
    found = _SPAN.fullmatch(value)
    span = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta()
    return span if timedelta() < span <= _LONGEST else None


def _cap_of(value: str) -> int | None:
    return int(value) if _CAP.fullmatch(value) else None


_READERS: Mapping[str, Callable[[str], object]] = MappingProxyType(
    {"weight": decimal_of, "cap": _cap_of, "window": span_of}
)
