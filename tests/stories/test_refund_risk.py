"""A buyer who sends most of what they buy back goes to quality control, counted by us alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from handlers.refunds.appealing import appeal
from rules.delivery.routes import Target
from rules.people.permissions import Actor
from rules.refunds.application import Application, Decided
from rules.refunds.decide import RefundTerms
from rules.refunds.words import Action
from rules.vocabulary import Role
from storage.tx import Tx
from tests.builders import an_event
from tests.harness import Harness

_KEPT = {
    "category": "服饰", "signed": True, "tag_intact": True, "washed": False,
    "days_since_sign": 2, "insured": False, "member_level": "ordinary",
}  # fmt: skip


@pytest.fixture
def shop(h: Harness) -> Iterator[Harness]:
    """Open one with quality control, in which ann has bought five times and bob once."""
    h.quality_control = (Target(channel="console", conversation="qc"),)
    for number in range(5):
        h.ordered(f"a{number}", customer={"id": "ann"})
    h.ordered("b0", customer={"id": "bob"})
    yield h
    h.read()  # the cards of orders that money is asked for: other stories are about them


def _asks(h: Harness, no: str, **facts: object) -> Decided:
    h.happens("refund.requested", no, amount="199.00", facts=_KEPT | facts)
    return _last(h, no)[1]


def _last(h: Harness, no: str) -> tuple[Application, Decided]:
    def work(tx: Tx) -> tuple[Application, Decided]:
        asked, made = tx.refunds.histories(no)[-1]
        return asked, made[-1]

    return h.database.look(work)


def test_the_third_of_five_orders_sent_back_is_for_a_person_who_reads_the_rate(
    shop: Harness,
) -> None:
    assert [_asks(shop, no).decision.action for no in ("a0", "a1")] == [Action.REFUND] * 2
    shop.read()

    assert _asks(shop, "a2").decision.row == "32-2"
    (card,) = (out.picture.card for out in shop.read() if out.picture and out.conversation == "qc")
    assert any("退款率：60%" in line.text for line in card.lines)


def test_one_of_one_says_nothing_of_a_buyer_and_twice_for_an_order_is_one(shop: Harness) -> None:
    for _ in range(3):
        assert _asks(shop, "b0").facts.buyer_refund_rate == 0
    for _ in range(3):
        assert str(_asks(shop, "a0").facts.buyer_refund_rate) == "0.2000"


def test_who_is_called_alike_in_another_shop_is_another_buyer(shop: Harness) -> None:
    for number in range(5):
        shop.ordered(f"o{number}", customer={"id": "ann"}, shop="other")
    for no in ("a0", "a1", "o0", "o1"):
        _asks(shop, no)

    assert str(_asks(shop, "o1").facts.buyer_refund_rate) == "0.4000"


def test_money_that_a_platform_gave_back_without_asking_us_counts(shop: Harness) -> None:
    for no in ("a0", "a1"):
        shop.happens("refund.paid", no, amount="199.00")

    assert _asks(shop, "a2").decision.row == "32-2"


def test_who_says_less_than_we_counted_is_not_believed_and_who_says_more_is(shop: Harness) -> None:
    for no in ("a0", "a1"):
        _asks(shop, no)

    assert _asks(shop, "a2", buyer_refund_rate="0.1").decision.row == "32-2"
    assert str(_asks(shop, "b0", buyer_refund_rate="70%").facts.buyer_refund_rate) == "0.7"
    assert _asks(shop, "b0", buyer_refund_rate=None).decision.row == "32-5"


def test_an_appeal_does_not_argue_the_rate_down(shop: Harness) -> None:
    for no in ("a0", "a1", "a2"):
        _asks(shop, no)
    asked, _ = _last(shop, "a2")
    clerk = Actor(
        name="李雷", role=Role.OPERATOR, shops=("*",), channel="api", user_id="lilei", known=True
    )

    def work(tx: Tx) -> None:
        appeal(
            tx, shop.deps, asked, clerk,
            reason="客户说没有退那么多", facts={"buyer_refund_rate": 0}, now=shop.now,
        )  # fmt: skip

    shop.database.do(work)
    assert _last(shop, "a2")[1].decision.action is Action.REVIEW


def test_orders_of_before_the_window_are_forgotten(shop: Harness) -> None:
    shop.refunds = RefundTerms(rate_window=timedelta(days=30), rate_after=2)
    _asks(shop, "a0")
    shop.now += timedelta(days=31)
    shop.ordered("a5", customer={"id": "ann"})

    assert _asks(shop, "a5").facts.buyer_refund_rate == 0
    assert _asks(shop, "a0").facts.buyer_refund_rate == 1


def test_an_address_of_ipv4_inside_ipv6_is_the_same_address(shop: Harness) -> None:
    for number, ip in enumerate(("203.0.113.7", "::ffff:203.0.113.7", "::FFFF:cb00:7107")):
        told = an_event("refund.requested", f"a{number}", at=shop.now, ip=ip, facts=_KEPT)
        shop.takes(told)
        assert _last(shop, f"a{number}")[1].facts.same_ip_refunds_1d == number + 1
    unread = an_event("refund.requested", "a3", at=shop.now, ip="203.0.113.7", facts={"odd": 1})
    shop.takes(unread)
    shop.takes(unread._replace(id="next", order_no="a4", data={**unread.data, "facts": _KEPT}))

    assert _last(shop, "a4")[1].facts.same_ip_refunds_1d == 5
