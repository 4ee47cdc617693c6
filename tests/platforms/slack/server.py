"""The simulator's server: Web API, response URLs, socket and control surface on one port."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, fields
from typing import Any

from aiohttp import web

from tests.platforms.listening import listening
from tests.platforms.slack.api import Api, read
from tests.platforms.slack.link import Link
from tests.platforms.slack.world import BOT_ID, BOT_USER, TEAM, Faults, World


@dataclass(slots=True)
class Control:
    """What a test asks of the simulator; none of it exists on the real platform."""

    world: World
    link: Link

    async def say(self, request: web.Request) -> web.Response:
        """Have a person write something in a channel, or in private to the bot."""
        return web.json_response(await self.speak(await read(request)))

    async def speak(self, body: dict[str, Any]) -> dict[str, Any]:
        """Do so in the process of the simulator."""
        person, channel = body["user"], body.get("channel")
        private = channel is None
        channel = channel or self.world.direct_channel(person)
        self.world.join(channel, person)
        text = body["text"]
        if not body.get("raw"):
            text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        mention = body.get("mention", True) and not private
        text = f"<@{BOT_USER}> {text}" if mention else text
        ts = body.get("ts") or self.world.ts()
        event = {
            "type": "app_mention" if mention else "message", "user": person, "text": text,
            "ts": ts, "channel": channel, "event_ts": ts, "team": TEAM,
            "client_msg_id": str(uuid.uuid4()), **body.get("more", {}),
        }  # fmt: skip
        if not mention:
            event["channel_type"] = "im" if private else "channel"
        envelope = await self.link.deliver("events_api", self._event(event))
        if mention and body.get("both"):  # subscribed to message.channels as well
            twin = {**event, "type": "message", "channel_type": "channel"}
            await self.link.deliver("events_api", self._event(twin))
        return {"ts": ts, "channel": channel, "envelope": envelope}

    def _event(self, event: dict[str, Any]) -> dict[str, Any]:
        return {
            "type": "event_callback", "team_id": TEAM, "api_app_id": "A01", "event": event,
            "event_id": f"Ev{uuid.uuid4().hex[:8]}", "event_time": int(float(event["ts"])),
            "authorizations": [
                {
                    "team_id": TEAM, "user_id": BOT_USER, "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
        }  # fmt: skip

    def _hook(self, request: web.Request, channel: str, user: str, ts: str | None) -> str:
        name = uuid.uuid4().hex
        self.world.hooks[name] = {"channel": channel, "user": user, "message_ts": ts, "uses": 0}
        return f"http://{request.host}/response/{name}"

    async def slash(self, request: web.Request) -> web.Response:
        """Have a person use the slash command."""
        body = await read(request)
        channel = body.get("channel") or self.world.direct_channel(body["user"])
        self.world.join(channel, body["user"])
        payload = {
            "team_id": TEAM, "team_domain": "sim", "channel_id": channel, "channel_name": "ops",
            "user_id": body["user"], "user_name": body["user"].lower(), "api_app_id": "A01",
            "command": body.get("command", "/resonance"), "text": body["text"],
            "response_url": self._hook(request, channel, body["user"], None),
            "trigger_id": f"1.2.{uuid.uuid4().hex}",
        }  # fmt: skip
        await self.link.deliver("slash_commands", payload)
        return web.json_response({"trigger_id": payload["trigger_id"]})

    async def press(self, request: web.Request) -> web.Response:
        """Have a person press a button on their screen, of the newest card unless one is named."""
        body = await read(request)
        channel, person = body["channel"], body["user"]
        cards = [m for m in self.world.seen(channel, person) if m.buttons]
        message = next((m for m in reversed(cards) if m.ts == body.get("ts", m.ts)), None)
        ts = message.ts if message else ""
        buttons = [b for b in message.buttons if b["label"] == body["label"]] if message else []
        if message is None or not buttons:
            return web.json_response({"error": "no such button on their screen"}, status=409)
        button = buttons[0]
        payload = {
            "type": "block_actions", "team": {"id": TEAM}, "api_app_id": "A01",
            "user": {"id": person, "username": person.lower(), "team_id": TEAM},
            "container": {
                "type": "message", "message_ts": ts, "channel_id": channel,
                "is_ephemeral": message.seen_by is not None,
            },
            "channel": {"id": channel, "name": "ops"},
            "message": {
                "bot_id": BOT_ID, "type": "message", "text": message.text, "user": BOT_USER,
                "ts": ts, "blocks": message.blocks,
            },
            "trigger_id": f"1.2.{uuid.uuid4().hex}", "state": {"values": {}},
            "response_url": self._hook(request, channel, person, ts),
            "actions": [
                {
                    "type": "button", "action_id": button["action_id"],
                    "block_id": button["block_id"], "value": button["value"],
                    "text": {"type": "plain_text", "text": button["label"]},
                    "action_ts": self.world.ts(),
                }
            ],
        }  # fmt: skip
        await self.link.deliver("interactive", payload)
        return web.json_response({"ok": True})

    async def raw(self, request: web.Request) -> web.Response:
        """Deliver any payload, odd ones too."""
        body = await read(request)
        await self.link.deliver(body["kind"], body["payload"])
        return web.json_response({"ok": True})

    async def faults(self, request: web.Request) -> web.Response:
        """Switch faults; those not named stay as they are."""
        known = {one.name for one in fields(Faults)}
        for name, value in (await read(request)).items():
            if name not in known:
                return web.json_response({"error": name}, status=400)
            setattr(self.world.faults, name, value)
        return web.json_response({"ok": True})

    async def act(self, request: web.Request) -> web.Response:  # noqa: C901 - one case each
        """Do something to the connections: disconnect, close, cut, deaf, redeliver."""
        body = await read(request)
        match request.match_info["what"]:
            case "disconnect":
                await self.link.disconnect(
                    body.get("reason", "refresh_requested"),
                    close_after=float(body.get("close_after", 0.5)),
                )
            case "close":
                for connection in list(self.link.connections):
                    self.link.spawn(self.link._close_later(connection, 0))  # noqa: SLF001
            case "cut":
                self.link.cut()
            case "deaf":
                self.link.go_deaf()
            case "redeliver":
                await self.link.redeliver(int(body.get("back", 1)))
            case "join":
                self.world.join(body["channel"], *body.get("people", []))
            case "archive":
                self.world.archived.add(body["channel"])
            case "reset":
                await self.link.reset()
            case "delete":
                for message in self.world.messages:
                    message.deleted = message.deleted or message.ts == body["ts"]
            case other:
                return web.json_response({"error": other}, status=404)
        return web.json_response({"ok": True})

    async def view(self, request: web.Request) -> web.Response:
        """Return what a person sees in a channel, or in private."""
        person = request.query.get("user", "")
        channel = request.query.get("channel") or self.world.direct_channel(person)
        return web.json_response([m.as_seen() for m in self.world.seen(channel, person)])

    async def everything(self, _request: web.Request) -> web.Response:
        """Return every message of the bot that there is."""
        return web.json_response([m.as_seen() for m in self.world.messages if not m.deleted])

    async def record(self, _request: web.Request) -> web.Response:
        """Return counters, acks, violations and calls."""
        acks = list(self.world.acks.values())
        return web.json_response(
            {
                "counts": dict(self.world.counts),
                "violations": self.world.violations,
                "open": len(self.link.connections),
                "ready": sum(c.greeted and not c.leaving for c in self.link.connections),
                "acks": [asdict(ack) for ack in acks],
                "unacked": sum(ack.acked_at is None for ack in acks),
                "calls": list(self.world.calls)[-2000:],
                "files": list(self.world.files.values()),
                "busiest_second": self.world.busiest_second,
                "busiest_update_minute": self.world.busiest_update_minute,
            }
        )


def build(control: Control) -> web.Application:
    """Return the application."""
    world, link = control.world, control.link
    api = Api(world, link)
    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.router.add_route("*", "/api/{method}", api.call)
    app.router.add_post("/response/{hook}", api.hook)
    app.router.add_post("/upload/{file}", api.upload)
    app.router.add_get("/link/", link.accept)
    app.router.add_post("/_control/say", control.say)
    app.router.add_post("/_control/slash", control.slash)
    app.router.add_post("/_control/press", control.press)
    app.router.add_post("/_control/raw", control.raw)
    app.router.add_post("/_control/faults", control.faults)
    app.router.add_post("/_control/act/{what}", control.act)
    app.router.add_get("/_control/view", control.view)
    app.router.add_get("/_control/messages", control.everything)
    app.router.add_get("/_control/record", control.record)
    return app


@asynccontextmanager
async def serving(world: World | None = None, port: int = 0) -> AsyncIterator[str]:
    """Serve in this process; yields the base address."""
    async with controlled(world or World(), port) as (base, _control):
        yield base


@asynccontextmanager
async def controlled(world: World, port: int = 0) -> AsyncIterator[tuple[str, Control]]:
    """Serve in this process; yields the base address, and what a test may ask for."""
    control = Control(world, Link(world))
    async with listening(build(control), port) as own:
        try:
            yield f"http://127.0.0.1:{own}", control
        finally:
            await control.link.stop()
