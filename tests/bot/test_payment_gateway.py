"""Asking payment providers over the wire: only what they signed is believed."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.gateways.base import Wire
from bot.gateways.payments import NO_SUCH, PaymentGateway
from handlers.ports import Outcome, Outgoing, Sent, TryLater, Unknown
from rules.delivery.calls import Call, CallAction, ReadBack
from rules.payments.contract import Contracts, Provider
from rules.payments.questions import Asker
from rules.payments.seals import read_private_key
from tests.bot.conftest import HandClock
from tests.platforms.payments.alipay import APP, Alipay
from tests.platforms.payments.server import ASKS_WITH, Books, asking
from tests.platforms.payments.wechat import MERCHANT, PUBLIC_KEY_ID, WeChatPay, a_key

pytestmark = pytest.mark.wire

CLOCK = HandClock(at=Books().at)
CONTRACTS = Contracts(all=(WeChatPay().contract(), Alipay().contract()))
TRADE = {
    "out_trade_no": "1024", "trade_no": "2026080322001400000000000001",
    "trade_status": "TRADE_SUCCESS", "total_amount": "199.00",
    "send_pay_date": "2026-08-03 11:59:58", "buyer_logon_id": "138****0000",
}  # fmt: skip


@pytest.fixture
def books() -> Books:
    """Return providers that know of no payment."""
    return Books()


@pytest.fixture
async def base(books: Books) -> AsyncIterator[str]:
    """Yield where they are asked; they say at the end whether every question was signed."""
    async with asking(books) as found:
        yield found
    assert books.violations == []


def a_gateway(
    provider: Provider, base: str, key: str = ASKS_WITH, clock: HandClock = CLOCK
) -> PaymentGateway:
    """Return one that asks as the merchant does."""
    pem = a_key(key).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    asker = Asker(
        provider=provider, merchant=MERCHANT, app_id=APP, serial="7132D72A",
        key=read_private_key(pem), signed_by=PUBLIC_KEY_ID,
        base=base if provider is Provider.WECHAT else f"{base}/gateway.do",
    )  # fmt: skip
    return PaymentGateway(
        name=f"{provider}:{MERCHANT}", asker=asker, contracts=CONTRACTS, clock=clock,
        wire=Wire(answers=NO_SUCH),
    )  # fmt: skip


async def asked(
    provider: Provider, base: str, number: str = "1024", *, key: str = ASKS_WITH
) -> Outcome:
    """Ask once."""
    gateway = a_gateway(provider, base, key)
    call = Call(
        id="c1", action=CallAction.QUERY, order_no=number, warehouse="", reason="payment",
        at=CLOCK.now(),
    )  # fmt: skip
    out = Outgoing(
        entry_id=1, key="call:c1", channel=gateway.name, conversation="", attempt=1, text="",
        call=call,
    )  # fmt: skip
    try:
        return await gateway.send(out)
    finally:
        await gateway.close()


def knows(books: Books, number: str = "1024", **changes: Any) -> None:  # noqa: ANN401 - fields
    """Let both providers know of a payment."""
    books.wechat[number] = WeChatPay().content("1024", **changes)
    trade = TRADE
    if changes:
        trade = {"out_trade_no": "1024", "trade_status": "WAIT_BUYER_PAY"}
    books.alipay[number] = trade


@pytest.mark.parametrize("provider", Provider)
async def test_what_was_paid_is_answered_with_what_was_signed(
    provider: Provider, base: str, books: Books
) -> None:
    knows(books)
    outcome = await asked(provider, base)

    assert isinstance(outcome, Sent)
    assert outcome.code == ReadBack.DONE
    assert outcome.answer is not None
    assert (outcome.answer.asked, outcome.answer.provider) == (True, provider)


@pytest.mark.parametrize("provider", Provider)
async def test_what_is_not_paid_yet_is_no_news(provider: Provider, base: str, books: Books) -> None:
    knows(books, trade_state="NOTPAY", transaction_id=None, success_time=None, amount=None)

    assert await asked(provider, base) == Sent(message_ref="", code=ReadBack.ACTIVE)


@pytest.mark.parametrize("provider", Provider)
async def test_a_number_that_the_provider_does_not_know_is_no_fault(
    provider: Provider, base: str
) -> None:
    assert await asked(provider, base) == Sent(message_ref="", code=ReadBack.UNSAID)


@pytest.mark.parametrize("provider", Provider)
async def test_a_number_of_any_characters_is_asked_for_as_it_is(
    provider: Provider, base: str, books: Books
) -> None:
    number = "2026/08#1 ?&订单"
    await asked(provider, base, number)

    assert books.asked == [number]


@pytest.mark.parametrize("provider", Provider)
async def test_an_answer_that_the_provider_did_not_sign_is_not_believed(
    provider: Provider, base: str, books: Books
) -> None:
    knows(books)
    books.signs_with = "stranger"
    outcome = await asked(provider, base)

    assert isinstance(outcome, TryLater)
    assert (outcome.code, outcome.error.split()[0]) == ("unauthorised", "bad_signature")


@pytest.mark.parametrize("provider", Provider)
async def test_an_answer_about_another_payment_is_not_believed(
    provider: Provider, base: str, books: Books
) -> None:
    knows(books, "2048")

    assert isinstance(await asked(provider, base, "2048"), Unknown)


@pytest.mark.parametrize("provider", Provider)
async def test_a_provider_that_breaks_is_asked_again(
    provider: Provider, base: str, books: Books
) -> None:
    books.broken = 1

    assert isinstance(await asked(provider, base), Unknown)


async def test_alipay_is_asked_later_where_it_says_that_it_is_busy(base: str, books: Books) -> None:
    books.busy = 1

    assert isinstance(await asked(Provider.ALIPAY, base), TryLater)


async def test_an_answer_of_an_hour_ago_is_not_believed(base: str, books: Books) -> None:
    knows(books)
    books.at -= timedelta(hours=1)
    outcome = await asked(Provider.WECHAT, base)

    assert isinstance(outcome, TryLater)
    assert outcome.error.startswith("clock_skew")


async def test_a_question_signed_with_another_key_is_refused_and_says_why(books: Books) -> None:
    async with asking(books) as base:
        outcome = await asked(Provider.WECHAT, base, key="stranger")

    assert isinstance(outcome, TryLater)
    assert (outcome.code, outcome.whole_channel) == ("unauthorised", True)
