"""The stream of DingTalk breaks in every way it can, and nothing is lost, doubled or stormed."""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.ports import Reply, Sent
from tests.bot.dingtalk_bench import QUICK, Bench, House, a_picture, bench, outgoing, running
from tests.platforms.dingtalk.control import controlling
from tests.platforms.dingtalk.server import serving
from tests.platforms.dingtalk.world import World

pytestmark = pytest.mark.wire


async def _connections(b: Bench, number: int) -> None:
    async with asyncio.timeout(4):
        while (await b.sim.counters()).get("connections", 0) < number:  # noqa: ASYNC110 - over HTTP
            await asyncio.sleep(0.02)
    await b.sim.expect_links(1)


async def test_a_question_is_acked_at_once_and_answered() -> None:
    async with bench() as b:
        b.house.delay = 0.2
        said = await b.sim.says("查单 1024")
        assert (await b.sim.expect_ack(said["push"]))["after"] < 0.15
        assert (await b.sim.expect_bubble("答 查单 1024"))["way"] == "session"
        message = b.house.messages[0]
        assert (message.user_id, message.conversation) == ("staff1", "cidGROUP==")
        assert b.house.spent == ["cidGROUP=="]
        await b.sim.nothing_unexpected()


async def test_a_press_changes_the_card_in_its_ack() -> None:
    async with bench() as b:
        await b.channel.send(outgoing())
        card = await b.sim.expect_bubble("地址修改")
        await b.sim.press(card, "冻结")
        shown = await b.sim.expect_card(card["track_id"], "王敏 12:01 冻结")
        assert shown["buttons"] == []
        await b.sim.expect_bubble("done token-of-freeze")
        assert b.house.presses[0].conversation == "cidGROUP=="
        await b.sim.nothing_unexpected()


@pytest.mark.parametrize("shape", ["ids", "params"])
async def test_a_press_is_understood_in_either_shape_after_a_restart(shape: str) -> None:
    async with bench() as b:
        await b.channel.send(outgoing())
        card = await b.sim.expect_bubble("地址修改")
        await b.supervisor.stop(within=2)
        await b.sim.expect_links(0)
        house = House()
        async with running(b.sim, house):
            await b.sim.press(card, "认领", shape=shape, bare=True)
            await b.sim.expect_bubble("done token-of-claim")
            assert house.presses[0].conversation == "cidGROUP=="
        await b.sim.nothing_unexpected()


async def test_a_slow_press_is_acked_in_time_and_redrawn_after() -> None:
    async with bench() as b:
        await b.channel.send(outgoing())
        card = await b.sim.expect_bubble("地址修改")
        b.house.delay = 0.6
        pressed = await b.sim.press(card, "冻结")
        redraw = asyncio.gather(
            b.channel.send(
                outgoing(message_ref=f"card {card['track_id']}", picture=a_picture(2, footer="二"))
            )
        )
        assert 0.2 < (await b.sim.expect_ack(pressed["push"]))["after"] < 1.5
        await b.sim.expect_card(card["track_id"], "王敏 12:01 冻结")
        await b.sim.expect_bubble("done token-of-freeze")
        await redraw
        await b.sim.nothing_unexpected()  # no update while the call-back was open


async def test_a_refusal_is_told_to_the_presser_alone() -> None:
    async with bench() as b:
        b.house.on_press = lambda _: Reply(text="无权", private=True, picture=a_picture(3))
        await b.channel.send(outgoing())
        card = await b.sim.expect_bubble("地址修改")
        await b.sim.press(card, "放行", by="staff2")
        await b.sim.expect_bubble("无权", conversation="staff2")
        await b.sim.nothing_unexpected()


async def test_a_press_heard_again_is_done_once() -> None:
    async with bench() as b:
        await b.channel.send(outgoing())
        card = await b.sim.expect_bubble("地址修改")
        pressed = await b.sim.press(card, "冻结")
        await b.sim.expect_bubble("done token-of-freeze")
        await b.sim.do("redeliver", push=pressed["push"], same_id=True)
        b.house.clock.ahead += timedelta(seconds=60)
        again = await b.sim.do("redeliver", push=pressed["push"])
        await b.sim.expect_ack(again["push"])
        await b.sim.do("wire", what="cut")
        await _connections(b, 2)
        await b.sim.expect_ack((await b.sim.do("redeliver", push=pressed["push"]))["push"])
        await b.supervisor.stop(within=2)
        await b.sim.expect_links(0)
        async with running(b.sim, b.house):
            await b.sim.expect_ack((await b.sim.do("redeliver", push=pressed["push"]))["push"])
            await b.sim.nothing_unexpected()
        assert len({p.press_id for p in b.house.presses}) == 1
        assert len(b.house.presses) == 5


async def test_a_message_heard_again_is_answered_once() -> None:
    async with bench() as b:
        said = await b.sim.says("放行 1024")
        await b.sim.expect_bubble("答 放行 1024")
        await b.sim.do("redeliver", push=said["push"], same_id=True)
        b.house.clock.ahead += timedelta(seconds=60)
        await b.sim.expect_ack((await b.sim.do("redeliver", push=said["push"]))["push"])
        await b.sim.do("wire", what="disconnect")
        await _connections(b, 2)
        await b.sim.expect_ack((await b.sim.do("redeliver", push=said["push"]))["push"])
        await b.sim.nothing_unexpected(settle=0.2)
        assert {m.message_id for m in b.house.messages} == {said["msg_id"]}


