"""The connection breaks in every way it can: nothing is lost, doubled or stormed."""

import asyncio

import pytest

from handlers.ports import GaveUp, Sent, TryLater
from tests.conformance.bench import Bench, Fault
from tests.conformance.platforms import facing, on_the_wire
from tests.waiting import stays, until

pytestmark = pytest.mark.wire


async def _asked(bench: Bench, text: str = "查单 1024") -> None:
    await bench.say(text, by=bench.ann)
    await bench.bubble(f"答 {text}")


async def _slowest_turn(seconds: float) -> float:
    """Return the longest that the loop kept a task waiting, in seconds."""
    loop, slowest = asyncio.get_running_loop(), 0.0
    until_then = loop.time() + seconds
    while (began := loop.time()) < until_then:
        await asyncio.sleep(0.01)
        slowest = max(slowest, loop.time() - began)
    return slowest


@facing(Fault.DISCONNECT, Fault.CUT, Fault.CLOSE, Fault.HALF_OPEN)
async def test_every_end_is_followed_by_a_new_connection(bench: Bench, fault: Fault) -> None:
    await bench.strike(fault)

    await bench.online(connections=2)
    await _asked(bench)


@facing(Fault.DISCONNECT)
async def test_the_new_connection_is_there_before_the_old_one_is_gone(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)

    await bench.online(connections=2)  # the old one is read for a second or two yet
    await _asked(bench)
    assert bench.channel.status.state == "online"
    assert await bench.opened() == 2


@facing(Fault.STORM)
async def test_a_storm_of_closes_costs_a_bounded_number_of_connections(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)
    before = await bench.opened()

    async def bounded() -> bool:
        return await bench.opened() - before <= 12

    await stays(bounded, "a war of connections", 1.5)
    assert await bench.opened() - before >= 2
    await bench.mend()
    await bench.online()
    await _asked(bench)


@facing(Fault.OPEN_HANGS)
async def test_an_open_call_that_hangs_leaves_the_loop_free_and_pings_answered(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)
    slowest = asyncio.ensure_future(_slowest_turn(0.8))  # noqa: TID251 - this test's own

    async def told_to_leave() -> bool:
        return await bench.links() == 0

    await until(told_to_leave, "still linked")

    took = await bench.ping()

    assert took is None or took < 1.0
    assert await slowest < 1.0
    await bench.mend()
    await bench.online(connections=2)
    await _asked(bench)


@facing(Fault.OPEN_REFUSED, Fault.HANDSHAKE_REFUSED)
async def test_a_refusal_is_told_and_tried_again_with_something_new(
    bench: Bench, fault: Fault
) -> None:
    status = bench.channel.status

    await bench.strike(fault)

    async def told() -> bool:
        return status.last_error not in (None, "closed")

    await until(told, "the status does not tell")
    assert status.state != "online"
    await bench.mend()
    await bench.online(connections=2)
    assert status.last_error is None
    await _asked(bench)


@facing(Fault.GHOSTS)
async def test_connections_elsewhere_are_told_in_the_status(bench: Bench, fault: Fault) -> None:
    await bench.strike(fault)

    await bench.online(connections=2)

    assert bench.channel.status.last_error == "connections_elsewhere=2"


@facing(Fault.KICK)
async def test_a_kick_is_told_and_answered_with_a_wait_and_no_war(
    bench: Bench, fault: Fault
) -> None:
    before = await bench.opened()
    await bench.strike(fault)

    async def kicked() -> bool:
        return bench.channel.status.state == "kicked"

    await until(kicked, "nobody tells")
    assert bench.channel.status.last_error

    async def no_war() -> bool:
        return await bench.opened() - before <= 4

    await stays(no_war, "a war of connections", 0.25)
    await bench.mend()
    await bench.online(connections=2)
    await _asked(bench)


@facing(Fault.CUT)
async def test_what_is_heard_before_and_after_a_cut_has_one_answer_each(
    bench: Bench, fault: Fault
) -> None:
    bench.house.delay = 0.3
    await bench.say("查单 1", by=bench.ann)

    async def heard() -> bool:
        return len(bench.house.messages) == 1

    await until(heard, "not heard")
    await bench.strike(fault)
    await bench.online(connections=2)
    await _asked(bench, "查单 2")

    await bench.bubble("答 查单 1")


@facing(Fault.HANDSHAKE_REFUSED)
async def test_what_is_sent_while_there_is_no_connection_is_never_lost_unseen(
    bench: Bench, fault: Fault
) -> None:
    await bench.strike(fault)

    outcome = await bench.send()

    most = 0 if isinstance(outcome, TryLater) else 1
    least = 1 if isinstance(outcome, Sent) else 0
    assert not isinstance(outcome, GaveUp)
    assert least <= len(await bench.seen(by=bench.ann)) <= most
    await bench.mend()
    await bench.online(connections=2)


@on_the_wire
async def test_a_stop_lets_an_answer_out_and_leaves_no_task_and_no_socket(bench: Bench) -> None:
    bench.house.delay = 0.3
    await bench.say("查单 1024", by=bench.ann)

    async def heard() -> bool:
        return len(bench.house.messages) == 1

    await until(heard, "not heard")
    loop = asyncio.get_running_loop()
    began = loop.time()

    await bench.stop()

    assert loop.time() - began < 2.0
    assert bench.channel.status.state == "stopped"
    await bench.bubble("答 查单 1024")
    # That no task and no socket is left is checked behind every test: see conftest.py.
    assert await bench.links() == 0
