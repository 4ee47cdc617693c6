"""What we count of an address and of a buyer: never argued down, never made of one order."""

from decimal import Decimal
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.refunds.book.book import RuleBook
from rules.refunds.book.edits import edited
from rules.refunds.book.presets import shipped_book
from rules.refunds.decide import RefundTerms, decide
from rules.refunds.facts import RefundFacts
from rules.refunds.velocity import address_text, at_least, buyer_of, rate_of
from rules.refunds.words import Action

_times = st.none() | st.integers(0, 9)
_rates = st.none() | st.decimals(0, 1, places=2)


@given(_times, _rates, st.integers(0, 9), st.decimals(0, 1, places=2))
def test_what_is_said_counts_where_it_is_more_and_unknown_stays_unknown(
    said: int | None, rate: Decimal | None, counted: int, ours: Decimal
) -> None:
    told = RefundFacts(category="服饰", same_ip_refunds_1d=said, buyer_refund_rate=rate)
    found = at_least(told, RefundFacts(same_ip_refunds_1d=counted, buyer_refund_rate=ours))

    assert found.same_ip_refunds_1d == (None if said is None else max(said, counted))
    assert found.buyer_refund_rate == (None if rate is None else max(rate, ours))
    assert found.category == "服饰"


@pytest.mark.parametrize(
    ("asked", "orders", "least", "rate"),
    [
        (1, 1, 5, "0"), (4, 4, 5, "0"), (5, 5, 5, "1"), (2, 5, 5, "0.4"), (3, 5, 5, "0.6"),
        (1, 1, 1, "1"), (2, 3, 2, "0.6667"), (0, 0, 0, "0"),
    ],
)  # fmt: skip
def test_a_rate_needs_so_many_orders(asked: int, orders: int, least: int, rate: str) -> None:
    assert rate_of(asked, orders, least) == Decimal(rate)


@given(st.ip_addresses(v=4))
def test_an_address_is_one_however_it_is_written(address: IPv4Address) -> None:
    mapped = IPv6Address(b"\x00" * 10 + b"\xff\xff" + address.packed)

    assert {address_text(t) for t in (str(address), str(mapped), mapped.exploded.upper())} == {
        str(address)
    }


@given(st.ip_addresses(v=6))
def test_an_address_of_ipv6_is_written_as_it_always_is(address: IPv6Address) -> None:
    assert address_text(address.exploded.upper()) == address_text(address.compressed)


def test_whose_an_order_is_takes_the_shop_and_the_name() -> None:
    assert buyer_of({"shop": "one", "customer": {"id": 7}}) == ("one", "7")
    assert buyer_of({"customer": {"id": "7"}}) == ("", "7")
    assert buyer_of({"shop": "one", "customer": {"id": ""}}) is None
    assert buyer_of({"shop": "one", "customer": None}) is None


def test_the_limit_of_the_rate_is_a_rule_that_people_change() -> None:
    facts = RefundFacts(amount=Decimal(9), buyer_refund_rate=Decimal("0.45"), shipped="no")
    stricter = edited(shipped_book(), ["32-2 退款率 > 0.4"])
    assert isinstance(stricter, RuleBook)

    assert decide(facts, shipped_book(), RefundTerms()).action is not Action.REVIEW
    assert decide(facts, stricter, RefundTerms()).row == "32-2"
