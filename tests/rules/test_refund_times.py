"""How long refunds take: what is printed is what the definitions say, whatever was settled."""

from datetime import timedelta
from statistics import median

from hypothesis import given
from hypothesis import strategies as st

from rules.refunds.times import WEEK, times_of
from tests.builders import NOON


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(1, 672)), min_size=1, max_size=60))
def test_mean_median_and_p95_are_those_of_the_definitions(found: list[tuple[int, int]]) -> None:
    since = NOON - 4 * WEEK
    done = [(h, since + timedelta(hours=at)) for h, at in found]
    (told,) = times_of([("A", at - timedelta(hours=h), at) for h, at in done], since, 4)

    hours = sorted(h for h, _ in found)
    assert told.mean == timedelta(hours=1) * sum(hours) / len(hours)
    assert told.median == timedelta(hours=1) * median(hours)
    assert sum(h <= told.p95 / timedelta(hours=1) for h in hours) >= 0.95 * len(hours)
    assert sum(h < told.p95 / timedelta(hours=1) for h in hours) < 0.95 * len(hours)
    assert [week is not None for week in told.weeks] == [
        any(24 * 7 * n < at <= 24 * 7 * (n + 1) for _, at in found) for n in range(4)
    ]
