"""Payments that no order goes with: one red card of each kind, which grows, and ends."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from handlers.deps import Deps
from handlers.events import intake
from handlers.payments.taking import take
from handlers.ports import Outgoing
from rules.cards.card import Card, Tone
from rules.cards.table import Table
from rules.payments.contract import CallBack, Contracts, Notice, Provider
from rules.payments.reasons import Reason
from rules.payments.seals import read_public_key
from storage.database import Database
from storage.tx import Tx
from tests.builders import an_event, minutes, seconds
from tests.desk import DING, Desk
from tests.harness import GROUP, Harness
from tests.platforms.payments.alipay import Alipay
from tests.platforms.payments.wechat import WeChatPay, a_key, public_pem

OLD = WeChatPay()
NEW = WeChatPay(moved={"out_trade_no": "orderNo"}, nonce_header="x-wx-nonce")
#: Its contents are closed with a key that is not ours.
CLOSED_OTHERWISE = WeChatPay(api_key="F" * 32)
LOST = 1_327
STRANGERS_KEY = read_public_key(public_pem(a_key("stranger")))
OLD_CONTRACT, NEW_CONTRACT = OLD.contract("wxpay-3.2.1"), NEW.contract("wxpay-3.5.2")


def pays(h: Harness, provider: WeChatPay, *numbers: int) -> None:
    for n in numbers:
        posted = provider.paid(f"N{n}", 1000 + n, at=h.now)
        h.database.do(lambda tx, posted=posted: take(tx, h.deps, posted, h.now))  # type: ignore[misc]


def orders(h: Harness, *numbers: int) -> None:
    """Have the shop tell of orders that cost what is paid for them."""
    told = [
        an_event(
            "order.created", f"N{n}", at=h.now, event_id=f"o{n}",
            amount=f"{Decimal(1000 + n) / 100:.2f}",
        )
        for n in numbers
    ]  # fmt: skip
    h.database.do(lambda tx: intake.take(tx, h.deps, told, h.now))


def trouble_of_link(deps: Deps, token: str, now: datetime) -> str | None:
    """Return which trouble's payments an address is for, None where it is over."""
    link = deps.read_link(token)
    return link.about if link and link.purpose == "payments" and now < link.until else None


def ghosts(h: Harness) -> list[Outgoing]:
    """Read everything, and return the cards about payments."""
    return [out for out in h.read("") if out.picture and out.picture.card.badge.startswith("付")]


def only(h: Harness) -> Card:
    (out,) = ghosts(h)
    assert out.picture is not None
    return out.picture.card


def reds(h: Harness) -> list[Card]:
    """Read everything, and return the red cards."""
    cards = [out.picture.card for out in h.read("") if out.picture]
    return [card for card in cards if card.tone is Tone.RED]


def facts(card: Card) -> dict[str, str]:
    return {line.label: line.text for line in card.lines}


