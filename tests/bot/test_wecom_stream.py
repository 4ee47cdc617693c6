"""The long connection comes back from every end, keeps off a rival, and stops cleanly."""

import asyncio
import logging
from dataclasses import replace

import pytest

from bot.channels.wecom.account import WeComAccount
from bot.channels.wecom.probe import probe
from handlers.ports import ChatMessage, Reply
from tests.bot.wecom_gateway import QUICK, SECRET, Gateway, a_bench, until

SUBSCRIBE, PING = "aibot_subscribe", "ping"


async def test_it_subscribes_first_and_pings_without_a_body() -> None:
    async with a_bench() as bench:
        await bench.online()
        await until(lambda: len(bench.gateway.of(PING)) >= 2)

        first = bench.gateway.frames[0]
        assert (first["cmd"], first["body"]) == (SUBSCRIBE, {"bot_id": "bot-1", "secret": SECRET})
        assert all("body" not in ping for ping in bench.gateway.of(PING))
        assert bench.channel.status.heard_at is not None
        assert len(bench.gateway.connections) == 1


@pytest.mark.parametrize("code", [1000, 1001, 1011, 1012, None])
async def test_every_end_is_a_disconnect(code: int | None) -> None:
    async with a_bench() as bench:
        await bench.online()

        if code is None:
            bench.gateway.cut()
        else:
            await bench.gateway.connections[-1].close(code)

        await until(lambda: len(bench.gateway.of(SUBSCRIBE)) == 2)
        await until(lambda: bench.channel.status.state == "online")
        await bench.gateway.says("查单 1024")
        await until(lambda: bench.gateway.of("aibot_respond_msg"))


async def test_a_storm_of_closes_is_met_with_growing_waits() -> None:
    timing = replace(QUICK, first_wait=0.1, longest_wait=10.0)
    async with a_bench(timing=timing) as bench:
        bench.gateway.close_at_once = 1000
        bench.start()

        await asyncio.sleep(1.2)

        assert 2 <= len(bench.gateway.connections) <= 6


async def test_a_peer_that_is_silent_is_given_up() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.codes[PING] = ["drop", "drop"]

        await until(lambda: len(bench.gateway.of(SUBSCRIBE)) == 2)

        assert len(bench.gateway.of(PING)) == 2


async def test_one_missed_ping_is_forgiven() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.codes[PING] = ["drop"]

        await until(lambda: len(bench.gateway.of(PING)) >= 4)

        assert len(bench.gateway.connections) == 1


async def test_a_kick_closes_and_waits_before_it_tries_again() -> None:
    async with a_bench() as bench:
        await bench.online()
        loop = asyncio.get_running_loop()
        began = loop.time()
        await bench.gateway.kick()

        await until(lambda: bench.channel.status.state == "kicked")
        await until(lambda: bench.gateway.connections[0].state.name == "CLOSED")
        await until(lambda: bench.channel.status.state == "online")
        assert loop.time() - began >= QUICK.slow

        again = loop.time()
        await bench.gateway.kick()
        await until(lambda: len(bench.gateway.of(SUBSCRIBE)) == 3)
        assert loop.time() - again >= 2 * QUICK.slow


@pytest.mark.parametrize("code", [853000, 93019, 45009])
async def test_a_refused_subscribe_is_tried_again_slowly(code: int) -> None:
    async with a_bench() as bench:
        bench.gateway.codes[SUBSCRIBE] = [code]
        began = asyncio.get_running_loop().time()
        bench.start()

        await until(lambda: bench.channel.status.last_error == f"subscribe: {code}")
        await until(lambda: bench.channel.status.state == "online")

        assert asyncio.get_running_loop().time() - began >= QUICK.slow


@pytest.mark.parametrize("code", [-1, "drop", "abort"])
async def test_a_busy_gateway_is_tried_again_soon(code: int | str) -> None:
    async with a_bench() as bench:
        bench.gateway.codes[SUBSCRIBE] = [code]

        await bench.online()

        assert len(bench.gateway.connections) == 2


async def test_a_gateway_that_comes_later_is_found() -> None:
    async with a_bench() as bench:
        port = bench.gateway.port
        await bench.gateway.close()
        bench.start()
        await until(lambda: bench.channel.status.last_error)

        await bench.gateway.open(port)

        await until(lambda: bench.channel.status.state == "online")


