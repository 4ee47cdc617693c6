"""Call-backs that never come: the provider is asked, the order is paid, and one card says so."""

import asyncio
from datetime import timedelta

import pytest

from handlers.payments import asking as providers
from handlers.payments.taking import take
from handlers.ports import Outcome, Outgoing, TryLater
from rules.payments.contract import Contracts, Provider
from tests.bot.conftest import HandClock
from tests.bot.test_payment_gateway import a_gateway
from tests.builders import minutes
from tests.harness import Harness
from tests.platforms.payments.server import Books, asking
from tests.platforms.payments.wechat import MERCHANT, WeChatPay

PROVIDER = WeChatPay()
GATEWAY = f"wechat:{MERCHANT}"
EVERY = minutes(2)


@pytest.fixture
def shop(h: Harness) -> Harness:
    h.payments = Contracts(all=(PROVIDER.contract(),), asked={GATEWAY: EVERY})
    return h


@pytest.fixture
def books() -> Books:
    return Books()


def placed(shop: Harness, *numbers: str) -> None:
    for number in numbers:
        shop.happens("order.created", number, platform="taobao", shop="glasses", amount="199.00")


def paid(shop: Harness, books: Books, *numbers: str) -> None:
    """Let customers pay; the provider knows, and its call-backs get lost."""
    at = (shop.now + timedelta(hours=8)).strftime("%Y-%m-%dT%H:%M:%S+08:00")
    for number in numbers:
        books.wechat[number] = PROVIDER.content(number, 19900, success_time=at)


def answer(shop: Harness, books: Books) -> int:
    """Have the provider asked what is due; return how many questions that were."""
    shop.deliver()
    calls, shop.calls = shop.calls, []
    books.at = shop.now
    if calls:  # a server and a client are there only while there is something to ask
        for out, outcome in zip(calls, asyncio.run(_asked(shop, books, calls)), strict=True):
            shop.report(out, outcome)
    return len(calls)


async def _asked(shop: Harness, books: Books, calls: list[Outgoing]) -> list[Outcome]:
    async with asking(books) as base:
        gateway = a_gateway(Provider.WECHAT, base, clock=HandClock(at=shop.now))
        try:
            return [await gateway.send(out) for out in calls]
        finally:
            await gateway.close()


def wait(shop: Harness, books: Books, span: timedelta) -> int:
    """Let time go by as it does: a sweep every half a minute, and what it asks is answered."""
    questions, until = 0, shop.now + span
    while shop.now < until:
        shop.pass_time(timedelta(seconds=30))
        questions += answer(shop, books)
    return questions


def journal(shop: Harness, number: str) -> list[tuple[str, str]]:
    events = shop.database.look(lambda tx: tx.journal.of_order(number))
    return [(event.source, event.type) for event in events if event.type == "order.paid"]


def test_payments_whose_call_backs_never_came_are_found_within_five_minutes_on_one_card(
    shop: Harness, books: Books
) -> None:
    numbers = [f"S{n}" for n in range(1, 8)]
    placed(shop, *numbers)
    paid(shop, books, *numbers)

    wait(shop, books, minutes(5))

    assert all(journal(shop, number) == [("wechat", "order.paid")] for number in numbers)
    (card,) = shop.read("付了款，回调没来")
    assert "7 笔支付没有回调" in card.text
    assert "¥1,393.00" in card.text


def test_when_call_backs_come_again_the_card_ends(shop: Harness, books: Books) -> None:
    placed(shop, "S1")
    paid(shop, books, "S1")
    wait(shop, books, minutes(5))
    shop.read("付了款，回调没来")

    shop.pass_time(timedelta(hours=1))

    assert "已恢复" in " ".join(out.text for out in shop.read())


def test_a_call_back_that_comes_after_the_answer_is_the_same_payment(
    shop: Harness, books: Books
) -> None:
    placed(shop, "S1")
    paid(shop, books, "S1")
    wait(shop, books, minutes(2))
    told = books.wechat["S1"]

    late = PROVIDER.paid("S1", 19900, at=shop.now, transaction_id=told["transaction_id"])
    shop.database.do(lambda tx: take(tx, shop.deps, late, shop.now))
    wait(shop, books, minutes(10))

    assert journal(shop, "S1") == [("wechat", "order.paid")]
    shop.expect_nothing()


def test_a_provider_that_is_not_asked_any_more_is_asked_nothing_of_what_waits(
    shop: Harness, books: Books
) -> None:
    placed(shop, "S1")
    paid(shop, books, "S1")
    shop.pass_time(EVERY)

    shop.payments = Contracts(all=shop.payments.all)

    assert wait(shop, books, minutes(10)) == 0
    assert books.asked == []
    shop.payments = Contracts(all=shop.payments.all, asked={GATEWAY: EVERY})
    assert wait(shop, books, minutes(30)) > 0
    shop.read()


def test_an_order_that_is_paid_or_called_off_is_not_asked_about(
    shop: Harness, books: Books
) -> None:
    placed(shop, "S1", "S2")
    shop.happens("order.paid", "S1", amount="199.00")
    shop.happens("order.cancelled", "S2")

    assert wait(shop, books, minutes(10)) == 0


def test_one_that_nobody_pays_is_asked_about_less_and_less_and_then_no_more(
    shop: Harness, books: Books
) -> None:
    placed(shop, "S1")

    for questions in range(20):
        shop.now += minutes(2) if questions < 15 else timedelta(hours=16)
        shop.database.do(lambda tx: providers.ask(tx, shop.deps, shop.now))
        assert answer(shop, books) == 1

    shop.now += timedelta(days=30)
    assert shop.database.do(lambda tx: providers.ask(tx, shop.deps, shop.now)) == 0
    assert shop.database.look(lambda tx: tx.unpaid.get("S1")) is None


def test_another_amount_than_the_orders_is_held_like_that_of_a_call_back(
    shop: Harness, books: Books
) -> None:
    placed(shop, "S1")
    books.wechat["S1"] = PROVIDER.content("S1", 1)

    wait(shop, books, minutes(5))

    assert journal(shop, "S1") == []
    holds = shop.database.look(lambda tx: tx.holds.of_order("S1"))
    assert [hold.reason for hold in holds].count("AMOUNT_MISMATCH") == 1
    assert len(books.asked) == 1
    assert shop.read("付的钱与订单不同")
    shop.expect_nothing()


def test_a_notice_that_some_of_it_went_back_is_no_word_of_the_payment(
    shop: Harness, books: Books
) -> None:
    placed(shop, "S1")
    paid(shop, books, "S1")
    number = books.wechat["S1"]["transaction_id"]
    wait(shop, books, minutes(2))

    for fen in (100, "many"):  # one that can be read, and one that cannot
        back = PROVIDER.refunded("S1", fen, at=shop.now, transaction_id=number)  # type: ignore[arg-type]
        shop.database.do(lambda tx, back=back: take(tx, shop.deps, back, shop.now))  # type: ignore[misc]
    wait(shop, books, minutes(3))

    (card,) = shop.read("付了款，回调没来")
    assert "1 笔支付没有回调" in card.text


def test_a_provider_that_is_out_of_reach_is_asked_again_and_the_payment_is_found(
    shop: Harness, books: Books
) -> None:
    placed(shop, "S1")
    paid(shop, books, "S1")
    shop.pass_time(EVERY)
    shop.deliver()
    shop.report(shop.calls.pop(), TryLater(code="connect", error="ConnectError"))

    wait(shop, books, minutes(3))

    assert journal(shop, "S1") == [("wechat", "order.paid")]
    shop.read()
