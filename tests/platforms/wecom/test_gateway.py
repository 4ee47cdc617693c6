"""The simulated gateway keeps connections as WeCom does, and breaks what it is told to break."""

import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidMessage, InvalidStatus

from tests.platforms.wecom.control import GROUP, Sim
from tests.platforms.wecom.rawbot import (
    GOOD,
    RawBot,
    breaches,
    joined,
)

pytestmark = pytest.mark.wire


async def test_before_the_subscription_nothing_is_taken(sim: Sim) -> None:
    async with connect(sim.url, ping_interval=None) as socket:
        assert await RawBot(socket).says("早") == 846609
        assert await RawBot(socket).ask("aibot_subscribe", {**GOOD, "bot_id": "x"}) == 93019
        assert await RawBot(socket).ask("aibot_subscribe", {**GOOD, "secret": "x"}) == 853000
    assert await breaches(sim) == ["aibot_send_msg without a subscription"]


async def test_a_subscription_is_refused_as_told_and_too_many_are(sim: Sim) -> None:
    await sim.do("set", subscribe_code=45009, subscribe_closes=True)
    async with connect(sim.url, ping_interval=None) as socket:
        assert await RawBot(socket).ask("aibot_subscribe", GOOD) == 45009
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(socket.recv(), 2)
    await sim.do("set", subscribe_code=0, subscribes_per_minute=1)
    async with connect(sim.url, ping_interval=None) as socket:
        assert await RawBot(socket).ask("aibot_subscribe", GOOD) == 45009


@pytest.mark.parametrize(("kick", "code"), [("1000", 1000), ("1001", 1001), ("abort", None)])
async def test_a_second_subscription_pushes_the_first_out(
    sim: Sim, bot: RawBot, kick: str, code: int | None
) -> None:
    await sim.do("set", kick=kick)
    async with joined(sim) as other:
        told = await bot.call()
        assert told["body"]["event"] == {"eventtype": "disconnected_event"}
        assert "from" not in told["body"]
        with pytest.raises(ConnectionClosed) as closed:
            await asyncio.wait_for(bot.socket.recv(), 2)
        assert (closed.value.rcvd.code if closed.value.rcvd else None) == code
        await sim.says("在吗")
        assert (await other.call())["body"]["text"]["content"] == "@RobotA 在吗"


async def test_who_is_pushed_out_may_stay_half_alive(sim: Sim, bot: RawBot) -> None:
    await sim.do("set", kick="half_open")
    await sim.do("wire", what="kick")
    await bot.call()
    assert await bot.ask("ping") == 0
    assert (await sim.says("在吗"))["connection"] is None


async def test_acks_fail_as_told(sim: Sim, bot: RawBot) -> None:
    await sim.do("meet", conversation=GROUP)
    await sim.fault("aibot_send_msg", "errcode", code=-1)
    assert await bot.says("0") == -1
    await sim.fault("aibot_send_msg", "lost")
    assert await bot.says("0") is None
    await sim.fault("*", "drop")
    assert await bot.says("1") is None
    await sim.fault("aibot_send_msg", "delay", delay=0.1)
    assert await bot.says("2") == 0
    assert [b["text"] for b in await sim.view()] == ["1", "2"]
    await sim.fault("aibot_send_msg", "abort")
    with pytest.raises(ConnectionClosed):
        await bot.says("3")
    async with joined(sim) as other:
        await sim.fault("aibot_send_msg", "abort_before")
        with pytest.raises(ConnectionClosed):
            await other.says("4")
    async with joined(sim) as other:
        await sim.fault("aibot_send_msg", "close", code=1012)
        with pytest.raises(ConnectionClosed, match="1012"):
            await other.says("5")
    assert [b["text"] for b in await sim.view()] == ["1", "2", "3", "5"]
    assert not await breaches(sim)


@pytest.mark.parametrize("code", [1000, 1001, 1006, 1011, 1012])
async def test_a_connection_ends_with_any_code(sim: Sim, bot: RawBot, code: int) -> None:
    await sim.do("wire", what="close", code=code)
    with pytest.raises(ConnectionClosed) as closed:
        await asyncio.wait_for(bot.socket.recv(), 2)
    assert (closed.value.rcvd.code if closed.value.rcvd else 1006) == code


async def test_a_connection_may_be_deaf_mute_or_unsubscribed(sim: Sim, bot: RawBot) -> None:
    assert (await sim.do("wire", what="ping"))["after"][0] < 1
    await sim.do("wire", what="unsubscribe")
    assert await bot.says("早") == 846609
    await sim.do("set", pongs=False)
    assert await bot.ask("ping") is None
    await sim.do("set", pongs=True)
    await sim.do("wire", what="stall")
    assert await bot.ask("ping") is None
    assert not await breaches(sim)


async def test_without_a_heartbeat_the_server_closes(sim: Sim) -> None:
    await sim.do("set", silence=0.2)
    async with joined(sim) as bot:
        with pytest.raises(ConnectionClosed):
            await asyncio.wait_for(bot.socket.recv(), 2)
    assert (await sim.counters())["silent"] == 1


async def test_the_door_may_be_shut(sim: Sim) -> None:
    await sim.do("set", door="refused")
    with pytest.raises(InvalidStatus):
        await connect(sim.url)
    await sim.do("set", door="reset")
    with pytest.raises((OSError, InvalidMessage)):
        await connect(sim.url)
    await sim.do("set", door="hangs")
    with pytest.raises(TimeoutError):
        await connect(sim.url, open_timeout=0.2)
    await sim.do("set", door="open", close_at_once=1011)
    async with connect(sim.url) as socket:
        with pytest.raises(ConnectionClosed):
            await socket.recv()


async def test_control_characters_come_raw(sim: Sim, bot: RawBot) -> None:
    await sim.says("查单 1024", raw_controls=True)
    raw = await bot.socket.recv()
    with pytest.raises(json.JSONDecodeError):
        json.loads(raw)
    assert (
        json.loads(raw, strict=False)["body"]["text"]["content"] == "@RobotA \x01查单 1024\x01\t\n"
    )
