"""Tests of the policy: the twelve as the mission has them, versions, and seasons."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from rules.resonance.policy import BUILT_IN, Policy, Season
from rules.statuses.status_map import Vocabulary, shipped
from rules.vocabulary import Kind, Level, Role, SignalClass
from tests.builders import SHANGHAI, a_policy, a_rule, hours, minutes
from tests.rules.oracle import TWELVE

POLICY = a_policy()
PEAK = Season(
    name="双11", first=date(2026, 11, 1), last=date(2026, 11, 20), timeliness=Decimal("1.25")
)
SALE = Season(name="双12", first=date(2026, 12, 1), last=date(2026, 12, 12), quality=Decimal("0.8"))


def test_the_twelve_signals_are_those_of_the_mission() -> None:
    table = {r.kind: (Fraction(str(r.weight)), r.cap, r.signal_class.value) for r in BUILT_IN}

    assert table == TWELVE
    assert [r.kind for r in BUILT_IN] == list(Kind)
    assert all(r.window == hours(72) for r in BUILT_IN)
    assert (POLICY.orange, POLICY.red) == (Decimal("2.5"), Decimal("4.0"))


def test_equal_numbers_have_one_version_however_they_are_written() -> None:
    assert a_policy().version == POLICY.version
    assert a_policy(red=Decimal("4.000")).version == POLICY.version
    again = a_rule("address_changed", "0.80", cap=3)
    assert a_policy(again).version == POLICY.version


@pytest.mark.parametrize(
    "changed",
    [
        a_policy(red=Decimal("4.1")),
        a_policy(orange=Decimal("2.6")),
        a_policy(a_rule()),
        a_policy(a_rule("address_changed", "0.9", cap=3)),
        a_policy(a_rule("address_changed", "0.8", cap=2)),
        a_policy(a_rule("address_changed", "0.8", cap=3, window=hours(71))),
        a_policy(a_rule("address_changed", "0.8", cap=3, signal_class=SignalClass.QUALITY)),
        a_policy(seasons=(PEAK,)),
        a_policy(seasons=(replace(PEAK, timeliness=Decimal("1.3")),)),
        a_policy(urgent_words=("急用",)),
        a_policy(burst_within=minutes(31)),
        a_policy(timezone=UTC),
        a_policy(unshipped_alerts=True),
        a_policy(statuses=shipped().with_rows([], 2)),
        a_policy(statuses=shipped().speaking({"erp": (Vocabulary("wdt.trade_status"),)})),
    ],
)
def test_any_other_number_is_another_version(changed: Policy) -> None:
    assert changed.version != POLICY.version


def test_a_season_lasts_whole_local_days_both_ends_included() -> None:
    policy = a_policy(seasons=(PEAK, SALE))

    def at(*when: int) -> str | None:
        season = policy.season_at(datetime(*when, tzinfo=SHANGHAI))  # type: ignore[arg-type,misc]
        return season.name if season else None

    assert at(2026, 10, 31, 23, 59, 59) is None
    assert at(2026, 11, 1) == "双11"
    assert at(2026, 11, 20, 23, 59, 59) == "双11"
    assert at(2026, 11, 21) is None
    assert at(2026, 12, 12) == "双12"
    # The same instant in UTC is still the day before there.
    first = policy.season_at(datetime(2026, 10, 31, 16, tzinfo=UTC))
    assert first is PEAK


def test_the_next_switch_is_a_beginning_or_an_end() -> None:
    policy = a_policy(seasons=(PEAK, SALE))

    def after(*when: int) -> datetime | None:
        return policy.next_switch(datetime(*when, tzinfo=SHANGHAI))  # type: ignore[arg-type,misc]

    assert after(2026, 6, 1) == datetime(2026, 11, 1, tzinfo=SHANGHAI)
    assert after(2026, 11, 1) == datetime(2026, 11, 21, tzinfo=SHANGHAI)
    assert after(2026, 11, 21) == datetime(2026, 12, 1, tzinfo=SHANGHAI)
    assert after(2026, 12, 13) is None
    assert POLICY.next_switch(datetime(2026, 6, 1, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("signal_class", "factor"),
    [
        (SignalClass.TIMELINESS, "1.25"),
        (SignalClass.QUALITY, "0.8"),
        (SignalClass.INTENT, "1"),
    ],
)
def test_a_season_scales_each_class_by_its_own_factor(
    signal_class: SignalClass, factor: str
) -> None:
    season = replace(PEAK, quality=Decimal("0.8"))

    assert season.factor(signal_class) == Decimal(factor)


def test_words_edited_in_chat_make_another_policy_only_when_they_change_something() -> None:
    assert POLICY.with_urgent_words((), ()) is POLICY
    assert POLICY.with_urgent_words(("急用",), ()) is POLICY
    added = POLICY.with_urgent_words(("救命",), ())
    assert added.urgent_words[-1] == "救命"
    assert "急用" not in POLICY.with_urgent_words((), ("急用",)).urgent_words
    # Taken away after it was added: it is away.
    assert POLICY.with_urgent_words(("救命",), ("救命",)) is POLICY


def test_levels_and_roles_have_an_order() -> None:
    assert [level.rank for level in Level] == [0, 1, 2]
    assert [role.rank for role in Role] == [0, 1, 2, 3]
