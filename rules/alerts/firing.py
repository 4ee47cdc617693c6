"""Firing: what a test asks for, and an imagined order that reaches a level by the one evaluator."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.chat.words import LEVEL_WORDS
from rules.resonance.facts import Facts, Occurrence
from rules.resonance.measure import Resonance, measure
from rules.resonance.policy import Policy
from rules.resonance.signals import detect
from rules.vocabulary import Level

#: A person may test once in so long: a test is work for everybody.
LEAST_WAIT = timedelta(seconds=10)
_SEND = frozenset({"发送", "send"})


class Stage(StrEnum):
    """What an alert goes through, in this order."""

    FETCH = "fetch"
    SCORE = "score"
    DECIDE = "decide"
    ROUTE = "route"
    QUIET = "quiet"
    SEND = "send"


class Mark(StrEnum):
    """How a stage went."""

    PASS = "pass"  # noqa: S105 - no password
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fire:
    """What is to be tested."""

    level: Level = Level.RED
    target: str | None = None  #: `channel:conversation` that must be reached.
    send: bool = False


def read_fire(rest: str) -> Fire:
    """Read `[red|orange] [channel:conversation] [发送]` in any order; other words are ignored."""
    words = rest.split()
    levels = [LEVEL_WORDS[w.lower()] for w in words if w.lower() in LEVEL_WORDS]
    return Fire(
        level=levels[0] if levels else Level.RED,
        target=next((w for w in words if ":" in w.strip(":")), None),
        send=any(w.lower() in _SEND for w in words),
    )


def imagine(policy: Policy, level: Level, now: datetime) -> Resonance:
    """
    Let signals happen to an imagined order, the heaviest first, until its level is reached.

    Where all of them together do not reach it, that score is returned.
    """
    facts = Facts(order_no="test", events=())
    found = detect(facts, policy)
    result = measure(found, facts, policy, now=now, rebased_at=None)
    for rule in sorted(policy.rules.values(), key=lambda r: (-r.weight, r.kind)):
        for number in range(rule.cap):
            if result.level.rank >= level.rank:
                return result
            found.occurrences.append(Occurrence(rule.kind, f"test|{rule.kind}|{number}", now))
            result = measure(found, facts, policy, now=now, rebased_at=None)
    return result
