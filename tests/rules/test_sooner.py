"""Tests of what would have warned sooner: against the oracle, moment by moment."""

from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from random import Random

from rules.insight.sooner import WORTH, first_of, lower_line, steps, told_at_once
from rules.resonance.facts import Facts
from rules.vocabulary import Level
from tests.builders import (
    NOON,
    a_chat,
    a_message,
    a_policy,
    an_address_change,
    an_order,
    hours,
    minutes,
)
from tests.rules import oracle
from tests.rules.strategies import GRID, POLICY, a_story

STORIES = 150
TICK = timedelta(microseconds=1)
PLAIN = a_policy()


def facts(*events: object) -> Facts:
    return Facts(order_no="1024", events=(an_order(at=NOON), *events))  # type: ignore[arg-type]


def test_the_line_that_would_have_warned_is_the_highest_below_and_stood_there_first() -> None:
    found = 0
    for seed in range(STORIES):
        story = a_story(Random(seed))  # noqa: S311 - orders, not secrets
        world, released = story.world(), story.released_at
        walked = steps(story.facts(), POLICY, until=story.now, rebased_at=released)
        warned = next((s.at for s in walked if s.result.level is not Level.CALM), None)
        if warned is None:
            continue
        low = lower_line(walked, POLICY, warned)
        moments = {e.received_at for e in story.events} | {NOON + minutes(m) for m in GRID}
        moments |= {s.at for s in walked}
        scores = {
            at: Decimal(str(float(oracle.score(story.events, world, at, released))))
            for at in moments
            if (released is None or at > released)
            and at <= warned - WORTH
            and len(oracle.count(story.events, world, at, released)) >= 2
        }
        below = {at: score for at, score in scores.items() if score < POLICY.orange}
        if low is None:
            assert not below
            continue
        found += 1
        tenth = Decimal("0.1")
        assert low.line == max(below.values()).quantize(tenth, ROUND_FLOOR)
        assert low.at == min(at for at, score in below.items() if score >= low.line)
        assert low.score == below[low.at]
        assert low.count == sum(oracle.count(story.events, world, low.at, released).values())
        assert low.gain == warned - low.at
    assert found > STORIES / 10


def test_one_kind_alone_and_minutes_too_few_are_no_line() -> None:
    alone = facts(an_address_change(at=NOON), an_address_change(at=NOON + hours(1)))
    walked = steps(alone, PLAIN, until=NOON + hours(9), rebased_at=None)
    assert lower_line(walked, PLAIN, NOON + hours(9)) is None

    close = facts(an_address_change(at=NOON), a_chat(at=NOON + minutes(1)))
    for wait, line in ((WORTH - TICK, None), (WORTH, Decimal("2.0"))):
        warned = NOON + minutes(1) + wait
        low = lower_line(steps(close, PLAIN, until=warned, rebased_at=None), PLAIN, warned)
        assert (low.line if low else None) == line


def test_what_was_told_late_is_set_against_telling_at_once() -> None:
    late = facts(
        an_address_change(at=NOON + hours(1), received_at=NOON + hours(7)),
        an_address_change(at=NOON + hours(2)),
        a_chat(at=NOON + hours(3)),
    )
    walked = steps(late, PLAIN, until=NOON + hours(7), rebased_at=None)
    warned = next(s.at for s in walked if s.result.level is not Level.CALM)
    assert warned == NOON + hours(7)

    found = told_at_once(late, PLAIN, warned_at=warned, rebased_at=None)

    assert found is not None
    assert (found.at, found.gain, found.delay) == (NOON + hours(3), hours(4), hours(6))
    assert found.source == "oms"
    on_time = facts(a_chat(at=NOON), a_message("急用", at=NOON))
    assert told_at_once(on_time, PLAIN, warned_at=NOON + hours(1), rebased_at=None) is None


def test_what_was_released_is_not_the_first_signal_again() -> None:
    told = facts(a_chat(at=NOON + hours(1)), an_address_change(at=NOON + hours(5)))

    whole = first_of(steps(told, PLAIN, until=NOON + hours(9), rebased_at=None))
    after = first_of(steps(told, PLAIN, until=NOON + hours(9), rebased_at=NOON + hours(2)))

    assert whole is not None
    assert after is not None
    assert (whole.at, after.at) == (NOON + hours(1), NOON + hours(5))
    assert [str(p.kind) for p in after.result.parts] == ["address_changed"]
