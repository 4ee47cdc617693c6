"""What tests of the Slack channel share: fast timing, recording doors, a card."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from bot.channels.base import Doors
from bot.channels.slack.account import SlackAccount, Timing
from bot.channels.slack.channel import SlackChannel
from bot.clock import SystemClock
from bot.supervisor import Supervisor
from handlers.ports import ButtonPress, ChatMessage, Outgoing, Picture, Reply
from rules.cards import Button, Card, Line, as_text
from rules.suggestions import Suggestion
from rules.vocabulary import Action, AlertState, Level
from rules.wording import say
from tests.platforms.slack.control import OPS, Slack, workspace
from tests.platforms.slack.world import APP_TOKEN, BOT_TOKEN

FAST = Timing(
    open_limit=0.5, call_limit=1.0, heartbeat=0.4, linger=1.0, first_wait=0.05, longest_wait=0.4,
    stable=60.0, storm_wait=0.3, storm_longest=1.0, drain=1.0,
)  # fmt: skip
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
PHONE = "13812345678"


def a_card(**changes: object) -> Card:
    actions = (Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM, Action.SNOOZE)
    card = Card(
        card_id="c-1", order_no="1024", title="橙色预警 · 订单 1024 · 待处理",
        level=Level.ORANGE, state=AlertState.OPEN, colour="orange",
        lines=(
            Line(label="级别", text="橙色预警 · 待处理"),
            Line(label="构成", text="地址修改 0.8×2＝1.6；备注 *急* <!channel> & A_1_B"),
        ),
        suggestions=(
            Suggestion(code="call", text="回电确认规格", command=None),
            Suggestion(code="release", text="核实无误后放行", command="放行 1024"),
        ),
        buttons=tuple(
            Button(action=a, label=say(f"action_{a}"), primary=a is Action.FREEZE) for a in actions
        ),
        footer="系统 12:00 预警", revision=3, link="http://ops.test/orders/1024",
    )  # fmt: skip
    return replace(card, **changes)  # type: ignore[arg-type]  # any field of a card


def a_picture(serial: int = 1, **changes: object) -> Picture:
    tokens = {action: f"signed-{action.value}" for action in Action}
    return Picture(card=a_card(**changes), tokens=tokens, serial=serial)


def outgoing(key: str = "k-1", **changes: object) -> Outgoing:
    out = Outgoing(
        entry_id=1, key=key, channel="slack", conversation=OPS, attempt=1,
        text=as_text(a_card()), picture=a_picture(),
    )  # fmt: skip
    return replace(out, **changes)  # type: ignore[arg-type]


@dataclass(slots=True)
class Heard:
    """Doors that record, and answer as the inbox would: a delivery again is a duplicate."""

    messages: list[ChatMessage] = field(default_factory=list)
    presses: list[ButtonPress] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    serial: int = 100
    private: bool = False
    work: float = 0.0

    async def on_message(self, said: ChatMessage) -> Reply | None:
        self.messages.append(said)
        if not said.addressed:
            return None
        again = said.message_id in self.seen
        self.seen.add(said.message_id)
        if self.work:
            await asyncio.sleep(self.work)
        return Reply(text=f"答 {said.text}", private=self.private, duplicate=again)

    async def on_press(self, tap: ButtonPress) -> Reply:
        self.presses.append(tap)
        again = tap.press_id in self.seen
        self.seen.add(tap.press_id)
        self.serial += 1
        state = AlertState.RELEASED
        picture = a_picture(self.serial, title="订单 1024 · 已放行", state=state, buttons=())
        return Reply(
            text="1024 已放行", private=self.private, duplicate=again, changed=True, picture=picture
        )


@dataclass(slots=True)
class Stage:
    """A workspace and a channel in it."""

    sim: Slack
    channel: SlackChannel
    heard: Heard
    supervisor: Supervisor


def account(sim: Slack) -> SlackAccount:
    return SlackAccount(bot_token=BOT_TOKEN, app_token=APP_TOKEN, api_base=sim.api_base)


def a_channel(
    sim: Slack, heard: Heard, supervisor: Supervisor, timing: Timing = FAST
) -> SlackChannel:
    doors = Doors(
        on_message=heard.on_message, on_press=heard.on_press, clock=SystemClock(),
        supervisor=supervisor, people=frozenset({"U1", "U2"}),
    )  # fmt: skip
    return SlackChannel(account(sim), doors, timing=timing)


@asynccontextmanager
async def playing(timing: Timing = FAST, *, online: bool = True) -> AsyncIterator[Stage]:
    """Run a channel in a workspace until the test is over; no task may be left."""
    async with workspace("U1", "U2") as sim:
        heard, supervisor = Heard(), Supervisor()
        channel = a_channel(sim, heard, supervisor, timing)
        supervisor.start("slack", channel.run)
        try:
            if online:
                await sim.online()
            yield Stage(sim, channel, heard, supervisor)
        finally:
            await supervisor.stop(within=3.0)
            assert channel.status.state == "stopped"
