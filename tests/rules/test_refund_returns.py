"""What the books know of goods that are asked back: of one thing on two lines each piece once."""

from decimal import Decimal

import pytest

from rules.orders.course import follow
from rules.orders.returns import known_facts
from tests.builders import NOON, SHANGHAI, an_event

_LINES = [
    {"sku": "A", "qty": 1, "price": "10.00", "category": "服饰"},
    {"sku": "A", "qty": 2, "price": "8.00", "category": "服饰"},
    {"sku": "B", "qty": 1, "price": "5.00", "category": "图书"},
]


@pytest.mark.parametrize(
    ("items", "amount", "category"),
    [
        ([{"sku": "A", "qty": 1}], "10", "服饰"),
        ([{"sku": "A", "qty": 2}], "18", "服饰"),
        ([{"sku": "A", "qty": 3}], "26", "服饰"),
        ([{"sku": "A", "qty": 4}], "34", "服饰"),
        ([{"sku": "A"}], "26", "服饰"),
        ([{"sku": "A", "qty": 1}, {"sku": "B", "qty": 1}], "15", None),
        ([], "30", None),
    ],
)
def test_pieces_are_counted_once_at_the_price_of_their_line(
    items: list[dict[str, object]], amount: str, category: str | None
) -> None:
    course = follow([an_event("order.created", amount="30.00", items=_LINES)])
    known = known_facts(course, items, NOON, SHANGHAI)

    assert Decimal(str(known["amount"])) == Decimal(amount)
    assert known.get("category") == category
