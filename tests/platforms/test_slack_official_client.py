"""The official client finds the simulator to be Slack: messages, cards, refreshes, quirks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler as OverAiohttp
from slack_bolt.adapter.socket_mode.websockets import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.platforms.slack.control import OPS, Slack, workspace
from tests.platforms.slack.world import APP_TOKEN, BOT_TOKEN

pytestmark = pytest.mark.wire

CARD: list[dict[str, Any]] = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "订单 1024"}},
    {
        "type": "actions",
        "elements": [
            {
                "type": "button",
                "text": {"type": "plain_text", "text": "放行"},
                "action_id": "go",
                "value": "1024",
            }
        ],
    },
]


#: Seconds in which transports that were told to close have done it; nobody tells.
_A_TURN = 0.05


@asynccontextmanager
async def _bolt(sim: Slack, handler_class: Any = AsyncSocketModeHandler) -> AsyncIterator[AsyncApp]:  # noqa: ANN401
    app = AsyncApp(client=AsyncWebClient(token=BOT_TOKEN, base_url=sim.api_base))

    @app.event("app_mention")
    async def _mentioned(event: dict[str, Any], say: Any) -> None:  # noqa: ANN401
        await say(text="card", blocks=CARD) if "card" in event["text"] else await say("heard")

    @app.command("/resonance")
    async def _command(ack: Any, respond: Any, command: dict[str, Any]) -> None:  # noqa: ANN401
        await ack()
        await respond(f"done {command['text']}")

    @app.action("go")
    async def _pressed(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:  # noqa: ANN401
        await ack()
        await client.chat_update(
            channel=body["channel"]["id"],
            ts=body["message"]["ts"],
            text="released",
            blocks=CARD[:1],
        )

    handler = handler_class(app, APP_TOKEN, ping_interval=1)
    await handler.connect_async()
    try:
        yield app
    finally:
        await handler.close_async()
        await asyncio.sleep(_A_TURN)


async def test_bolt_hears_answers_and_updates_a_card() -> None:
    async with workspace("U1") as sim, _bolt(sim):
        await sim.online()
        await sim.says("hello", by="U1")
        await sim.expect_bubble("heard")
        await sim.slash("1024", by="U1")
        await sim.expect_bubble("done 1024", by="U1")
        await sim.says("card please", by="U1")
        card = await sim.expect_bubble("订单 1024")
        await sim.press(card, "放行", by="U1")

        async def released() -> bool:
            return bool((await sim.view(by="U1"))[-1]["text"] == "released")

        await sim.until(released, "the card was not updated")
        await sim.nothing_unexpected()
        acks = (await sim.record())["acks"]
        assert [ack["kind"] for ack in acks if ack["acked_at"]] == [
            "events_api",
            "slash_commands",
            "events_api",
            "interactive",
        ]


async def test_bolt_comes_back_after_a_disconnect_frame() -> None:
    async with workspace("U1") as sim, _bolt(sim):
        await sim.online()
        await sim.act("disconnect", reason="warning", close_after=0.2)
        await sim.online()
        await sim.says("hello", by="U1")
        await sim.expect_bubble("heard")
        assert (await sim.record())["counts"]["apps.connections.open"] == 2


async def test_a_reset_after_the_message_was_taken_makes_bolt_post_it_twice() -> None:
    async with workspace("U1") as sim, _bolt(sim) as app:
        await sim.faults(api=[{"method": "chat.postMessage", "kind": "reset_after", "times": 1}])

        await app.client.chat_postMessage(channel=OPS, text="once")

        assert [m["text"] for m in await sim.messages()] == ["once", "once"]


async def test_the_aiohttp_client_burns_its_ticket_on_a_refused_refresh() -> None:
    async with workspace("U1") as sim, _bolt(sim, OverAiohttp):
        await sim.online()
        await sim.faults(refuse_handshakes=1)
        await sim.act("disconnect", reason="refresh_requested", close_after=0.0)

        async def burnt() -> bool:
            return bool((await sim.record())["violations"])

        await sim.until(burnt, "the ticket was not used twice", within=15)


async def test_the_eleventh_connection_is_turned_away() -> None:
    async with workspace() as sim, aiohttp.ClientSession() as session:
        await sim.faults(ghosts=10)
        auth = {"Authorization": f"Bearer {APP_TOKEN}"}
        async with session.post(f"{sim.api_base}apps.connections.open", headers=auth) as answer:
            url = (await answer.json())["url"]

        async with session.ws_connect(url) as ws:
            assert (await ws.receive_json())["reason"] == "too_many_websockets"


async def test_acks_are_checked() -> None:
    async with workspace("U1") as sim, aiohttp.ClientSession() as session:
        auth = {"Authorization": f"Bearer {APP_TOKEN}"}
        async with session.post(f"{sim.api_base}apps.connections.open", headers=auth) as answer:
            url = (await answer.json())["url"]
        async with session.ws_connect(url) as ws:
            assert (await ws.receive_json())["type"] == "hello"
            await sim.slash("x", by="U1")
            envelope = (await ws.receive_json())["envelope_id"]
            for name in (envelope, envelope, "nobody's"):
                await ws.send_json({"envelope_id": name})

            async def noticed() -> bool:
                return len((await sim.record())["violations"]) == 2

            await sim.until(noticed, "two breaches were not noticed")


async def test_a_second_message_in_a_second_and_an_edit_too_many_are_refused() -> None:
    async with workspace() as sim:
        client = AsyncWebClient(token=BOT_TOKEN, base_url=sim.api_base)
        await sim.faults(posts_per_second=1, updates_per_minute=1)
        first = await client.chat_postMessage(channel=OPS, text="one")
        with pytest.raises(SlackApiError) as refused:
            await client.chat_postMessage(channel=OPS, text="two")
        await client.chat_update(channel=OPS, ts=first["ts"], text="one, again")
        with pytest.raises(SlackApiError) as late:
            await client.chat_update(channel=OPS, ts=first["ts"], text="and again")
        record = await sim.record()

        assert refused.value.response.data["error"] == "ratelimited"
        assert refused.value.response.headers["Retry-After"] == "1"
        assert 0 < int(late.value.response.headers["Retry-After"]) <= 60
        assert (record["counts"]["limited"], record["counts"]["updates_limited"]) == (1, 1)
        assert (record["busiest_second"], record["busiest_update_minute"]) == (1, 1)
