"""The Web API side: methods, response URLs, and the faults of both."""

import asyncio
import base64
import json
import uuid
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.platforms.slack.blocks import problems, shouts
from tests.platforms.slack.link import Link
from tests.platforms.slack.world import APP_TOKEN, BOT_ID, BOT_TOKEN, BOT_USER, TEAM, Message, World

HOOK_USES = 5


def refuse(error: str, **more: object) -> web.Response:
    """Answer as the platform refuses: HTTP 200 and ok:false."""
    return web.json_response({"ok": False, "error": error, **more})


def limited(seconds: int) -> web.Response:
    """Answer 429."""
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(seconds)})


async def read(request: web.Request) -> dict[str, Any]:
    """Read a body, JSON or a form."""
    if request.content_type == "application/json":
        body: dict[str, Any] = json.loads(await request.text() or "{}")
        return body
    form: dict[str, Any] = {**request.query, **await request.post()}
    for name in ("blocks", "metadata", "files"):
        if isinstance(form.get(name), str):
            form[name] = json.loads(form[name])
    return form


@dataclass(slots=True)
class Api:
    """Answers calls."""

    world: World
    link: Link

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one method."""
        method, world = request.match_info["method"], self.world
        body = await read(request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        world.counts[method] += 1
        world.calls.append(
            {"method": method, "at": asyncio.get_running_loop().time(), "body": body}
        )
        if token != (APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN):
            return refuse("invalid_auth")
        rule = self._rule(method)
        if rule is not None and rule["kind"] not in {"reset_after", "hang_after"}:
            return await self._spoiled(request, rule)
        answer = await self._answer(method, body, request)
        if rule is not None and rule["kind"] == "reset_after" and request.transport is not None:
            request.transport.abort()
        elif rule is not None:
            await asyncio.sleep(float(rule.get("seconds", 5)))
        return answer

    def _rule(self, method: str) -> dict[str, Any] | None:
        for rule in self.world.faults.api:
            if rule["method"] in {method, "*"} and rule.get("times", 1) > 0:
                rule["times"] = rule.get("times", 1) - 1
                return rule
        return None

    async def _spoiled(self, request: web.Request, rule: dict[str, Any]) -> web.StreamResponse:
        match rule["kind"]:
            case "ratelimited":
                return limited(int(rule.get("retry_after", 1)))
            case "http":
                return web.Response(status=int(rule["status"]), text="upstream")
            case "reset_before":
                if request.transport is not None:
                    request.transport.abort()
            case "hang":
                await asyncio.sleep(float(rule.get("seconds", 5)))
            case _:
                pass
        return refuse(str(rule.get("error", "internal_error")))

    async def _answer(
        self, method: str, body: dict[str, Any], request: web.Request
    ) -> web.StreamResponse:
        match method:
            case "auth.test":
                names = {"user_id": BOT_USER, "bot_id": BOT_ID, "team_id": TEAM, "team": "sim"}
                return web.json_response({"ok": True, "url": "http://sim/", "user": "bot", **names})
            case "apps.connections.open":
                return await self._open(request)
            case "chat.postMessage":
                return self._post(body, seen_by=None)
            case "chat.postEphemeral":
                return self._post(body, seen_by=str(body.get("user")))
            case "chat.update":
                return self._update(body)
            case "conversations.open":
                person = str(body.get("users", ""))
                if not any(person in people for people in self.world.members.values()):
                    return refuse("user_not_found")
                channel = self.world.direct_channel(person)
                return web.json_response({"ok": True, "channel": {"id": channel}})
            case "conversations.history":
                return self._history(body)
            case _:
                return self._of_files(method, body, request)

    def _of_files(
        self, method: str, body: dict[str, Any], request: web.Request
    ) -> web.StreamResponse:
        match method:
            case "files.getUploadURLExternal":
                return self._place(body, request)
            case "files.completeUploadExternal":
                return self._complete(body)
            case _:
                return refuse("unknown_method")

    def _place(self, body: dict[str, Any], request: web.Request) -> web.Response:
        """Say where a file may be uploaded to."""
        if not body.get("filename") or int(body.get("length") or 0) < 1:
            return refuse("invalid_arguments")
        file_id = f"F{uuid.uuid4().hex[:8]}"
        self.world.files[file_id] = {
            "name": body["filename"], "length": int(body["length"]), "alt": body.get("alt_txt"),
        }  # fmt: skip
        url = f"http://{request.host}/upload/{file_id}"
        return web.json_response({"ok": True, "upload_url": url, "file_id": file_id})

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file; nobody sees it yet."""
        file = self.world.files.get(request.match_info["file"])
        content = await request.read()
        if file is None or len(content) != file["length"]:
            return web.Response(status=400, text="bad upload")
        file["content"] = base64.b64encode(content).decode()
        return web.Response(text=f"OK - {len(content)}")

    def _complete(self, body: dict[str, Any]) -> web.Response:
        """Show uploaded files in a channel, or in a thread of it."""
        for one in body["files"]:
            file = self.world.files.get(one["id"])
            if file is None or "content" not in file:
                return refuse("file_not_found")
            place = {"channel": body.get("channel_id"), "thread_ts": body.get("thread_ts")}
            file.update(place, title=one.get("title"))
        return web.json_response({"ok": True, "files": body["files"]})

    async def _open(self, request: web.Request) -> web.Response:
        faults = self.world.faults
        if faults.open_hangs:
            await asyncio.sleep(faults.open_hangs)
        if faults.open_limited > 0:
            faults.open_limited -= 1
            return limited(1)
        if faults.open_error:
            return refuse(faults.open_error)
        ticket = uuid.uuid4().hex
        self.world.tickets.add(ticket)
        url = f"ws://{request.host}/link/?ticket={ticket}&app_id=A01"
        return web.json_response({"ok": True, "url": url})

    def _checked(self, body: dict[str, Any]) -> str | None:
        blocks = body.get("blocks") or []
        if blocks and not body.get("text"):
            self.world.broke("blocks without text")
        if not blocks and not body.get("text"):
            return "no_text"
        if len(str(body.get("text", ""))) > 40_000:
            return "msg_too_long"
        if shouts(body):
            self.world.broke("everybody in the channel was called")
        found = problems(blocks)
        if found:
            self.world.broke(f"invalid blocks: {found}")
            return "invalid_blocks"
        return None

    def _post(self, body: dict[str, Any], *, seen_by: str | None) -> web.Response:
        world, channel = self.world, str(body.get("channel"))
        if channel not in world.members:
            return refuse("channel_not_found")
        if channel in world.archived:
            return refuse("is_archived")
        if seen_by is not None and seen_by not in world.members[channel]:
            return refuse("user_not_in_channel")
        if error := self._checked(body):
            return refuse(error)
        if seen_by is None and (
            wait := world.wait_for_room(channel, asyncio.get_running_loop().time())
        ):
            return limited(wait)
        message = Message(
            channel, world.ts(), BOT_USER, str(body.get("text", "")),
            list(body.get("blocks") or []), seen_by, body.get("thread_ts"), body.get("metadata"),
        )  # fmt: skip
        world.messages.append(message)
        if seen_by is not None:
            return web.json_response({"ok": True, "message_ts": message.ts})
        return web.json_response({"ok": True, "channel": channel, "ts": message.ts})

    def _update(self, body: dict[str, Any]) -> web.Response:
        message = self.world.find(str(body.get("channel")), str(body.get("ts")))
        if message is None:
            return refuse("message_not_found")
        if message.user != BOT_USER:
            return refuse("cant_update_message")
        if error := self._checked(body):
            return refuse(error)
        if wait := self.world.wait_to_update(asyncio.get_running_loop().time()):
            return limited(wait)
        message.text, message.blocks = str(body.get("text", "")), list(body.get("blocks") or [])
        message.edits += 1
        return web.json_response({"ok": True, "channel": message.channel, "ts": message.ts})

    def _history(self, body: dict[str, Any]) -> web.Response:
        channel, most = str(body.get("channel")), int(body.get("limit", 100))
        oldest = str(body.get("oldest", "0"))
        found = [
            {"ts": m.ts, "text": m.text, "user": m.user, "metadata": m.metadata or {}}
            for m in reversed(self.world.seen(channel, BOT_USER))
            if m.ts > oldest and m.thread_ts is None
        ]
        return web.json_response({"ok": True, "messages": found[:most], "has_more": False})

    async def hook(self, request: web.Request) -> web.StreamResponse:
        """Take what is said through a response URL: five times, for half an hour."""
        world = self.world
        hook = world.hooks.get(request.match_info["hook"])
        world.counts["response_url"] += 1
        rule = self._rule("response_url")
        if rule is not None and rule["kind"] != "reset_after":
            return await self._spoiled(request, rule)
        if hook is None:
            return web.Response(status=404, text="expired_url")
        if hook["uses"] >= HOOK_USES:
            return web.Response(status=404, text="used_url")
        hook["uses"] += 1
        body = await read(request)
        if self._checked(body):
            return web.Response(status=400, text="invalid_payload")
        text, blocks = str(body.get("text", "")), list(body.get("blocks") or [])
        seen_by = None if body.get("response_type") == "in_channel" else hook["user"]
        original = world.find(hook["channel"], hook["message_ts"] or "")
        if body.get("replace_original") and original is not None:
            original.text, original.blocks = text, blocks
        else:
            world.messages.append(
                Message(hook["channel"], world.ts(), BOT_USER, text, blocks, seen_by)
            )
        return web.Response(text="ok")
