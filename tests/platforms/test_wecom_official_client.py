"""A client of others, wecom-aibot-sdk 1.0.8, takes the simulator for WeCom."""

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

import pytest
from wecom_aibot_sdk import WSClient  # type: ignore[import-untyped]  # it has no types

from tests.platforms.wecom.control import Sim, controlling
from tests.platforms.wecom.server import serving
from tests.waiting import stays

pytestmark = pytest.mark.wire


class _Quiet:
    """Its logger: the library passes what it likes."""

    def debug(self, *parts: object) -> None:
        logging.getLogger("official").debug("%s", parts)

    info = warn = error = debug


@asynccontextmanager
async def _official(sim: Sim, *, secret: str = "longsecret") -> AsyncIterator[WSClient]:  # noqa: S107
    """Run the client: it answers messages, sends a card for `card`, and redraws what is pressed."""
    client = WSClient(
        "aibSIMULATED", secret, ws_url=sim.url, logger=_Quiet(), reconnect_interval=50,
        heartbeat_interval=200, max_reconnect_attempts=3, max_auth_failure_attempts=2,
    )  # fmt: skip

    async def heard(frame: dict[str, Any]) -> None:
        body = frame["body"]
        if body["text"]["content"].endswith("card"):
            await client.reply_template_card(frame, _card("卡片"))
            return
        await client.reply_stream(frame, "s1", "…")
        await client.reply_stream(frame, "s1", f"echo {body['text']['content']}", finish=True)

    async def pressed(frame: dict[str, Any]) -> None:
        event = frame["body"]["event"]["template_card_event"]
        await client.update_template_card(frame, _card(f"pressed {event['event_key']}"))
        chat = frame["body"].get("chatid") or frame["body"]["from"]["userid"]
        await client.send_message(chat, {"msgtype": "markdown", "markdown": {"content": "done"}})

    client.on("message.text", heard)
    client.on("event.template_card_event", pressed)
    client.on("error", lambda _: None)
    await client.connect()
    try:
        yield client
    finally:
        await client.disconnect()


@pytest.fixture
async def sim() -> AsyncIterator[Sim]:
    async with serving() as world, controlling(world.port) as made:
        yield made


async def test_it_connects_hears_and_answers(sim: Sim) -> None:
    async with _official(sim):
        await sim.expect_links(1)
        await sim.says("查单 1024")
        bubble = await sim.expect_bubble("echo @RobotA 查单 1024")
        await sim.says("你好", private=True)
        await sim.expect_bubble("echo 你好", conversation="staff1")
        await sim.expect_count("ping", 2)

    assert bubble["frames"] == 2
    assert [f["body"] for f in await sim.frames("aibot_subscribe")] == [{"bot_id": "aibSIMULATED"}]
    await sim.nothing_unexpected()


async def test_a_press_changes_the_card_for_everybody(sim: Sim) -> None:
    async with _official(sim):
        await sim.expect_links(1)
        await sim.says("card")
        card = await sim.expect_bubble("卡片", by="staff2")
        await sim.press(card, "放行", by="staff2")
        card = await sim.expect_card(card, "pressed release", by="staff1")
        await sim.expect_bubble("done")

    assert [b["key"] for b in card["buttons"]] == ["release"]
    await sim.nothing_unexpected()


async def test_it_reconnects_after_the_connection_broke(sim: Sim) -> None:
    async with _official(sim):
        await sim.expect_links(1)
        await sim.do("wire", what="cut")
        await sim.expect_count("subscribed", 2)
        await sim.says("da?")
        await sim.expect_bubble("echo @RobotA da?")
    await sim.nothing_unexpected()


async def _linked(sim: Sim, number: int) -> bool:
    return bool((await sim.record())["links"] == number)


@pytest.mark.parametrize("code", [1000, 1001])
async def test_it_stays_dead_after_a_clean_close(sim: Sim, code: int) -> None:
    """As measured; our own channel must not."""
    async with _official(sim):
        await sim.expect_links(1)
        await sim.do("wire", what="close", code=code)
        await sim.expect_links(0)
        await stays(partial(_linked, sim, 0), "it came back", 0.5)  # ten times its delay
        lost = await sim.says("da?")

    assert lost["connection"] is None
    assert (await sim.counters())["connections"] == 1


async def test_it_comes_back_after_an_internal_error_close(sim: Sim) -> None:
    async with _official(sim):
        await sim.expect_links(1)
        await sim.do("wire", what="close", code=1011)
        await sim.expect_count("subscribed", 2)


async def test_it_stays_off_when_another_took_its_place(sim: Sim) -> None:
    async with _official(sim):
        await sim.expect_links(1)
        async with _official(sim):
            await sim.expect_count("kicks", 1)
            await sim.expect_links(1)
            await stays(partial(_linked, sim, 1), "it came back", 0.3)
            await sim.says("wer?")
            await sim.expect_bubble("echo @RobotA wer?")

    assert (await sim.counters())["connections"] == 2
    await sim.nothing_unexpected()


async def test_a_frame_with_control_characters_is_lost_on_it(sim: Sim) -> None:
    async with _official(sim):
        await sim.expect_links(1)
        await sim.says("查单 1024", raw_controls=True)
        await sim.says("danach")
        await sim.expect_bubble("echo @RobotA danach")
    await sim.nothing_unexpected()


async def test_a_wrong_secret_is_refused_and_never_written_down(sim: Sim) -> None:
    async with _official(sim, secret="nonsense"):  # noqa: S106 - of nothing
        await sim.expect_count("refused_853000", 1)

    assert "nonsense" not in json.dumps(await sim.record(frames=True))
    assert (await sim.record())["links"] == 0


async def test_it_runs_as_a_process_of_its_own() -> None:
    simulator = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.platforms.wecom", "--port", "0",
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        assert simulator.stdout is not None
        port = json.loads(await asyncio.wait_for(simulator.stdout.readline(), 20))["port"]
        async with controlling(port) as sim, _official(sim):
            await sim.expect_links(1)
            await sim.says("hallo")
            await sim.expect_bubble("echo @RobotA hallo")
            await sim.nothing_unexpected()
    finally:
        simulator.terminate()
        await simulator.wait()


def _card(title: str) -> dict[str, Any]:
    return {
        "card_type": "button_interaction",
        "main_title": {"title": title},
        "button_list": [{"text": "放行", "style": 1, "key": "release"}],
        "task_id": "task-1",
    }
