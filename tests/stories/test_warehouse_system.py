"""A lock is told to the warehouse's own system, and is called done when that system says so."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot.clock import SystemClock
from bot.gateways.base import Wire
from bot.gateways.webhook import WebhookGateway
from rules.delivery.routes import Route, Target
from rules.vocabulary import Action
from tests.harness import GROUP, Harness
from tests.platforms.wms.server import serving
from tests.platforms.wms.world import SECRET, World

pytestmark = pytest.mark.wire

_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class Warehouse:
    """The warehouse hz-1 with a system of its own, and the gateway to it."""

    h: Harness
    world: World
    gateway: WebhookGateway

    async def hears(self) -> None:
        """Make every call that is due, and write down what was answered."""
        self.h.deliver()
        while self.h.calls:
            out = self.h.calls.pop(0)
            self.h.report(out, await self.gateway.send(out))
            self.h.deliver()

    async def time_passes(self, delta: timedelta) -> None:
        """Let time go by in some steps in which calls are made."""
        until, step = self.h.now + delta, max(timedelta(seconds=5), delta / 10)
        await self.hears()
        while self.h.now < until:
            self.h.pass_time(min(step, until - self.h.now))
            await self.hears()

    def said(self) -> str | None:
        """Return how the latest hold of the order stands there, as its page shows it."""
        word: str | None = self.h.order()["holds"][-1]["gateway"]
        return word

    def fails(self, kind: str, *, action: str = "lock", times: int = 1, **more: object) -> None:
        """Have the system fail in this way."""
        self.world.rules.append({"kind": kind, "action": action, "times": times, **more})


@pytest.fixture
async def hz1(h: Harness) -> AsyncIterator[Warehouse]:
    """Yield the warehouse; at the end its system is asked what it has to complain of."""
    h.gateways = {"hz-1": "wms-hz"}
    world = World()
    async with serving(world) as base:
        url = f"{base}/webhook"
        gateway = WebhookGateway(
            name="wms-hz", url=url, secret=SECRET, clock=SystemClock(), wire=Wire(timeout=0.2)
        )
        yield Warehouse(h, world, gateway)
        await gateway.close()
    assert world.violations == []


async def test_a_red_order_is_locked_there_and_called_so_once_it_is_read_back(
    h: Harness, hz1: Warehouse
) -> None:
    h.ordered()
    h.turns_red()
    assert hz1.said() == "pending"
    assert h.scan().code == "LOCKED", "our own scanner obeys at once"
    assert "待仓库确认" in h.expect_card().text

    await hz1.hears()
    assert hz1.world.orders == {"1024": "locked"}
    assert hz1.said() == "pending", "told, and not yet read back"

    await hz1.time_passes(timedelta(seconds=5))
    assert hz1.said() == "confirmed"
    assert "待仓库确认" not in h.expect_card(redraw=True).text
    assert [one["action"] for one in hz1.world.applied] == ["lock"]


async def test_a_release_is_told_and_read_back_too(h: Harness, hz1: Warehouse) -> None:
    h.ordered()
    h.turns_red()
    await hz1.time_passes(timedelta(seconds=5))
    h.read()

    h.says("放行 1024 已核实")
    await hz1.time_passes(timedelta(seconds=5))
    assert hz1.world.orders == {"1024": "active"}
    assert hz1.said() == "confirmed"
    assert [one["action"] for one in hz1.world.applied] == ["lock", "release"]
    h.read()


async def test_while_another_hold_is_open_nothing_is_released_there(
    h: Harness, hz1: Warehouse
) -> None:
    h.ordered()
    h.turns_red()
    h.locks("1024", by="finance", hold="FINANCE")
    await hz1.time_passes(timedelta(seconds=5))
    h.says("放行 1024 已核实")
    await hz1.time_passes(timedelta(seconds=30))
    assert hz1.world.orders == {"1024": "locked"}
    assert all(one["action"] == "lock" for one in hz1.world.applied)
    h.read()


async def test_what_was_cancelled_is_never_let_go_there(h: Harness, hz1: Warehouse) -> None:
    h.ordered()
    h.happens("refund.requested", amount="199.00")
    await hz1.time_passes(timedelta(seconds=5))
    assert hz1.world.orders == {"1024": "locked"}

    h.happens("order.cancelled")
    await hz1.time_passes(timedelta(minutes=5))

    assert hz1.world.orders == {"1024": "locked"}
    h.read()


async def test_a_refusal_is_said_to_those_who_answer_for_red_with_the_next_step(
    h: Harness, hz1: Warehouse
) -> None:
    h.ordered()
    hz1.world.left.add("1024")
    h.turns_red()
    await hz1.time_passes(timedelta(seconds=5))
    assert hz1.said() == "refused"
    said = h.expect_notice("没有接受锁定")
    assert "已出库" in said
    assert "打电话" in said
    assert h.scan().code == "LOCKED"
    h.read()


async def test_a_lock_that_is_refused_because_it_is_locked_already_is_confirmed(
    h: Harness, hz1: Warehouse
) -> None:
    h.ordered()
    hz1.world.orders["1024"] = "locked"
    hz1.fails("refuse")
    h.turns_red()
    await hz1.time_passes(timedelta(seconds=5))
    assert hz1.said() == "confirmed"
    h.read()


@pytest.mark.parametrize(
    ("kind", "action"),
    [("cut", "lock"), ("contradict", "query"), ("unsaid", "query"), ("broken", "query")],
)
async def test_what_is_never_confirmed_is_said_once_after_two_minutes_and_still_tried(
    h: Harness, hz1: Warehouse, kind: str, action: str
) -> None:
    h.ordered()
    hz1.fails(kind, action=action, times=1000)
    h.turns_red()
    await hz1.time_passes(timedelta(seconds=115))
    assert h.read("没有确认") == h.read("还没有确认锁定") == []
    await hz1.time_passes(timedelta(seconds=15))
    assert "打电话" in h.expect_notice("还没有确认锁定")
    assert hz1.said() == "pending"
    await hz1.time_passes(timedelta(minutes=5))
    assert h.read("还没有确认锁定") == [], "once"

    hz1.world.rules.clear()
    await hz1.time_passes(timedelta(minutes=6))
    assert hz1.said() == "confirmed"
    assert [one["action"] for one in hz1.world.applied] == ["lock"]
    h.read()


async def test_of_many_that_are_not_confirmed_there_is_one_sentence(
    h: Harness, hz1: Warehouse
) -> None:
    numbers = [str(n) for n in range(2001, 2008)]
    for no in numbers:
        h.ordered(no)
    hz1.fails("broken", times=1000)
    for no in numbers:
        h.locks(no, by="erp")
    await hz1.hears()
    h.pass_time(timedelta(minutes=3))
    said = h.expect_notice("7 单的锁定")
    assert "2001" in said
    assert "wms-hz" in said
    assert h.read("还没有确认") == []
    h.read()


async def test_a_call_whose_answer_was_lost_is_made_again_and_done_once(
    h: Harness, hz1: Warehouse
) -> None:
    h.ordered()
    hz1.fails("hang_after", times=2, seconds=0.4)
    h.turns_red()
    await hz1.time_passes(timedelta(seconds=20))
    assert hz1.said() == "confirmed"
    assert [one["action"] for one in hz1.world.applied] == ["lock"]
    assert max(hz1.world.seen.values()) == 3
    h.read()


async def test_a_lock_that_was_released_before_it_could_be_told_is_never_told(
    h: Harness, hz1: Warehouse
) -> None:
    h.ordered()
    hz1.fails("refuse_for_now", times=1)
    h.turns_red()
    await hz1.hears()
    card = h.expect_card()
    card.press(Action.RELEASE, by="王敏")
    await hz1.time_passes(timedelta(minutes=1))
    assert [one["action"] for one in hz1.world.applied] == ["release"]
    assert hz1.world.orders == {"1024": "active"}
    assert hz1.said() == "confirmed"
    h.read()


async def test_without_a_system_nobody_is_told_and_the_lock_is_called_done(h: Harness) -> None:
    h.routes = (Route(to=(Target(channel="console", conversation=GROUP),)),)
    h.ordered()
    h.turns_red()
    assert "待仓库确认" not in h.expect_card().text
    assert h.order()["holds"][-1]["gateway"] is None
    assert not [e for e in h.database.look(lambda tx: tx.ledger.recent(50)) if e.kind == "call"]