async def test_a_handshake_that_hangs_holds_nothing_up() -> None:
    left = asyncio.Event()

    async def mute(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await reader.read(1000):
            pass
        writer.close()
        left.set()

    server = await asyncio.start_server(mute, "127.0.0.1", 0)
    url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, a_bench(ws_url=url) as bench:
        bench.start()
        slowest, loop = 0.0, asyncio.get_running_loop()
        while bench.channel.status.last_error is None:
            began = loop.time()
            await asyncio.sleep(0.01)
            slowest = max(slowest, loop.time() - began)
        assert bench.channel.status.last_error == "handshake: TimeoutError"
        assert slowest < 1.0
        await bench.supervisor.stop(within=2.0)
        await left.wait()


async def test_without_the_lease_it_stands_by() -> None:
    async with a_bench() as bench:
        bench.leases.append(False)
        bench.start()
        await until(lambda: bench.channel.status.state == "standby")
        await asyncio.sleep(0.3)
        assert bench.gateway.connections == []

        bench.leases.append(True)
        await until(lambda: bench.channel.status.state == "online")

        bench.leases.append(False)
        await until(lambda: bench.channel.status.state == "standby")
        await until(lambda: bench.gateway.connections[-1].state.name == "CLOSED")
        assert len(bench.gateway.connections) == 1


async def test_a_stop_lets_an_answer_out_and_leaves_nothing_behind() -> None:
    async with a_bench() as bench:
        await bench.online()

        async def slow(_message: ChatMessage) -> Reply | None:
            await asyncio.sleep(0.2)
            return Reply(text="来了")

        bench.answers["message"] = slow
        await bench.gateway.says("查单 1024")
        await until(lambda: bench.heard)
        began = asyncio.get_running_loop().time()

        await bench.supervisor.stop(within=3.0)

        assert asyncio.get_running_loop().time() - began < 2.0
        assert [f["body"]["stream"]["content"] for f in bench.gateway.of("aibot_respond_msg")] == [
            "来了"
        ]
        assert bench.channel.status.state == "stopped"
        assert bench.leases == []


async def test_a_lost_subscription_is_renewed_on_a_new_connection() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.codes[PING] = [846609]

        await until(lambda: len(bench.gateway.of(SUBSCRIBE)) == 2)


async def test_odd_frames_change_nothing() -> None:
    async with a_bench() as bench:
        await bench.online()
        socket = bench.gateway.connections[-1]
        for odd in ("", "[]", "{", b"\x00\x01", '{"cmd":7,"headers":{"req_id":[]}}'):
            await socket.send(odd)
        await bench.gateway.push("aibot_future", {})
        await bench.gateway.push("ping", {})
        for event in (None, {}, {"eventtype": "enter_chat"}, {"eventtype": "template_card_event"}):
            await bench.gateway.push("aibot_event_callback", {"msgtype": "event", "event": event})
        await bench.gateway.says("查单 \x00 1024")

        await until(lambda: bench.gateway.of("aibot_respond_msg"))
        assert len(bench.gateway.connections) == 1


async def test_nothing_secret_is_logged_at_any_level(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with a_bench(webhooks={"ops": "key-of-the-robot"}) as bench:
        await bench.online()
        bench.gateway.codes["aibot_respond_msg"] = [40058]
        await bench.gateway.says("回电 13812341234")
        await bench.gateway.presses("token-of-a-button")
        await until(lambda: bench.pressed and bench.gateway.of("aibot_respond_msg"))
        bench.gateway.cut()
        await until(lambda: len(bench.gateway.of(SUBSCRIBE)) == 2)
        await bench.gateway.kick()
        await until(lambda: bench.channel.status.state == "kicked")
    ours = "".join(capsys.readouterr())  # structlog, as nobody has configured it
    shown = ours + caplog.text + repr([record.__dict__ for record in caplog.records])
    assert "wecom_kicked" in shown
    account = WeComAccount(bot_id="b", secret=SECRET, webhooks={"ops": "key-of-the-robot"})

    for secret in (SECRET, "key-of-the-robot", "token-of-a-button", "13812341234"):
        assert secret not in shown
        assert secret not in repr(account)


async def test_the_probe_shakes_hands_and_does_not_subscribe() -> None:
    gateway = Gateway()
    await gateway.open()
    account = WeComAccount(bot_id="bot-1", secret=SECRET, ws_url=gateway.url)

    assert await probe(account, timing=QUICK) is None
    assert gateway.frames == []

    await gateway.close()
    told = await probe(account, timing=QUICK)
    assert told is not None
    assert SECRET not in told
