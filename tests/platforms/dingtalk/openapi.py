"""The HTTP side of the simulator: tokens, sends by the robot, session webhooks."""

import base64
import json
import time
from typing import Any

from aiohttp import web

from tests.platforms.dingtalk.answers import problem
from tests.platforms.dingtalk.world import Bubble, Json, World

_KEYS = {
    "sampleText": "content", "sampleMarkdown": "text", "sampleFile": "fileName",
    "sampleImageMsg": "photoURL",
}  # fmt: skip
_KINDS = {"sampleMarkdown": "markdown", "sampleFile": "file", "sampleImageMsg": "image"}
#: What names an upload in a message that shows it, which is of that type.
_MEDIA = {"sampleFile": "mediaId", "sampleImageMsg": "photoURL"}
_LISTS = ("invalidStaffIdList", "flowControlledStaffIdList", "filteredStaffIdList")


async def access_token(world: World, body: Json) -> web.Response:
    """Hand out a token."""
    world.counters["tokens"] += 1
    if (body.get("appKey"), body.get("appSecret")) != (world.client_id, world.client_secret):
        return problem(400, "invalidClientIdOrSecret", "无效的clientId或者clientSecret")
    token = world.name("token")
    world.tokens[token] = time.monotonic() + world.token_life
    return web.json_response({"accessToken": token, "expireIn": round(world.token_life) or 1})


def refused(world: World, request: web.Request) -> web.Response | None:
    """Return why a call is not let in."""
    token = request.headers.get("x-acs-dingtalk-access-token")
    if not token:
        world.violates("a call without a token")
        return problem(400, "AuthenticationFailed.MissingParameter")
    if world.tokens.get(token, 0.0) < time.monotonic():
        world.counters["bad_tokens"] += 1
        return problem(400, "InvalidAuthentication", "不合法的access_token")
    if request.content_type != "application/json":
        world.violates("a call that is not JSON")
    return None


async def group_send(world: World, body: Json) -> web.Response:
    """Show a message in a group."""
    message = _message(world, body)
    if isinstance(message, web.Response):
        return message
    where = str(body.get("openConversationId", ""))
    if where in world.unreachable_spaces or not where:
        return problem(400, "resource.not.found", "群不存在")
    if not world.takes_send():
        return problem(400, "send.too.fast")
    world.bubbles.append(Bubble(id=world.name("bubble"), conversation=where, **message))
    return web.json_response({"processQueryKey": world.name("query")})


async def person_send(world: World, body: Json) -> web.Response:
    """Show a message to some people, each in private."""
    message = _message(world, body)
    if isinstance(message, web.Response):
        return message
    if not world.takes_send():
        return problem(400, "send.too.fast")
    lists: dict[str, list[str]] = {name: [] for name in _LISTS}
    for staff in body.get("userIds") or []:
        if staff in world.staff_faults:
            lists[world.staff_faults[staff]].append(staff)
        else:
            world.bubbles.append(Bubble(id=world.name("bubble"), conversation=staff, **message))
    return web.json_response({"processQueryKey": world.name("query"), **lists})


def _message(world: World, body: Json) -> web.Response | dict[str, Any]:
    param, key = body.get("msgParam"), body.get("msgKey")
    if body.get("robotCode") != world.client_id or not isinstance(param, str):
        world.violates("a send without robotCode, or msgParam is no string")
        return problem(400, "param.empty")
    if len(param.encode()) > 15_000:
        world.violates("msgParam longer than 15000 bytes")
        return problem(400, "param.tooLong")
    said = json.loads(param)
    if (name := _MEDIA.get(str(key))) is not None:
        media = world.media.get(said.get(name), {})
        if media.get("type") != _KINDS[str(key)]:
            return problem(400, "param.invalid", name)
    return {
        "kind": _KINDS.get(str(key), "text"),
        "title": said.get("title", ""),
        "text": said.get(_KEYS.get(str(key), ""), ""),
    }


async def upload(world: World, request: web.Request) -> web.Response:
    """Take a file; errors of the older host come with HTTP 200."""
    if world.tokens.get(request.query.get("access_token", ""), 0.0) < time.monotonic():
        return web.json_response({"errcode": 88, "errmsg": "不合法的access_token"})
    part = (await request.post()).get("media")
    kind = request.query.get("type")
    if kind not in ("file", "image") or not isinstance(part, web.FileField):
        return web.json_response({"errcode": 40035, "errmsg": "缺少参数 media"})
    media = world.name("@media")
    world.media[media] = {
        "type": kind,
        "name": part.filename,
        "content": base64.b64encode(part.file.read()).decode(),
    }
    return web.json_response({"errcode": 0, "errmsg": "ok", "type": kind, "media_id": media})


async def by_session(world: World, session: str, body: Json) -> web.Response:
    """Answer in the conversation that a session belongs to; errors come with HTTP 200."""
    until, where = world.sessions.get(session, (0.0, ""))
    if until < time.monotonic():
        world.counters["expired_sessions"] += 1
        return web.json_response({"errcode": 300001, "errmsg": "session expired"})
    kind = body.get("msgtype")
    if kind not in ("text", "markdown"):
        return web.json_response({"errcode": 400105, "errmsg": "unsupported msgtype"})
    said = body[kind]
    text = said.get("content") or said.get("text") or ""
    if len(json.dumps(body, ensure_ascii=False).encode()) > 20_000:
        world.violates("a reply longer than 20000 bytes")
    world.bubbles.append(
        Bubble(
            id=world.name("bubble"),
            conversation=where,
            kind=kind,
            text=text,
            title=said.get("title", ""),
            way="session",
            mentions=list((body.get("at") or {}).get("atUserIds") or []),
        )
    )
    return web.json_response({"errcode": 0, "errmsg": "ok"})
