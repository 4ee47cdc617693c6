"""The long connection comes back from every end, keeps off a rival, and stops cleanly."""

import asyncio

import pytest

from bot.channels.wecom.account import WeComAccount
from bot.channels.wecom.probe import probe
from tests.bot.wecom_gateway import QUICK, SECRET, Gateway, a_bench, until
from tests.waiting import stays

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


async def test_without_the_lease_it_stands_by() -> None:
    async with a_bench() as bench:
        bench.leases.append(False)
        bench.start()
        await until(lambda: bench.channel.status.state == "standby")

        async def nobody_calls() -> bool:
            return bench.gateway.connections == []

        await stays(nobody_calls, "connected without the lease", 0.3)

        bench.leases.append(True)
        await until(lambda: bench.channel.status.state == "online")

        bench.leases.append(False)
        await until(lambda: bench.channel.status.state == "standby")
        await until(lambda: bench.gateway.connections[-1].state.name == "CLOSED")
        assert len(bench.gateway.connections) == 1


async def test_a_stop_gives_the_lease_back() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.leases.append(True)

        await bench.supervisor.stop(within=3.0)

        assert bench.leases == []


async def test_a_lost_subscription_is_renewed_on_a_new_connection() -> None:
    async with a_bench() as bench:
        await bench.online()
        bench.gateway.codes[PING] = [846609]

        await until(lambda: len(bench.gateway.of(SUBSCRIBE)) == 2)


async def test_the_probe_shakes_hands_and_does_not_subscribe() -> None:
    gateway = Gateway()
    await gateway.open()
    account = WeComAccount(bot_id="bot-1", secret=SECRET, ws_url=gateway.url)
    assert SECRET not in repr(account)

    assert await probe(account, timing=QUICK) is None
    assert gateway.frames == []

    await gateway.close()
    told = await probe(account, timing=QUICK)
    assert told is not None
    assert SECRET not in told
