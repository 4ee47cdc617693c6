"""Gateways over a warehouse system on the wire: every way it fails is an outcome."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.gateways.base import ANSWER_WITHIN, Gateway, Wire
from bot.gateways.qimen import QimenGateway
from bot.gateways.webhook import WebhookGateway
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.delivery.calls import Call, CallAction
from tests.platforms.wms.server import serving
from tests.platforms.wms.world import CUSTOMER, KEY, SECRET, World

#: How long an answer is waited for that never comes. Every other answer is waited for as long as
#: in life: this process also serves the system, and stands still while it collects its garbage.
_HASTE = 0.5
_AT = datetime(2026, 11, 29, 4, 0, tzinfo=UTC)

pytestmark = pytest.mark.wire


@pytest.fixture
def world() -> World:
    """Return a warehouse system in which nothing has happened."""
    return World()


@pytest.fixture
async def base(world: World) -> AsyncIterator[str]:
    """Yield the system's address; it is asked at the end what it has to complain."""
    async with serving(world) as found:
        yield found
    assert world.violations == []


@pytest.fixture(params=["webhook", "qimen"])
def kind(request: pytest.FixtureRequest) -> str:
    """Return each kind of gateway."""
    return str(request.param)


@pytest.fixture
async def gateway(kind: str, base: str) -> AsyncIterator[Gateway]:
    """Yield a gateway of each kind."""
    found = _gateway(kind, base)
    yield found
    await found.close()


@pytest.fixture
async def hasty(kind: str, base: str) -> AsyncIterator[Gateway]:
    """Yield one that waits for answers but a moment."""
    found = _gateway(kind, base, timeout=_HASTE)
    yield found
    await found.close()


@pytest.fixture(autouse=True)
def _nothing_secret_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    caplog.set_level(logging.DEBUG)
    yield
    for record in caplog.records:
        assert SECRET not in record.getMessage()


def _gateway(kind: str, base: str, *, timeout: float = ANSWER_WITHIN) -> Gateway:
    wire, clock = Wire(timeout=timeout), SystemClock()
    if kind == "webhook":
        return WebhookGateway(
            name="wms", url=f"{base}/webhook", secret=SECRET, clock=clock, wire=wire
        )
    return QimenGateway(
        name="wms",
        url=f"{base}/qimen",
        key=KEY,
        secret=SECRET,
        customer_id=CUSTOMER,
        clock=clock,
        wire=wire,
    )


def _out(action: CallAction = CallAction.LOCK, *, name: str = "call-1") -> Outgoing:
    call = Call(
        id=name, action=action, order_no="1024/A 号", warehouse="hz-1", reason="共振 <4.0>", at=_AT
    )
    return Outgoing(
        entry_id=1, key=name, channel="wms", conversation="1024", attempt=1, text="", call=call
    )


async def _ask(gateway: Gateway, name: str = "query-1") -> Outcome:
    return await gateway.send(_out(CallAction.QUERY, name=name))


async def test_a_lock_is_done_once_however_often_it_is_sent_and_reading_back_says_so(
    gateway: Gateway, world: World
) -> None:
    for _ in range(3):
        assert isinstance(await gateway.send(_out()), Sent)
    assert await _ask(gateway) == Sent(message_ref="", code="locked")
    assert isinstance(await gateway.send(_out(CallAction.RELEASE, name="call-2")), Sent)
    assert await _ask(gateway, "query-2") == Sent(message_ref="", code="active")
    assert [one["action"] for one in world.applied] == ["lock", "release"]
    assert world.orders == {"1024/A 号": "active"}


async def test_a_recall_reaches_the_system_as_such(gateway: Gateway, world: World) -> None:
    assert isinstance(await gateway.send(_out(CallAction.RECALL)), Sent)
    assert [one["action"] for one in world.applied] == ["recall"]


