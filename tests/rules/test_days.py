"""Days that somebody types: one of the past, or a question back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.chat.days import day_meant

TODAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("今天", TODAY),
        (" Today ", TODAY),
        ("昨天", date(2026, 2, 28)),
        ("昨日", date(2026, 2, 28)),
        ("yesterday", date(2026, 2, 28)),
        ("前天", date(2026, 2, 27)),
        ("3-1", TODAY),
        ("03-02", date(2025, 3, 2)),
        ("12月31日", date(2025, 12, 31)),
        ("12月31号", date(2025, 12, 31)),
        ("2/29", date(2024, 2, 29)),
        ("2025-11-11", date(2025, 11, 11)),
        ("2025年11月11日", date(2025, 11, 11)),
        ("2026-03-02", None),
        ("2-30", None),
        ("0-0", None),
        ("明天", None),
        ("上周", None),
        ("", None),
        ("1024", None),
    ],
)
def test_a_day_is_the_latest_that_is_called_so(said: str, day: date | None) -> None:
    assert day_meant(said, TODAY) == day


@given(st.dates(date(2010, 1, 1), date(2099, 12, 31)), st.integers(0, 364))
def test_each_day_of_a_year_is_found_by_its_month_and_day(today: date, ago: int) -> None:
    day = today - timedelta(days=ago)

    assert day_meant(f"{day:%m-%d}", today) == day
    assert day_meant(f"{day:%Y/%m/%d}", today) == day


@given(st.text(), st.dates(date(2010, 1, 1), date(2099, 12, 31)))
def test_nothing_that_is_typed_breaks_it_or_is_to_come(said: str, today: date) -> None:
    found = day_meant(said, today)

    assert found is None or found <= today