def test_1327_payments_in_other_words_are_one_red_card_and_one_replay_brings_them_back(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    orders(h, *range(LOST))
    pays(h, NEW, *range(LOST))
    h.pass_time(seconds(30))

    (card,) = reds(h)
    assert f"{LOST} 笔支付的回调读不懂，都在隔离区，一笔没丢" in card.headline
    assert facts(card)["金额"] == f"另有 {LOST} 笔读懂之后才知道"
    assert len(facts(card)["例如"].split("、")) == 5

    h.payments = Contracts(all=(OLD_CONTRACT, NEW_CONTRACT))
    for brought_back in (LOST, 0):
        h.says("契约 重放", by="王敏")
        h.pass_time(minutes(1))
        assert len(h.read(f"补记付款 {brought_back} 笔")) == (1 if brought_back else 0)
    card = only(h)
    assert "已恢复" in card.title
    assert card.headline.endswith(f"{LOST} 笔都对上了。")
    h.pass_time(minutes(10))
    h.expect_nothing()
    for n in (0, 7, LOST - 1):
        order = h.order(f"N{n}")
        paid = [one for one in order["timeline"] if one["type"] == "order.paid"]
        assert (len(paid), order["amount"]) == (1, f"{Decimal(1000 + n) / 100:.2f}")


def test_what_else_is_wrong_with_their_contract_has_no_card_as_long_as_that_one_says_why(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    pays(h, NEW, *range(5))
    h.pass_time(seconds(30))
    assert [card.badge for card in reds(h)] == ["付了款，回调读不懂"]
    pays(h, NEW, *range(5, 50))
    h.pass_time(minutes(1))
    assert [card.badge for card in reds(h)] == ["付了款，回调读不懂"]
    told = h.says("契约")
    assert told is not None
    assert "微信支付" in told.text


def test_a_contract_that_strangers_break_has_its_card_and_is_behind_the_ghosts_once_they_stop(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    strangers = WeChatPay(key_name="stranger")
    pays(h, strangers, *range(30))
    h.pass_time(seconds(30))
    assert [card.badge for card in reds(h)] == ["微信支付 加密方式一致性"]

    pays(h, CLOSED_OTHERWISE, *range(30))
    h.pass_time(minutes(1))
    assert [card.badge for card in reds(h)] == ["付了款，回调读不懂"], "the other one still stands"
    h.pass_time(minutes(11))
    pays(h, CLOSED_OTHERWISE, *range(30, 60))
    h.pass_time(minutes(1))
    drawn = {out.picture.card.badge: out.picture.card for out in h.read("") if out.picture}
    milder = drawn["微信支付 加密方式一致性"]
    assert (milder.tone, facts(milder)) == (Tone.ORANGE, {"原因": "见“付了款，回调读不懂”那张红卡"})

    h.pass_time(minutes(11))
    pays(h, strangers, *range(60, 90))
    h.pass_time(minutes(1))
    assert [card.badge for card in reds(h)] == ["微信支付 加密方式一致性"], "strangers are told of"


def test_a_card_grows_with_what_is_lost_and_is_never_a_second_one(h: Harness) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    shown = set()
    for n in range(3):
        pays(h, NEW, n)
        h.pass_time(minutes(1))
        (out,) = ghosts(h)
        assert out.picture is not None
        assert f"{n + 1} 笔" in out.picture.card.headline
        shown.add(out.picture.card.card_id)

    assert len(shown) == 1


def test_what_was_paid_without_an_order_is_told_with_its_money_until_the_order_is_told(
    h: Harness,
) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    pays(h, OLD, *range(40))
    h.pass_time(minutes(1))
    assert ghosts(h) == [], "the shop may be a moment later than the provider"
    h.pass_time(minutes(4))

    card = only(h)
    assert "40 笔支付成功，却没有对应的订单" in card.headline
    assert card.link is not None
    trouble = trouble_of_link(h.deps, card.link.rpartition("/")[2], h.now)
    assert card.link.endswith(card.page), "the console leads to the file"
    assert trouble in {one.id for one in h.database.look(lambda tx: tx.troubles.lasting())}
    assert (
        trouble_of_link(h.deps, card.link.rpartition("/")[2], h.now + minutes(2 * 24 * 60)) is None
    )
    assert facts(card) == {"金额": "¥407.80", "例如": "N0、N1、N2、N3、N4"}
    orders(h, *range(40))
    h.pass_time(minutes(1))
    assert "已恢复" in only(h).title


@pytest.mark.parametrize(("bound", "named"), [("a shop's own", True), (GROUP, False)])
def test_a_card_names_payments_unless_it_stands_where_not_all_orders_may_be_read(
    h: Harness, bound: str, *, named: bool
) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    h.scopes = {("console", bound): ("other",)}
    pays(h, NEW, 1)
    h.pass_time(minutes(1))

    (out,) = ghosts(h)
    assert out.picture is not None
    card = out.picture.card
    assert ("例如" in facts(card), "/payments/" in (card.link or "")) == (named, named)


def test_a_bill_without_orders_is_one_card_too(h: Harness) -> None:
    for n in range(60):
        billed = an_event(
            "payment.settled", f"T{n}", at=h.now, event_id=f"b{n}", source="bank",
            transaction_id=f"T{n}", amount="10.00",
        )  # fmt: skip
        h.takes(billed)
    h.pass_time(minutes(5))
    h.pass_time(minutes(1))

    reds = [out for out in h.read() if out.picture and out.picture.card.tone is Tone.RED]
    assert len(reds) == 1, [out.text[:60] for out in reds]
    for _ in range(8):
        h.pass_time(minutes(15))
    h.expect_nothing()


def test_an_amount_that_is_not_the_orders_is_a_card_of_its_own(h: Harness) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    orders(h, 1, 2)
    h.database.do(lambda tx: take(tx, h.deps, OLD.paid("N1", 1, at=h.now), h.now))
    h.pass_time(minutes(1))

    card = only(h)
    assert (card.badge, facts(card)["金额"]) == ("付的钱与订单不同", "¥0.01")
    h.read()


def test_a_cipher_that_no_edition_has_is_a_payment_that_cannot_be_read(h: Harness) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT, OLD.contract("any", keys={"*": STRANGERS_KEY})))
    body, _ = OLD.body(OLD.content("N1"), algorithm="AEAD_SM4_GCM")
    h.database.do(lambda tx: take(tx, h.deps, OLD.signed(body, h.now), h.now))
    h.pass_time(minutes(1))

    assert "1 笔支付的回调读不懂" in only(h).headline


def test_a_notice_of_a_refund_is_no_payment_whether_or_not_it_can_be_read(h: Harness) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT,))
    orders(h, 1)
    pays(h, OLD, 1)
    read = OLD.refunded("N1", at=h.now)
    unread = CLOSED_OTHERWISE.refunded("N1", at=h.now)
    answers = [
        h.database.do(lambda tx, posted=posted: take(tx, h.deps, posted, h.now))  # type: ignore[misc]
        for posted in (read, unread)
    ]
    h.pass_time(minutes(10))

    assert isinstance(answers[0], Notice), "its provider need not say it again"
    assert ghosts(h) == []
    (waiting,) = h.database.look(lambda tx: tx.call_backs.by_reason())
    assert (waiting.reason, waiting.count) == (Reason.REFUND, 1)
    told = [line["type"] for line in h.order("N1")["timeline"]]
    assert told.count("order.paid") == 1


