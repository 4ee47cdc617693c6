"""A day of the channel at the simulated WeCom: nothing unexpected, no breach of the protocol."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from handlers.ports import ButtonPress, GaveUp, Outgoing, Picture, Reply, Sent, TryLater
from rules.cards import Button, Card, Line
from rules.vocabulary import Action, AlertState, Level
from tests.bot.wecom_gateway import QUICK, Bench, a_bench, until
from tests.platforms.wecom.control import GROUP, Sim, controlling
from tests.platforms.wecom.server import serving

pytestmark = pytest.mark.wire

OPEN = (Action.FREEZE, Action.CLAIM)


def _picture(state: AlertState, *, serial: int, actions: tuple[Action, ...] = OPEN) -> Picture:
    card = Card(
        card_id="c-1", order_no="1024", title=f"橙色预警 · 订单 1024 · {state}",
        level=Level.ORANGE, state=state, colour="orange",
        lines=(Line(label="共振分", text="2.8"), Line(label="构成", text="地址修改 " * 20)),
        suggestions=(), buttons=tuple(Button(action=a, label=f"按{a}") for a in actions),
        footer="系统 12:00 预警", revision=serial, link="http://ops.test/orders/1024",
    )  # fmt: skip
    return Picture(card=card, tokens={a: f"{a}.{serial}.sig" for a in Action}, serial=serial)


def _out(conversation: str = GROUP, attempt: int = 1) -> Outgoing:
    return Outgoing(
        entry_id=1, key="card:7", channel="wecom", conversation=conversation, attempt=attempt,
        text="", picture=_picture(AlertState.OPEN, serial=1),
    )  # fmt: skip


@asynccontextmanager
async def _joined() -> AsyncIterator[tuple[Sim, Bench]]:
    async with (
        serving() as world,
        controlling(world.port) as sim,
        a_bench(
            timing=replace(QUICK, press=4.5), bot_id=world.bot_id, secret=world.secret,
            ws_url=sim.url, webhook_base=sim.base, webhooks={"ops": "hookkey"},
        ) as bench,
    ):  # fmt: skip
        await bench.online()
        yield sim, bench


async def _claimed(_press: ButtonPress) -> Reply | None:
    picture = _picture(AlertState.CLAIMED, serial=2, actions=(Action.FREEZE,))
    return Reply(text="已认领", changed=True, picture=picture)


async def test_a_message_a_card_and_a_press() -> None:
    async with _joined() as (sim, bench):
        bench.answers["press"] = _claimed
        await sim.says("查单 1024")
        await sim.expect_bubble("答 查单 1024")
        await sim.says("在吗", private=True)
        await sim.expect_bubble("答 在吗", conversation="staff1")

        assert isinstance(await bench.channel.send(_out()), Sent)
        card = await sim.expect_bubble("订单 1024 · open")
        await sim.press(card, "按claim")
        await sim.expect_card(card, "订单 1024 · claimed")
        await sim.expect_bubble("已认领")
        await sim.press(card, "刷新", by="staff2")
        await until(lambda: len(bench.pressed) == 2)
        await sim.expect_bubble("已认领")

        assert [press.token for press in bench.pressed] == ["claim.1.sig", "refresh.2.sig"]
        await sim.nothing_unexpected()


async def test_a_redelivered_press_and_message_have_the_same_ids() -> None:
    async with _joined() as (sim, bench):
        bench.answers["press"] = _claimed
        said = await sim.says("查单 1024")
        await sim.expect_bubble("答")
        await bench.channel.send(_out())
        card = await sim.expect_bubble("open")
        pressed = await sim.press(card, "按claim")
        await sim.expect_bubble("已认领")
        await sim.do("wire", what="cut")
        await until(lambda: bench.channel.status.connections == 2)
        await until(lambda: bench.channel.status.state == "online")
        await sim.again(said)
        await sim.again(pressed)
        await until(lambda: len(bench.heard) == len(bench.pressed) == 2)

        assert bench.heard[0].message_id == bench.heard[1].message_id
        assert bench.pressed[0].press_id == bench.pressed[1].press_id


async def test_a_group_without_cards_and_a_stranger() -> None:
    async with _joined() as (sim, bench):
        await sim.do("set", group_cards=False)
        await sim.do("meet", conversation=GROUP)
        assert isinstance(await bench.channel.send(_out()), Sent)
        await sim.expect_bubble("没有按钮时可发")

        lost = await bench.channel.send(_out("wrNEVER"))
        assert isinstance(lost, GaveUp)
        assert lost.code == "93006"


async def test_raw_controls_and_a_kick_that_leaves_the_socket_half_alive() -> None:
    async with _joined() as (sim, bench):
        await sim.says("查单 1024", raw_controls=True)
        await sim.expect_bubble("答")
        await sim.do("set", kick="half_open")
        await sim.do("wire", what="kick")
        await until(lambda: bench.channel.status.state == "kicked")
        await until(lambda: bench.channel.status.state == "online")
        await sim.says("还在吗")
        await sim.expect_bubble("答 还在吗")
        await sim.nothing_unexpected()


async def test_a_half_open_socket_and_a_forgotten_subscription() -> None:
    async with _joined() as (sim, bench):
        await sim.do("wire", what="stall")
        await until(lambda: bench.channel.status.connections == 2)
        await until(lambda: bench.channel.status.state == "online")
        await sim.do("wire", what="unsubscribe")
        # Pings are acked as ever; only what is sent shows that the subscription is gone.
        assert isinstance(await bench.channel.send(_out()), TryLater)
        await until(lambda: bench.channel.status.connections == 3)
        await until(lambda: bench.channel.status.state == "online")
        await sim.says("查单 1024")
        await sim.expect_bubble("答")


async def test_a_group_robot_says_its_part() -> None:
    async with _joined() as (sim, bench):
        assert isinstance(await bench.channel.send(_out("webhook/ops")), Sent)
        await sim.expect_bubble("没有按钮时可发", conversation="wrHOOK")
        await sim.nothing_unexpected()


async def test_fifty_questions_are_read_at_once_and_pings_go_on() -> None:
    async with _joined() as (sim, bench):
        go = asyncio.Event()

        async def slow(_message: object) -> Reply | None:
            await go.wait()
            return None

        bench.answers["message"] = slow
        await asyncio.gather(*(sim.says(f"查单 {n}", conversation=f"wr{n}") for n in range(50)))
        pinged = await sim.do("wire", what="ping")
        await until(lambda: len(bench.heard) == 50)
        go.set()

        assert all(one is not None and one < 1.0 for one in pinged["after"])
        await sim.nothing_unexpected()


async def test_answers_under_way_at_a_close_go_out_on_the_new_connection_and_none_twice() -> None:
    async with _joined() as (sim, bench):
        await sim.fault("aibot_respond_msg", "delay", delay=0.15, times=-1)
        for number in range(6):
            await sim.says(f"第 {number} 问")
        await sim.expect_bubble("第 1 问")
        await sim.do("wire", what="close", code=1001)
        for number in (0, 2, 3, 4, 5):
            await sim.expect_bubble(f"第 {number} 问")
        await until(lambda: len(bench.told) == 6)

        ways = [row["way"] for row in await sim.view() if row["by"] == "bot"]
        assert ways[0] == "reply"
        assert ways[-1] == "push"
        assert len(ways) == 6
        await sim.nothing_unexpected()


async def test_an_answer_that_broke_off_is_unknown_and_never_given_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    async with _joined() as (sim, bench):
        await sim.fault("aibot_respond_msg", "abort_before")
        said = await sim.says("放行 1024")
        await until(lambda: bench.channel.status.connections == 2)
        await until(lambda: bench.channel.status.state == "online")
        await until(lambda: bench.told == [said["msgid"]])
        await sim.says("查单 1024")
        await sim.expect_bubble("答 查单 1024")

        lost = [x for x in capsys.readouterr().out.splitlines() if "wecom_answer_lost" in x]
        assert ["outcome=Unknown" in line for line in lost] == [True]
        await sim.nothing_unexpected()
