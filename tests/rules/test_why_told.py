"""Tests of why somebody was told: by which way, and states an open set."""

from dataclasses import replace

import pytest

from rules.delivery.routes import Routing, Target
from rules.delivery.why_told import Facts, Sending, Way, why_told
from rules.people.permissions import Person
from rules.vocabulary import Role

WANG = Person(name="王敏", role=Role.APPROVER, ids={"console": "wang"})
GROUP = Target(channel="console", conversation="ops")
FACTS = Facts(
    person=WANG, shop="a", routed=Routing(targets=(GROUP,), owner=None), ledger=(),
)  # fmt: skip


def sent(state: str, *, place: str = "ops", mentions: tuple[str, ...] = ()) -> Sending:
    return Sending(place=("console", place), state=state, code=f"c-{state}", mentions=mentions)


@pytest.mark.parametrize(
    "state", ["sent", "failed", "muted", "throttled", "grouped", "unknown", "a_word_of_tomorrow"]
)
def test_the_state_of_the_ledger_is_the_verdict_whatever_word_it_is(state: str) -> None:
    told = why_told(replace(FACTS, ledger=(sent(state),)))

    assert (told.verdict, told.code) == (state, f"c-{state}")


def test_of_several_messages_the_best_news_counts() -> None:
    ledger = (sent("failed"), sent("muted"), sent("sent"), sent("queued"))

    assert why_told(replace(FACTS, ledger=ledger)).verdict == "sent"


def test_what_is_for_the_person_alone_counts_before_the_group() -> None:
    ledger = (sent("sent"), sent("failed", place="wang"))

    assert why_told(replace(FACTS, ledger=ledger)).verdict == "failed"
    named = (sent("sent", place="other", mentions=("wang",)), sent("failed"))
    told = why_told(replace(FACTS, ledger=named))
    assert told.verdict == "sent"
    assert Way.MENTION in told.ways


def test_duty_and_escalation_are_ways_too() -> None:
    told = why_told(
        replace(
            FACTS,
            duty=("王敏",),
            escalated=(Target(channel="console", conversation="wang"),),
        )
    )

    assert told.ways == (Way.DUTY, Way.ESCALATION, Way.GROUP)
    assert told.verdict == "nothing_sent"


def test_before_any_route_it_ends_at_shop_or_score() -> None:
    assert why_told(replace(FACTS, person=replace(WANG, shops=("b",)))).verdict == "other_shop"
    assert why_told(replace(FACTS, routed=None)).verdict == "calm"
    assert why_told(FACTS).verdict == "not_targeted"
