"""Aliyun on the wire, by its own SDK: each way it fails is an outcome, nothing is done twice."""

import json
import logging
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.gateways.aliyun import Account, AliyunGateway, AliyunSms, AliyunVoice
from bot.gateways.base import ANSWER_WITHIN
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.delivery.calls import Call, CallAction, Customer
from tests.platforms.aliyun.server import serving
from tests.platforms.aliyun.world import KEY, SECRET, World

pytestmark = pytest.mark.wire

PHONE, LINK = "13800001234", "https://ops.example.com/c/token"
#: How long an answer is waited for that never comes; see test_gateways.py.
_HASTE = 0.5


@pytest.fixture
def world() -> World:
    """Return services that nobody has asked yet."""
    return World()


@pytest.fixture
async def base(world: World, caplog: pytest.LogCaptureFixture) -> AsyncIterator[str]:
    """Yield their address; no log holds a number, a link or the secret."""
    caplog.set_level(logging.DEBUG)
    async with serving(world) as found:
        yield found
    assert world.violations == []
    for record in caplog.records:
        assert not any(word in record.getMessage() for word in (PHONE, LINK, SECRET))


@pytest.fixture(params=["voice", "sms"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return each kind of gateway."""
    return str(request.param)


@pytest.fixture
async def gateway(kind: str, base: str) -> AsyncIterator[AliyunGateway]:
    """Yield a gateway of each kind."""
    found = a_gateway(kind, base)
    yield found
    await found.close()


@pytest.fixture
async def hasty(kind: str, base: str) -> AsyncIterator[AliyunGateway]:
    """Yield one that waits for answers but a moment."""
    found = a_gateway(kind, base, timeout=_HASTE)
    yield found
    await found.close()


def a_gateway(
    kind: str, base: str, *, key: str = KEY, timeout: float = ANSWER_WITHIN
) -> AliyunGateway:
    """Return a gateway of a kind."""
    account = Account(name=kind, url=base, key=key, secret=SECRET, timeout=timeout)
    if kind == "voice":
        return AliyunVoice(account, template="TTS_1", show_number=None)
    return AliyunSms(account, template="SMS_1", sign_name="店")


def an_out(gateway: AliyunGateway, *, phone: str = PHONE, resent: bool = False) -> Outgoing:
    """Return a call as it leaves."""
    is_voice = isinstance(gateway, AliyunVoice)
    call = Call(
        id="0123456789abcde",
        action=CallAction.CONFIRM_CALL if is_voice else CallAction.CONFIRM_LINK,
        order_no="1024", warehouse="", reason="", at=datetime(2026, 11, 29, 4, tzinfo=UTC),
        customer=Customer(
            phone=phone, link=LINK, text="?",
            facts={"shop": "旗舰店" * 60, "order": "1024", "ask": "是否完好？是否需要补寄？"},
        ),
    )  # fmt: skip
    return Outgoing(
        entry_id=1, key="k", channel=gateway.name, conversation="c", attempt=1, text="",
        call=call, resent=resent,
    )  # fmt: skip


async def test_a_customer_is_asked_both_questions_at_their_number(
    gateway: AliyunGateway, world: World
) -> None:
    assert isinstance(await gateway.send(an_out(gateway)), Sent)
    (made,) = world.made
    assert (made.number, made.out_id) == (PHONE, "0123456789abcde")
    asked = json.loads(made.param)
    assert "是否完好" in asked["ask"]
    assert "是否需要补寄" in asked["ask"]
    assert (asked.get("link") == LINK) is isinstance(gateway, AliyunSms)


@pytest.mark.parametrize(
    ("rule", "expected", "code"),
    [
        ({"kind": "refuse_for_now"}, Unknown, "no_answer"),
        ({"kind": "broken"}, Unknown, "no_answer"),
        ({"kind": "cut"}, Unknown, "no_answer"),
        ({"kind": "cut_after"}, Unknown, "no_answer"),
        ({"kind": "hang", "seconds": 1}, Unknown, "no_answer"),
        ({"kind": "hang_after", "seconds": 1}, Unknown, "no_answer"),
        ({"kind": "garbage"}, Unknown, "no_answer"),
        ({"kind": "code", "code": "isv.BUSINESS_LIMIT_CONTROL"}, GaveUp, "busy"),
        ({"kind": "code", "code": "isp.SYSTEM_ERROR"}, GaveUp, "busy"),
        ({"kind": "code", "code": "isv.AMOUNT_NOT_ENOUGH"}, TryLater, "unauthorised"),
        ({"kind": "code", "code": "isv.TEMPLATE_MISSING"}, GaveUp, "refused"),
        ({"kind": "code", "code": ""}, Unknown, "unreadable"),
        ({"kind": "late", "seconds": 0.1}, Sent, "unsaid"),
    ],
    ids=str,
)
async def test_a_failure_has_its_outcome_and_tells_nobody_the_number(
    gateway: AliyunGateway,
    hasty: AliyunGateway,
    world: World,
    rule: dict[str, Any],
    expected: type[Outcome],
    code: str,
) -> None:
    world.rules.append({**rule})
    outcome = await (hasty if rule.get("seconds", 0) > _HASTE else gateway).send(an_out(gateway))
    assert isinstance(outcome, expected), outcome
    assert outcome.code == code
    assert PHONE not in repr(outcome)
    assert world.asked == 1


async def test_what_may_have_rung_does_not_ring_again(gateway: AliyunGateway, world: World) -> None:
    outcome = await gateway.send(an_out(gateway, resent=True))
    assert isinstance(outcome, GaveUp)
    assert outcome.code == "may_be_done"
    assert world.asked == 0


async def test_nobody_is_called_without_a_number_or_by_the_wrong_service(
    gateway: AliyunGateway, world: World
) -> None:
    outcome = await gateway.send(an_out(gateway, phone=""))
    assert isinstance(outcome, GaveUp)
    assert outcome.code == "no_phone"
    out = an_out(gateway)
    assert out.call is not None
    lock = replace(out, call=replace(out.call, action=CallAction.LOCK))
    assert isinstance(await gateway.send(lock), GaveUp)
    assert world.asked == 0


async def test_a_service_that_is_away_was_told_nothing(kind: str) -> None:
    async with serving(World()) as base:
        away = base
    gateway = a_gateway(kind, away)
    outcome = await gateway.send(an_out(gateway))
    assert isinstance(outcome, TryLater), outcome
    assert outcome.code == "connect"
    await gateway.close()


async def test_a_wrong_key_holds_up_the_whole_service(kind: str, base: str) -> None:
    gateway = a_gateway(kind, base, key="nobody's")
    outcome = await gateway.send(an_out(gateway))
    assert isinstance(outcome, TryLater)
    assert outcome.whole_channel
    await gateway.close()
