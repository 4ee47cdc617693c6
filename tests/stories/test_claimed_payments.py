"""Orders and payments that name each other wrongly: one red card of each kind, and goods wait."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handlers.payments.taking import take
from handlers.ports import Outgoing
from rules.cards.card import Card, Tone
from rules.payments.contract import Contracts
from rules.shipping.reasons import HoldReason
from tests.builders import minutes, seconds
from tests.harness import Harness
from tests.platforms.payments.wechat import WeChatPay

PROVIDER = WeChatPay()


@pytest.fixture
def g(h: Harness) -> Harness:
    h.payments = Contracts(all=(PROVIDER.contract(),))
    return h


def transaction(n: int) -> str:
    return f"42{n:026}"


def created(h: Harness, no: str, amount: str = "199.00") -> None:
    h.happens("order.created", no, platform="taobao", shop="glasses", amount=amount)


def says_paid(h: Harness, no: str, n: int, amount: str = "199.00") -> None:
    h.happens("order.paid", no, amount=amount, transaction_id=transaction(n))


def called_back(h: Harness, no: str, n: int, fen: int = 19_900) -> None:
    posted = PROVIDER.paid(no, fen, at=h.now, transaction_id=transaction(n))
    h.database.do(lambda tx: take(tx, h.deps, posted, h.now))


def billed(h: Harness, no: str, n: int, amount: str) -> None:
    h.happens("payment.settled", no, transaction_id=transaction(n), amount=amount, out_trade_no=no)


def cards(h: Harness, badge: str) -> list[Card]:
    """Read everything; return the red cards so called."""
    outs: list[Outgoing] = h.read()
    drawn = [out.picture.card for out in outs if out.picture is not None]
    return [card for card in drawn if card.badge == badge]


def holds(h: Harness, no: str) -> list[str]:
    return [one["reason"] for one in h.order(no)["holds"] if one["released_at"] is None]


def sample(card: Card) -> str:
    return next(line.text for line in card.lines if line.label == "例如")


DOUBLE, AMOUNT, NO_PAYMENT = "一笔付款，不止一单", "付的钱与订单不同", "订单说已付，支付方没说"


def test_of_two_orders_for_one_payment_neither_leaves_and_one_card_grows_and_ends(
    g: Harness,
) -> None:
    for n in range(2):
        for no in (f"A{n}", f"B{n}"):
            created(g, no)
            says_paid(g, no, n)
        g.pass_time(seconds(30))
        (card,) = cards(g, DOUBLE)
        assert (card.tone, f"{n + 1} 笔付款" in card.headline) == (Tone.RED, True)
    assert sample(card) == "A0＝B0、A1＝B1"
    assert [holds(g, no) for no in ("A0", "B0")] == [[HoldReason.DOUBLE_PAYMENT]] * 2

    for no in ("B0", "B1"):
        g.happens("order.cancelled", no)
        g.pass_time(minutes(1))
    assert holds(g, "A0") == [HoldReason.DOUBLE_PAYMENT], "only a person lets go of it"
    for no in ("A0", "A1"):
        g.says(f"放行 {no} 核对过", by="王敏")
    g.pass_time(minutes(1))
    assert "已恢复" in cards(g, DOUBLE)[-1].title
    assert holds(g, "A0") == []
    g.pass_time(minutes(10))
    assert (holds(g, "A0"), cards(g, DOUBLE)) == ([], []), "who looked is not asked again"


def test_the_order_that_the_provider_names_leaves_and_the_other_waits(g: Harness) -> None:
    for no in ("A", "B"):
        created(g, no)
    says_paid(g, "A", 1)
    called_back(g, "B", 1)
    g.pass_time(seconds(30))

    assert len(cards(g, DOUBLE)) == 1
    assert (holds(g, "A"), holds(g, "B")) == ([HoldReason.DOUBLE_PAYMENT], [])


def test_a_bill_that_names_another_order_than_the_shop_does_is_seen(g: Harness) -> None:
    for no in ("A", "B"):
        created(g, no)
    says_paid(g, "A", 1)
    billed(g, "B", 1, "199.00")
    g.pass_time(seconds(30))

    (card,) = cards(g, DOUBLE)
    assert (holds(g, "A"), holds(g, "B")) == ([HoldReason.DOUBLE_PAYMENT], [])
    assert sample(card) == "A"


def test_a_payment_that_covers_all_its_orders_and_the_parts_of_a_split_one_are_no_doubles(
    g: Harness,
) -> None:
    for no in ("A", "B"):
        created(g, no, "100.00")
        says_paid(g, no, 1, "100.00")
    billed(g, "A-and-B", 1, "200.00")
    created(g, "C")
    says_paid(g, "C", 2)
    g.happens("order.split", "C", into=["C-1", "C-2"])
    for no in ("C-1", "C-2"):
        created(g, no, "99.50")
        says_paid(g, no, 2)
    g.pass_time(seconds(30))

    assert cards(g, DOUBLE) == []


def test_a_bill_of_another_amount_than_its_order_holds_it_until_somebody_looked(
    g: Harness,
) -> None:
    created(g, "A")
    created(g, "B", "300.00")
    says_paid(g, "A", 1)
    billed(g, "A", 1, "0.01")
    for n, part in ((2, "100.00"), (3, "200.00")):  # a deposit, and the rest
        billed(g, "B", n, part)
    g.pass_time(seconds(30))

    (card,) = cards(g, AMOUNT)
    assert "1 笔" in card.headline
    assert [line.text for line in card.lines if line.label == "金额"] == ["¥0.01"]
    assert (holds(g, "A"), holds(g, "B")) == ([HoldReason.AMOUNT_MISMATCH], [])
    g.says("放行 A 核对过", by="王敏")
    g.pass_time(minutes(1))
    assert "已恢复" in cards(g, AMOUNT)[-1].title


@pytest.mark.parametrize("amount", ["19900", "19900.0", "199.01"])
def test_a_bill_in_another_unit_than_its_order_is_another_amount(g: Harness, amount: str) -> None:
    created(g, "A", amount)
    billed(g, "A", 1, "199.00")
    for no, same in (("B", "199"), ("C", "199.0"), ("D", "199.00")):
        created(g, no, same)
        billed(g, no, ord(no), "199.00")
    g.pass_time(seconds(30))

    (card,) = cards(g, AMOUNT)
    assert sample(card) == "A"


def test_an_order_that_only_its_shop_calls_paid_is_told_once_a_later_payment_came(
    g: Harness,
) -> None:
    created(g, "A")
    says_paid(g, "A", 1)
    g.pass_time(minutes(10))
    assert cards(g, NO_PAYMENT) == [], "nobody's call-backs come: that is another trouble"

    created(g, "B")
    says_paid(g, "B", 2)
    called_back(g, "B", 2)
    g.pass_time(seconds(30))
    (card,) = cards(g, NO_PAYMENT)
    assert (sample(card), holds(g, "A")) == ("A", [])

    called_back(g, "A", 1)
    g.pass_time(minutes(1))
    assert "已恢复" in cards(g, NO_PAYMENT)[-1].title


def test_an_order_whose_payment_its_shop_calls_otherwise_than_its_provider_is_paid(
    g: Harness,
) -> None:
    created(g, "A")
    g.happens("order.paid", "A", amount="199.00", transaction_id="pay-1", method="wechat")
    called_back(g, "A", 1)
    created(g, "B")
    called_back(g, "B", 2)
    g.pass_time(minutes(10))

    assert cards(g, NO_PAYMENT) == []


@pytest.mark.parametrize("where", [{"shop": "other"}, {"platform": "pdd"}])
def test_payments_of_another_shop_or_platform_say_nothing_of_this_ones(
    g: Harness, where: dict[str, str]
) -> None:
    created(g, "A")
    says_paid(g, "A", 1)
    g.happens(
        "order.created",
        "B",
        **{"platform": "taobao", "shop": "glasses", "amount": "199.00"} | where,
    )
    called_back(g, "B", 2)
    g.pass_time(minutes(10))

    assert cards(g, NO_PAYMENT) == []


@pytest.mark.parametrize("number", ["T1", "4" * 27, f"43{0:026}"])
def test_what_is_paid_elsewhere_is_not_missed(g: Harness, number: str) -> None:
    created(g, "A")
    g.happens("order.paid", "A", amount="199.00", transaction_id=number, method="银行卡")
    created(g, "B")
    called_back(g, "B", 2)
    g.pass_time(timedelta(hours=1))

    assert cards(g, NO_PAYMENT) == []


def test_a_payment_that_its_shop_gives_to_an_order_later_is_no_payment_without_one(
    g: Harness,
) -> None:
    called_back(g, "pay-77", 1)
    g.pass_time(minutes(3))
    assert len(cards(g, "付了款，没有订单")) == 1
    created(g, "A")
    says_paid(g, "A", 1)
    g.pass_time(minutes(1))

    assert "已恢复" in cards(g, "付了款，没有订单")[-1].title
    assert Decimal(g.order("A")["amount"]) == Decimal("199.00")