def test_what_nobody_signed_is_no_payment(h: Harness) -> None:
    h.payments = Contracts(all=(OLD_CONTRACT, Alipay().contract()))
    pays(h, WeChatPay(key_name="stranger"), *range(20))
    for body in (b"no form", b"sign=eA%3D%3D&sign_type=RSA"):
        junk = CallBack(provider=Provider.ALIPAY, headers={}, body=body, at=h.now)
        h.database.do(lambda tx, junk=junk: take(tx, h.deps, junk, h.now))  # type: ignore[misc]
    spoilt = OLD.paid("1", at=h.now)
    headers = {**spoilt.headers, "wechatpay-signature-type": "WECHATPAY2-SM2-WITH-SM3"}
    forged = replace(spoilt, headers=headers)
    h.database.do(lambda tx: take(tx, h.deps, forged, h.now))
    h.pass_time(minutes(10))

    assert ghosts(h) == []


def test_the_file_of_a_card_is_read_as_it_leaves_and_not_where_writers_wait(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": replace(DING, files=True)})

    def lose(tx: Tx) -> None:
        kept = tx.call_backs.keep(NEW.paid("N1", at=desk.clock.at))
        tx.call_backs.settle([replace(kept, signed=True, reason=Reason.DECRYPT_FAILED)])

    database.do(lose)
    desk.wait(1)

    (out,) = desk.on["ding"].messages
    assert out.read_file is not None
    assert isinstance(out.file, Table)
    assert (out.file.name, len(out.file.rows)) == ("payments-unread-2026-08-03", 1)
