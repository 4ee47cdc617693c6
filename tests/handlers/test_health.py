"""Five figures of health: what is counted, of what, on which side it is bad, and who is behind."""

from datetime import timedelta

import pytest

from handlers.health.figures import Asked, Counted, health_of
from rules.health.figures import Metric
from tests.builders import SHANGHAI, an_event
from tests.harness import Harness

HOUR = timedelta(hours=1)


def figures(
    h: Harness, *, days: int = 1, warehouse: str | None = None, most: int = 1000
) -> dict[Metric, Counted]:
    today = h.now.astimezone(SHANGHAI).date()
    asked = Asked(first=today - timedelta(days=days - 1), last=today, warehouse=warehouse)
    found = h.database.look(lambda tx: health_of(tx, h.deps, asked, h.now, most=most))
    return {one.figure.metric: one for one in found}


def test_12_of_400_orders_that_stand_still_are_3_percent_and_are_listed(h: Harness) -> None:
    due = (h.now + HOUR).isoformat()
    later = (h.now + 96 * HOUR).isoformat()
    for number in range(400):
        no, warehouse = f"{number:04}", "hz-1" if number % 2 else "hz-2"
        h.now += timedelta(seconds=1)
        h.takes(
            an_event("order.created", no, at=h.now, event_id=f"{no}c", platform="taobao",
                     shop="glasses", amount="199.00", warehouse=warehouse,
                     promised_ship_at=due if number < 12 else later),
            an_event("order.paid", no, at=h.now, event_id=f"{no}p", amount="199.00"),
        )  # fmt: skip
    assert figures(h)[Metric.BLOCKED].figure.part == 0
    h.now += 2 * HOUR

    blocked = figures(h)[Metric.BLOCKED]
    assert (blocked.figure.part, blocked.figure.whole, blocked.figure.text) == (12, 400, "3.00%")
    assert blocked.orders == [f"{number:04}" for number in range(12)]
    assert not blocked.figure.is_bad
    mine = figures(h, warehouse="hz-1")[Metric.BLOCKED]
    assert (mine.figure.part, mine.figure.whole) == (6, 200)
    assert mine.orders == [f"{number:04}" for number in range(1, 12, 2)]
    h.happens("carrier.trace", "0003", tracking_no="SF3", state="GOT")
    assert figures(h)[Metric.BLOCKED].figure.part == 11
    h.read()


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("confirmation.received", {"by": "platform_auto"}),
        ("system.status", {"system": "platform", "status": "TRADE_FINISHED"}),
    ],
)
def test_a_platforms_closing_counts_when_it_was_and_not_when_it_was_told(
    h: Harness, kind: str, data: dict[str, str]
) -> None:
    today, yesterday = h.now, h.now - 24 * HOUR
    for name, at in (("a", today), ("b", yesterday)):
        h.takes(an_event(kind, at=at, received_at=h.now, event_id=name, **data))

    assert figures(h)[Metric.SELF_SERVICE].figure.whole == 0
    assert figures(h, days=2)[Metric.SELF_SERVICE].figure.whole == 1
