"""An odd line of an order costs that line, and neither the order nor any other line."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.events.event import Event, Rejected, parse
from rules.events.lines import SET_ASIDE, odd_lines
from rules.orders.timeline import event_text

NOW = datetime(2026, 11, 11, 2, 0, tzinfo=UTC)
FINE = {"sku": "A-1", "qty": 2, "price": "99.50"}
DISCOUNT = {"sku": "满减", "qty": 1, "price": "-10.00"}


def _read(items: object, kind: str = "order.created", **data: Any) -> Event | Rejected:  # noqa: ANN401
    body = {"platform": "tmall", "shop": "s1", "amount": "189.00", "parcel_id": "P1", **data}
    raw = {
        "specversion": "1.0", "id": "e1", "source": "oms", "type": kind, "subject": "1024",
        "time": NOW.isoformat(), "data": {**body, "items": items},
    }  # fmt: skip
    return parse(raw, received_at=NOW)


def _taken(items: object, kind: str = "order.created", **data: Any) -> Event:  # noqa: ANN401
    event = _read(items, kind, **data)
    assert isinstance(event, Event), event
    return event


@pytest.mark.parametrize("kind", ["order.created", "parcel.created", "refund.requested"])
@pytest.mark.parametrize(
    ("line", "code", "name"),
    [
        (DISCOUNT, "negative_amount", ".price"),
        ({"sku": "A-2", "qty": 0}, "out_of_range", ".qty"),
        ({"sku": "A-2", "qty": "1"}, "wrong_type", ".qty"),
        ({"sku": "A-2", "price": 10.5}, "wrong_type", ".price"),
        ({"sku": "A-2", "price": "十元"}, "bad_decimal", ".price"),
        ({"sku": "A-2", "price": "1e12"}, "absurd_amount", ".price"),
        (None, "wrong_type", ""),
    ],
)
def test_an_odd_line_is_kept_apart_with_what_is_wrong_with_it(
    kind: str, line: object, code: str, name: str
) -> None:
    event = _taken([FINE, line, FINE], kind)

    assert event.data["items"] == [FINE, FINE]
    (kept,) = event.data[SET_ASIDE]
    assert (kept["code"], kept["field"], kept["line"]) == (code, f"data.items[1]{name}", line)
    assert [f.message for f in odd_lines(event.data)] == [kept["message"]]


def test_the_timeline_names_the_lines_that_are_left_out() -> None:
    event = _taken([FINE, DISCOUNT, {"qty": 0}, {"qty": "1"}, {"qty": 1.5}])

    assert "2 件 4 行不计（items[1].price、items[2].qty、items[3].qty、…）" in event_text(
        event.type, event.data
    )
    assert "4 lines left out (items[1].price" in event_text(event.type, event.data, "en")


@pytest.mark.parametrize("amount", ["-10.00", "1e12", 189])
def test_an_amount_of_the_whole_order_is_refused_whatever_its_lines(amount: object) -> None:
    refused = _read([FINE, DISCOUNT], amount=amount)

    assert isinstance(refused, Rejected)
    assert refused.field == "data.amount"


def test_only_we_say_which_lines_were_set_aside() -> None:
    claimed = [{"field": "x", "code": "y", "message": "z"}]

    assert odd_lines(_taken([FINE], odd_lines=claimed).data) == []
    assert len(odd_lines(_taken([DISCOUNT], odd_lines=claimed).data)) == 1
    assert odd_lines(_taken([FINE], odd_lines="all of them").data) == ()


def test_an_order_of_three_hundred_odd_lines_is_an_order() -> None:
    assert len(odd_lines(_taken([DISCOUNT] * 300).data)) == 300


_QTY = st.one_of(
    st.integers(-3, 5), st.none(), st.text(max_size=3), st.floats(), st.booleans(), st.integers()
)
_PRICE = st.one_of(
    st.none(), st.text(max_size=4), st.floats(), st.decimals(-99, 99, places=2).map(str)
)
_LINE = st.one_of(
    st.fixed_dictionaries(
        {"sku": st.text("满A-1 ", max_size=3)}, optional={"qty": _QTY, "price": _PRICE}
    ),
    st.none(),
    st.text(max_size=3),
    st.integers(),
)


def _is_fine(line: Any) -> bool:  # noqa: ANN401 - whatever JSON holds
    """Say independently of the tables whether a line of these is one that counts."""
    if not isinstance(line, dict):
        return False
    qty, price = line.get("qty"), line.get("price")
    if qty is not None and not (type(qty) is int and 1 <= qty <= 100_000):
        return False
    if price is None:
        return True
    digits = isinstance(price, str) and price.isascii() and price.replace(".", "", 1).isdigit()
    return digits and price[0] != "." and price[-1] != "." and Decimal(price) >= 0


@given(st.lists(_LINE, max_size=6))
def test_every_line_is_counted_or_named_and_none_costs_another(lines: list[Any]) -> None:
    event = _taken(lines)
    fine = [line for line in lines if _is_fine(line)]
    odd = [f"data.items[{place}]" for place, line in enumerate(lines) if not _is_fine(line)]

    assert [flaw.field.partition("]")[0] + "]" for flaw in odd_lines(event.data)] == odd
    assert [id(line) for line in event.data["items"]] == [id(line) for line in fine]
