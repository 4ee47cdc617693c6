"""The day of a digest: it is due from its hour until midnight, and no moment is in two days."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.delivery.daily import day_of, is_due
from tests.builders import SHANGHAI

SIX = time(18)
_ZONES = [SHANGHAI, UTC, ZoneInfo("America/New_York")]
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone


@pytest.mark.parametrize(
    ("clock", "due"),
    [
        ("17:59:59", False),
        ("18:00:00", True),
        ("18:00:01", True),
        ("23:59:59", True),
        ("00:00:00", False),
    ],
)
def test_it_is_due_from_its_hour_until_midnight(clock: str, *, due: bool) -> None:
    now = datetime.fromisoformat(f"2026-08-03T{clock}+08:00").astimezone(UTC)
    assert is_due(now, SIX, SHANGHAI) is due


@given(
    _MOMENTS,
    st.times(max_value=time(23, 59)).map(lambda t: t.replace(fold=0)),
    st.sampled_from(_ZONES),
)
def test_every_moment_is_told_on_exactly_one_day(
    moment: datetime, at: time, zone: ZoneInfo
) -> None:
    days = [day_of(moment + timedelta(days=n), at, zone) for n in range(-3, 4)]
    days = list(dict.fromkeys(days))
    assert sum(day.since <= moment < day.until for day in days) == 1
    assert all(a.until == b.since for a, b in pairwise(days))


@given(_MOMENTS, st.times(), st.sampled_from(_ZONES))
def test_what_is_due_tells_of_what_is_over(moment: datetime, at: time, zone: ZoneInfo) -> None:
    day = day_of(moment, at, zone)
    assert is_due(moment, at, zone) == (day.until <= moment)
    assert day.date == moment.astimezone(zone).date()