async def test_a_refusal_is_final_and_carries_the_systems_own_words(
    gateway: Gateway, world: World
) -> None:
    world.left.add("1024/A 号")
    outcome = await gateway.send(_out())
    assert isinstance(outcome, GaveUp)
    assert outcome.code == "refused"
    assert "已出库" in outcome.error
    world.left.clear()
    world.rules.append({"kind": "not_ok"})
    outcome = await gateway.send(_out(name="call-2"))
    assert isinstance(outcome, GaveUp)
    assert "不支持" in outcome.error


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"kind": "refuse_for_now", "retry_after": 7}, TryLater),
        ({"kind": "status", "status": 503}, TryLater),
        ({"kind": "status", "status": 408}, TryLater),
        ({"kind": "status", "status": 401}, TryLater),
        ({"kind": "status", "status": 403}, TryLater),
        ({"kind": "status", "status": 400}, GaveUp),
        ({"kind": "status", "status": 404}, GaveUp),
        ({"kind": "status", "status": 302}, GaveUp),
        ({"kind": "broken"}, Unknown),
        ({"kind": "cut"}, Unknown),
        ({"kind": "hang", "seconds": 1}, Unknown),
        ({"kind": "broken_after"}, Unknown),
        ({"kind": "cut_after"}, Unknown),
        ({"kind": "hang_after", "seconds": 1}, Unknown),
        ({"kind": "late", "seconds": 1}, Unknown),
        ({"kind": "garbage"}, Unknown),
        ({"kind": "long"}, Unknown),
        ({"kind": "entities"}, Unknown),
        ({"kind": "late", "seconds": 0.1}, Sent),
        ({"kind": "twice"}, Sent),
    ],
    ids=str,
)
async def test_a_failure_has_its_outcome_and_the_next_try_is_one_effect(
    gateway: Gateway,
    hasty: Gateway,
    world: World,
    rule: dict[str, Any],
    expected: type[Outcome],
) -> None:
    world.rules.append({**rule})
    outcome = await (hasty if rule.get("seconds", 0) > _HASTE else gateway).send(_out())
    assert isinstance(outcome, expected), outcome
    if isinstance(outcome, TryLater) and rule["kind"] == "refuse_for_now":
        assert outcome.wait == timedelta(seconds=7)
    assert isinstance(await gateway.send(_out()), Sent)
    assert [one["id"] for one in world.applied] == ["call-1"]


async def test_a_wrong_secret_holds_up_the_whole_system_and_is_named(
    gateway: Gateway, world: World
) -> None:
    world.secret = "another"  # noqa: S105 - of the simulator
    outcome = await gateway.send(_out())
    assert isinstance(outcome, TryLater)
    assert outcome.code == "unauthorised"
    assert outcome.whole_channel
    assert world.applied == []


async def test_qimens_own_fault_is_tried_again(world: World) -> None:
    async with serving(world) as base:
        gateway = _gateway("qimen", base)
        world.rules.append({"kind": "busy"})
        outcome = await gateway.send(_out())
        await gateway.close()
    assert isinstance(outcome, TryLater)
    assert not outcome.whole_channel


@pytest.mark.parametrize(("fault", "code"), [("contradict", "active"), ("unsaid", "unsaid")])
async def test_what_reading_back_says_is_taken_as_it_is_said(
    gateway: Gateway, world: World, fault: str, code: str
) -> None:
    await gateway.send(_out())
    world.rules.append({"kind": fault, "action": "query"})
    assert await _ask(gateway) == Sent(message_ref="", code=code)


async def test_nobody_at_the_address_is_a_later_try(kind: str) -> None:
    gateway = _gateway(kind, "http://127.0.0.1:9")
    outcome = await gateway.send(_out())
    await gateway.close()
    assert isinstance(outcome, TryLater)
    assert outcome.code == "connect"


async def test_an_address_of_no_kind_is_given_up(kind: str) -> None:
    gateway = _gateway(kind, "gopher://nowhere")
    outcome = await gateway.send(_out())
    await gateway.close()
    assert outcome == GaveUp(code="address", error="UnsupportedProtocol")


async def test_the_body_is_what_the_contract_says(world: World) -> None:
    heard: list[bytes] = []

    class Ear(Wire):
        async def post(self, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - those of Wire
            heard.append(more["body"])
            return await super().post(*args, **more)

    async with serving(world) as base:
        gateway = WebhookGateway(
            name="wms", url=f"{base}/webhook", secret=SECRET, clock=SystemClock(), wire=Ear()
        )
        await gateway.send(_out())
        await gateway.close()
    assert json.loads(heard[0]) == {
        "id": "call-1",
        "action": "lock",
        "order_no": "1024/A 号",
        "warehouse": "hz-1",
        "reason": "共振 <4.0>",
        "at": "2026-11-29T04:00:00+00:00",
    }
