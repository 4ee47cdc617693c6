"""The Slack stream against the simulator: answers, refreshes, storms, silence, redelivery."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot.channels.lanes import Lanes
from bot.supervisor import Supervisor
from tests.bot.slack_fixtures import FAST, PHONE, Heard, a_channel, outgoing, playing
from tests.platforms.slack.control import OPS, workspace
from tests.platforms.slack.world import APP_TOKEN, BOT_TOKEN

pytestmark = pytest.mark.wire


async def test_a_mention_a_command_and_a_direct_message_are_answered() -> None:
    async with playing() as on:
        await on.sim.says("查单 1024", by="U1")
        await on.sim.expect_bubble("答 查单 1024")
        await on.sim.slash("查单 1025", by="U1")
        await on.sim.expect_bubble("答 查单 1025")
        await on.sim.says("查单 1026", by="U1", channel=None)
        await on.sim.expect_bubble("答 查单 1026", by="U1", channel=None)
        assert [(m.conversation, m.private) for m in on.heard.messages] == [
            (OPS, False),
            (OPS, False),
            ("U1", True),
        ]
        await on.sim.nothing_unexpected()
        assert (await on.sim.record())["unacked"] == 0


async def test_a_press_redraws_the_card_and_is_answered_in_its_thread() -> None:
    async with playing() as on:
        await on.channel.send(outgoing())
        card = await on.sim.expect_bubble("订单 1024")
        await on.sim.press(card, "放行", by="U1")
        said = await on.sim.expect_bubble("1024 已放行")
        assert said["thread_ts"] == card["ts"]
        now = (await on.sim.view(by="U1"))[0]
        assert (now["edits"], now["buttons"]) == (1, [])
        assert (on.heard.presses[0].token, on.heard.presses[0].conversation) == (
            "signed-release",
            OPS,
        )
        await on.sim.nothing_unexpected()


async def test_a_press_in_a_direct_message_names_the_person_as_conversation() -> None:
    async with playing() as on:
        await on.channel.send(outgoing(conversation="U1"))
        card = await on.sim.expect_bubble("订单 1024", by="U1", channel=None)
        await on.sim.press(card, "认领", by="U1")
        await on.sim.expect_bubble("已放行", by="U1", channel=None)
        assert on.heard.presses[0].conversation == "U1"


async def test_a_refusal_is_seen_by_one_person_only() -> None:
    async with playing() as on:
        on.heard.private = True
        await on.sim.says("放行 1024", by="U1")
        await on.sim.expect_bubble("答 放行 1024", by="U1")
        await on.sim.slash("放行 1025", by="U1")
        await on.sim.expect_bubble("答 放行 1025", by="U1")
        assert await on.sim.view(by="U2") == []


async def test_a_mention_heard_twice_is_answered_once() -> None:
    async with playing() as on:
        await on.sim.says("查单 1024", by="U1", both=True)
        await on.sim.expect_bubble("答")
        await on.sim.until(_heard(on.heard, 2), "the twin was not heard")
        assert len({m.message_id for m in on.heard.messages}) == 1
        await asyncio.sleep(0.05)
        await on.sim.nothing_unexpected()


async def test_a_redelivery_has_the_same_id_on_another_connection_and_after_a_restart() -> None:
    async with workspace("U1") as sim:
        heard = Heard()
        for start in range(2):
            supervisor = Supervisor()
            channel = a_channel(sim, heard, supervisor)
            supervisor.start("slack", channel.run)
            await sim.online()
            if start == 0:
                await sim.says("查单 1024", by="U1")
                await sim.until(_heard(heard, 1), "not heard")
                await sim.act("redeliver")
                await sim.until(_heard(heard, 2), "not heard again")
                await sim.act("cut")
                await sim.online()
            await sim.act("redeliver")
            await sim.until(_heard(heard, 3 + start), "not heard once more")
            await supervisor.stop(within=3.0)
        assert len({m.message_id for m in heard.messages}) == 1


async def test_a_press_delivered_twice_has_one_id() -> None:
    async with playing() as on:
        await on.channel.send(outgoing())
        card = await on.sim.expect_bubble("订单 1024")
        await on.sim.press(card, "放行", by="U1")
        await on.sim.act("redeliver")
        await on.sim.expect_bubble("1024 已放行")

        async def twice() -> bool:
            return len(on.heard.presses) == 2

        await on.sim.until(twice, "the second delivery was not heard")
        assert len({tap.press_id for tap in on.heard.presses}) == 1
        await asyncio.sleep(0.05)
        await on.sim.nothing_unexpected()


def _heard(heard: Heard, count: int) -> Callable[[], Awaitable[bool]]:
    async def enough() -> bool:
        return len(heard.messages) >= count

    return enough


async def test_at_a_refresh_the_new_connection_is_there_before_the_old_is_gone() -> None:
    async with playing() as on:
        await on.sim.act("disconnect", reason="refresh_requested", close_after=0.6)
        await on.sim.online()
        record = await on.sim.record()
        assert (record["open"], record["counts"]["most_open"]) == (2, 2)
        await on.sim.says("查单 1024", by="U1")
        await on.sim.expect_bubble("答")
        assert on.channel.status.state == "online"


@pytest.mark.parametrize("how", ["cut", "close", "deaf"])
async def test_it_comes_back_after_a_cut_a_close_and_a_half_open_socket(how: str) -> None:
    async with playing() as on:
        await on.sim.act(how)

        async def again() -> bool:
            return bool((await on.sim.record())["counts"]["hellos"] == 2)

        await on.sim.until(again, "it did not come back")
        await on.sim.online()
        await on.sim.says("查单 1024", by="U1")
        await on.sim.expect_bubble("答")


async def test_a_refused_handshake_takes_a_new_ticket() -> None:
    async with playing(online=False) as on:
        await on.sim.faults(refuse_handshakes=2)
        await on.sim.act("cut")
        await on.sim.online()
        record = await on.sim.record()
        assert record["violations"] == []
        assert record["counts"]["apps.connections.open"] >= record["counts"]["handshakes"]


async def test_a_storm_of_clean_closes_costs_a_bounded_number_of_connections() -> None:
    async with playing() as on:
        await on.sim.faults(close_after_hello=0.0)
        await on.sim.act("close")
        before = (await on.sim.record())["counts"]["apps.connections.open"]
        await asyncio.sleep(1.5)
        opened = (await on.sim.record())["counts"]["apps.connections.open"] - before
        assert 2 <= opened <= 12
        await on.sim.faults(close_after_hello=-1.0)
        await on.sim.online()


async def test_too_many_connections_are_told_and_not_stormed() -> None:
    async with playing() as on:
        await on.sim.faults(ghosts=10)
        await on.sim.act("cut")
        await asyncio.sleep(1.0)
        assert (await on.sim.record())["counts"]["apps.connections.open"] <= 6
        assert on.channel.status.state == "kicked"
        assert on.channel.status.last_error == "too_many_websockets"
        await on.sim.faults(ghosts=2)
        await on.sim.online()
        assert on.channel.status.last_error == "connections_elsewhere=2"


async def test_an_open_call_that_hangs_holds_nothing_up() -> None:
    async with playing() as on:
        await on.sim.faults(open_hangs=5.0)
        await on.sim.act("disconnect", reason="warning", close_after=1.0)
        await on.sim.says("查单 1024", by="U1", channel=None)
        clock = asyncio.get_running_loop()
        slowest = 0.0
        for _ in range(50):
            began = clock.time()
            await asyncio.sleep(0.01)
            slowest = max(slowest, clock.time() - began)
        assert slowest < 1.0
        await on.sim.faults(open_hangs=0.0)
        await on.sim.online()


@pytest.mark.parametrize("code", ["invalid_auth", "ratelimited"])
async def test_a_refused_open_call_is_told_in_the_status(code: str) -> None:
    async with playing() as on:
        await on.sim.faults(open_error=code)
        await on.sim.act("cut")

        async def told() -> bool:
            return on.channel.status.last_error == code

        await on.sim.until(told, "the status does not tell")
        await on.sim.faults(open_error="")
        await on.sim.online()


async def test_odd_frames_hurt_nobody() -> None:
    async with playing() as on:
        for kind, payload in (
            ("events_api", {}),
            ("events_api", {"type": "event_callback", "event": "x"}),
            ("events_api", {"type": "event_callback", "event": {"type": "reaction_added"}}),
            ("interactive", {"type": "block_actions", "actions": []}),
            ("interactive", {"type": "view_submission", "user": None}),
            ("slash_commands", {"command": "/resonance"}),
            ("unheard_of", {"a": 1}),
        ):
            await on.sim.raw(kind, payload)
        await on.sim.says("查单 1024", by="U1")
        await on.sim.expect_bubble("答")
        assert (await on.sim.record())["unacked"] == 0


async def test_acks_leave_at_once_while_many_commands_run() -> None:
    async with playing() as on:
        on.heard.work = 0.05
        for number in range(100):
            await on.sim.slash(f"查单 {number}", by="U1", channel=f"C{number % 10}")

        async def done() -> bool:
            return sum("答" in m["text"] for m in await on.sim.messages()) == 100

        await on.sim.until(done, "not all were answered", within=10)
        acks = (await on.sim.record())["acks"]
        late = sorted(a["acked_at"] - a["sent_at"] for a in acks)
        assert late[98] < 0.25  # both ends share one loop here; the benchmark asks for 20 ms
        by_channel: dict[str, list[str]] = {}
        for said in on.heard.messages:
            by_channel.setdefault(said.conversation, []).append(said.text)
        assert all(x == sorted(x, key=lambda t: int(t[3:])) for x in by_channel.values())


async def test_a_throttled_reply_is_said_later_and_not_lost() -> None:
    async with playing() as on:
        await on.sim.faults(
            api=[
                {"method": "response_url", "kind": "ratelimited", "retry_after": 1},
                {"method": "chat.postMessage", "kind": "ratelimited", "retry_after": 1},
            ]
        )
        await on.sim.slash("查单 1", by="U1")
        await on.sim.says("查单 2", by="U2")
        await on.sim.expect_bubble("答 查单 1")
        await on.sim.expect_bubble("答 查单 2")
        await on.sim.nothing_unexpected()


async def test_bolt_reads_no_traps_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_BOT_TOKEN": "xoxb-other",
        "SLACK_SIGNING_SECRET": "s", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": "127.0.0.1",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    async with playing() as on:
        await on.sim.says("查单 1024", by="U1")
        await on.sim.expect_bubble("答")


async def test_no_secret_reaches_a_log_at_any_level(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with capture_logs() as said_by_us:
        await _a_busy_day()
    theirs = [r for r in caplog.records if not r.name.startswith("aiohttp.")]  # the simulator's
    text = "\n".join(f"{r.getMessage()} {r.exc_text or ''}" for r in theirs) + str(said_by_us)
    assert "slack_online" in text
    for secret in (BOT_TOKEN, APP_TOKEN, "ticket=", "/response/", PHONE, "signed-"):
        assert secret not in text


async def _a_busy_day() -> None:
    async with playing(replace(FAST, first_wait=0.02)) as on:
        await on.sim.faults(refuse_handshakes=1)
        await on.sim.act("cut")
        await on.sim.online()
        await on.sim.says(f"查单 1024 {PHONE}", by="U1")
        await on.sim.slash(f"查单 {PHONE}", by="U1")
        await on.sim.expect_bubble("答 查单 1024")
        await on.channel.send(outgoing())
        await on.channel.send(outgoing(conversation="C0NONE"))


async def test_what_was_acked_is_still_answered_when_the_bot_stops() -> None:
    async with playing() as on:
        on.heard.work = 0.3
        await on.sim.says("查单 1024", by="U1")
        await on.sim.until(_heard(on.heard, 1), "not heard")
        await on.supervisor.stop(within=3.0)
        await on.sim.expect_bubble("答 查单 1024")


async def test_a_reply_goes_to_the_person_where_the_channel_does_not_have_them() -> None:
    async with playing() as on:
        on.heard.private = True
        failing = {"method": "chat.postEphemeral", "kind": "error", "error": "user_not_in_channel"}
        await on.sim.faults(api=[failing])
        await on.sim.says("放行 1024", by="U1")
        await on.sim.expect_bubble("答 放行 1024", by="U1", channel=None)


async def test_what_does_not_fit_is_not_acked_and_the_rest_keeps_its_order() -> None:
    supervisor, done = Supervisor(), list[int]()
    lanes = Lanes("test", supervisor, most=3)

    async def work(number: int) -> None:
        await asyncio.sleep(0)
        if number == 1:
            message = "one fails, the others go on"
            raise RuntimeError(message)
        done.append(number)

    for number in range(3):
        assert not lanes.full
        lanes.put("C1", partial(work, number))
    assert lanes.full
    await supervisor.stop(within=1.0)
    assert (done, lanes.waiting) == ([0, 2], 0)