@pytest.mark.parametrize("bare", [False, True])
async def test_disconnect_opens_the_new_connection_before_the_old_one_closes(bare: bool) -> None:  # noqa: FBT001
    async with bench(world=World(grace=1.0)) as b:
        await b.sim.do("wire", what="disconnect", bare=bare)
        await b.sim.expect_links(1, within=0.8)
        await b.sim.says("查单 1024")
        await b.sim.expect_bubble("答 查单 1024")
        await b.sim.nothing_unexpected()
        assert (await b.sim.counters()).get("lost", 0) == 0


@pytest.mark.parametrize("what", ["cut", "close", "stall"])
async def test_a_connection_that_breaks_is_replaced(what: str) -> None:
    async with bench() as b:
        await b.sim.do("wire", what=what)
        await _connections(b, 2)
        await b.sim.says("查单 1024")
        await b.sim.expect_bubble("答 查单 1024")
        await b.sim.nothing_unexpected()


async def test_a_storm_of_closes_meets_growing_waits() -> None:
    async with bench() as b:
        await b.sim.do("set", close_storm=True)
        await b.sim.do("wire", what="cut")
        await asyncio.sleep(1.5)
        assert (await b.sim.counters())["opens"] < 14
        await b.sim.do("set", close_storm=False)
        await b.sim.expect_links(1)


@pytest.mark.parametrize(
    "mode",
    [
        "open_unauthorised", "open_system_error", "open_unavailable", "open_html",
        "handshake_refused", "handshake_hangs",
    ],
)  # fmt: skip
async def test_an_open_that_fails_is_tried_again_with_a_new_ticket(mode: str) -> None:
    async with bench() as b:
        await b.sim.do("fault", mode=mode, times=2)
        await b.sim.do("wire", what="cut")
        await _connections(b, 2)
        assert b.channel.status.last_error is None
        assert (await b.sim.counters()).get("bad_tickets", 0) == 0


async def test_a_hanging_open_call_leaves_the_loop_free_and_pings_answered() -> None:
    async with bench(world=World(grace=2.0)) as b:
        await b.sim.do("fault", mode="open_hangs")
        await b.sim.do("wire", what="disconnect")
        ping = await b.sim.do(
            "frame", kind="SYSTEM", topic="ping", data={"opaque": "1"}, leaving=True
        )
        assert (await b.sim.expect_ack(ping["push"]))["after"] < 0.3
        assert (await b.sim.record())["links"] == 0  # the open call hangs still
        await _connections(b, 2)


async def test_pings_are_answered_while_two_hundred_messages_wait() -> None:
    async with bench() as b:
        b.house.delay = 0.3
        said = [await b.sim.says(f"查单 {n}", conversation=f"cid{n}") for n in range(200)]
        ping = await b.sim.do("frame", kind="SYSTEM", topic="ping", data={"opaque": "1"})
        assert (await b.sim.expect_ack(ping["push"]))["after"] < 1.0
        for one in said:
            assert (await b.sim.expect_ack(one["push"]))["after"] < 1.0
        assert not (await b.sim.record())["violations"]


async def test_odd_frames_are_ignored_and_events_get_a_status() -> None:
    async with bench() as b:
        for raw in ("not json", "[]", '{"type":"NEW","headers":{"topic":"x"}}', "x" * 1_200_000):
            await b.sim.do("frame", raw=raw)
        for topic, data in (
            ("/v1.0/im/bot/messages/get", "no json"),
            ("/v1.0/im/bot/messages/get", {"msgtype": "picture", "content": None}),
            ("/v1.0/im/bot/messages/get", {"errCode": 20001, "errMsg": "超量"}),
        ):
            done = await b.sim.do("frame", kind="CALLBACK", topic=topic, data=data)
            await b.sim.expect_ack(done["push"])
        event = await b.sim.do("frame", kind="EVENT", topic="*", data={"x": 1})
        assert (await b.sim.expect_ack(event["push"]))["data"]["status"] == "SUCCESS"
        await b.sim.says("查单 1024")
        await b.sim.expect_bubble("答 查单 1024")
        await b.sim.nothing_unexpected()
        assert (await b.sim.counters())["connections"] == 1


async def test_it_stops_within_two_seconds_and_leaves_no_task() -> None:
    async with serving(World()) as world, controlling(world.port) as sim:
        before = len(asyncio.all_tasks())
        async with running(sim, House()) as b:
            began = asyncio.get_running_loop().time()
            await b.supervisor.stop(within=3)
            assert asyncio.get_running_loop().time() - began < 2
        await sim.expect_links(0)
        assert b.channel.status.state == "stopped"
        assert len(asyncio.all_tasks()) <= before + 1


async def test_no_log_line_at_any_level_tells_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with bench(timing=replace(QUICK, ping=0.1)) as b:
        said = await b.sim.says("查单 13812345678")
        await b.sim.expect_bubble("答 查单")
        assert isinstance(await b.channel.send(outgoing()), Sent)
        await b.sim.do("expire", what="tokens")
        await b.channel.send(outgoing(key="b"))
        await b.sim.do("fault", mode="session_refused")
        await b.sim.says("again 13812345678")
        await b.sim.do("wire", what="disconnect")
        await _connections(b, 2)
    text = "\n".join(f"{r.name} {r.getMessage()} {r.__dict__}" for r in caplog.records)
    for secret in ("dingsecret", "ticket-", "token-1", "13812345678", said["session"]):
        assert secret not in text, secret
