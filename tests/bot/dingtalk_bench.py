"""A channel on the simulator, with doors that are real functions and fixed answers."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.channels.base import Doors
from bot.channels.dingtalk.account import DingTalkAccount, Timing
from bot.channels.dingtalk.channel import DingTalkChannel
from bot.supervisor import Supervisor
from handlers.ports import ButtonPress, ChatMessage, Outgoing, Picture, Reply
from rules.cards import Button, Card, Line
from rules.suggestions import Suggestion
from rules.vocabulary import Action, AlertState, Level
from rules.wording import say
from tests.platforms.dingtalk.control import GROUP, Sim, controlling
from tests.platforms.dingtalk.server import serving
from tests.platforms.dingtalk.world import World

QUICK = Timing(
    connect=1.0, answer=0.4, handshake=0.5, ping=0.2, close=0.2, first_wait=0.05,
    longest_wait=0.4, stable=5.0, grace=1.0, press=0.3, cards_again=600.0, settle=0.5,
)  # fmt: skip
TOKENS = {action: f"token-of-{action.value}" for action in Action}
ACTIONS = (Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM, Action.SNOOZE)


def a_card(**changes: object) -> Card:
    """Return an open red card."""
    card = Card(
        card_id="c-1",
        order_no="1024",
        title="红色预警 · 订单 1024 · 待处理",
        level=Level.RED,
        state=AlertState.OPEN,
        colour="red",
        lines=(
            Line(label="共振分", text="4.0（橙 2.5 / 红 4.0）"),
            Line(label="构成", text="地址修改 0.8×2＝1.6；客服对话 1.2×2＝2.4"),
        ),
        suggestions=(
            Suggestion(code="call", text="回电确认 <b>规格</b>", command=None),
            Suggestion(code="release", text="核实无误后放行", command="放行 1024"),
        ),
        buttons=tuple(
            Button(action=action, label=say(f"action_{action}"), primary=action is Action.FREEZE)
            for action in ACTIONS
        ),
        footer="系统 12:00 预警",
        revision=3,
        link="http://ops.test/orders/1024",
    )
    return replace(card, **changes)  # type: ignore[arg-type]  # any field of Card


def a_picture(
    serial: int = 1, *, tokens: Mapping[Action, str] = TOKENS, **changes: object
) -> Picture:
    """Return a picture of it."""
    return Picture(card=a_card(**changes), tokens=tokens, serial=serial)


def outgoing(**changes: object) -> Outgoing:
    """Return a promise to the group."""
    out = Outgoing(
        entry_id=1, key="alert-1", channel="dingtalk", conversation=GROUP, attempt=1,
        text="红色预警 1024", picture=a_picture(),
    )  # fmt: skip
    return replace(out, **changes)  # type: ignore[arg-type]  # any field of Outgoing


@dataclass(slots=True)
class HandClock:
    """The machine's time, moved by hand."""

    ahead: timedelta = timedelta()
    began: datetime = field(default_factory=lambda: datetime.now(UTC))  # noqa: TID251

    def now(self) -> datetime:
        """Return the moment."""
        return self.began + self.ahead


@dataclass(slots=True)
class House:
    """What stands behind the doors: it records, answers once per id, and can be slow."""

    clock: HandClock = field(default_factory=HandClock)
    messages: list[ChatMessage] = field(default_factory=list)
    presses: list[ButtonPress] = field(default_factory=list)
    done: list[str] = field(default_factory=list)  #: Ids that had an effect.
    spent: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)  #: Ids whose answer has left.
    delay: float = 0.0
    on_message: Callable[[ChatMessage], Reply | None] = lambda m: Reply(text=f"答 {m.text}")
    on_press: Callable[[ButtonPress], Reply] = lambda p: Reply(
        text=f"done {p.token}",
        changed=True,
        picture=a_picture(9, footer="王敏 12:01 冻结", buttons=()),
    )

    async def hears(self, message: ChatMessage) -> Reply | None:
        """Answer a message."""
        await asyncio.sleep(self.delay)
        self.messages.append(message)
        reply = self.on_message(message)
        if message.message_id in self.done:
            told = message.message_id in self.told
            return replace(reply, duplicate=True, told=told) if reply else None
        self.done.append(message.message_id)
        return reply

    async def pressed(self, press: ButtonPress) -> Reply:
        """Do a press."""
        await asyncio.sleep(self.delay)
        self.presses.append(press)
        reply = self.on_press(press)
        if press.press_id in self.done:
            return replace(reply, duplicate=True, told=press.press_id in self.told)
        self.done.append(press.press_id)
        return reply


@dataclass(slots=True)
class Bench:
    """A running channel."""

    sim: Sim
    house: House
    channel: DingTalkChannel
    supervisor: Supervisor


def account(port: int, **changes: object) -> DingTalkAccount:
    """Return the account that the simulator knows."""
    base = f"http://127.0.0.1:{port}"
    made = DingTalkAccount(
        client_id="dingkey",
        client_secret="dingsecret",  # noqa: S106 - the simulator's
        openapi_base=base,
        oapi_base=base,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # any field of the account


@asynccontextmanager
async def running(
    sim: Sim, house: House, *, timing: Timing = QUICK, wait: bool = True, **changes: object
) -> AsyncIterator[Bench]:
    """Run a channel on a simulator, and stop it cleanly."""
    supervisor = Supervisor()
    doors = Doors(
        on_message=house.hears, on_press=house.pressed, clock=house.clock, supervisor=supervisor,
        people=frozenset({"staff1", "staff2"}), spent=house.spent.append,
        told=house.told.append,
    )  # fmt: skip
    channel = DingTalkChannel(account(sim.port, **changes), doors, timing=timing)
    supervisor.start("dingtalk", channel.run)
    try:
        if wait:
            await sim.expect_links(1)
        yield Bench(sim, house, channel, supervisor)
    finally:
        await supervisor.stop(within=3.0)
        await channel.close()


@asynccontextmanager
async def bench(*, world: World | None = None, **changes: object) -> AsyncIterator[Bench]:
    """Run a simulator and a channel on it."""
    async with (
        serving(world or World(grace=0.3, per_minute=100)) as served,
        controlling(served.port) as sim,
        running(sim, House(), **changes) as made,  # type: ignore[arg-type]  # account fields
    ):
        yield made
