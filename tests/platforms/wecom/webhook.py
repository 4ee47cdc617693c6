"""The group robot: one way, over HTTP."""

import asyncio
import base64
import hashlib

from aiohttp import web

from tests.platforms.wecom import cards
from tests.platforms.wecom.answers import (
    BAD_HOOK,
    BAD_PARAMETER,
    BAD_TYPE,
    TOO_OFTEN,
    errmsg,
)
from tests.platforms.wecom.world import Bubble, Json, World

_PNG, _IMAGE = b"\x89PNG", 2 * 1024 * 1024
_LONGEST = {"text": 2048, "markdown": 4096, "markdown_v2": 4096}


async def send(world: World, request: web.Request) -> web.StreamResponse:
    """Take a message: HTTP 200 with an errcode, but where a fault says otherwise."""
    world.counters["webhook"] += 1
    try:
        body = await request.json()
    except ValueError:
        return _said(BAD_PARAMETER)
    world.note(None, "webhook", {"body": body})
    fault = world.fault("webhook")
    match fault.kind if fault else "":
        case "errcode" if fault:
            return _said(fault.code)
        case "status" if fault:
            return web.Response(status=fault.code, text="<html>", content_type="text/html")
        case "hang" if fault:
            await asyncio.sleep(fault.delay or 30.0)
            return web.Response(status=504)
        case "abort_before" if request.transport is not None:
            request.transport.abort()
            return web.Response()
        case "delay" if fault:
            await asyncio.sleep(fault.delay)
    code = _take(world, request.query.get("key", ""), body)
    if fault is not None and fault.kind == "abort" and request.transport is not None:
        request.transport.abort()
    if code:
        world.counters[f"webhook_refused_{code}"] += 1
    return _said(code)


async def upload(world: World, request: web.Request) -> web.StreamResponse:
    """Take a file of a group robot."""
    part = (await request.post()).get("media")
    if request.query.get("key", "") not in world.webhooks:
        return _said(BAD_HOOK)
    if request.query.get("type") != "file" or not isinstance(part, web.FileField):
        return _said(BAD_PARAMETER)
    media = world.name("media")
    content = base64.b64encode(part.file.read()).decode()
    world.media[media] = {"type": "file", "name": part.filename, "content": content}
    return web.json_response({"errcode": 0, "errmsg": "ok", "type": "file", "media_id": media})


def _said(code: int) -> web.Response:
    return web.json_response({"errcode": code, "errmsg": errmsg(code)})


def _take(world: World, key: str, body: Json) -> int:
    where = world.webhooks.get(key)
    if where is None:
        return BAD_HOOK
    kind = body.get("msgtype")
    said = body.get(str(kind)) or {}
    if kind in _LONGEST:
        text = said.get("content", "")
        if not text or len(text.encode()) > _LONGEST[kind]:
            world.violates(f"webhook: {kind} empty or longer than {_LONGEST[kind]} bytes")
            return BAD_PARAMETER
    elif kind in ("file", "image"):
        text = _media(world, kind, said)
        if not text:
            world.violates(f"webhook: {kind} that nobody uploaded, or is none, too large, or cut")
            return BAD_PARAMETER
    elif kind == "template_card":
        if said.get("card_type") not in ("text_notice", "news_notice"):
            world.violates("webhook: a card with buttons")
            return BAD_TYPE
        if wrong := cards.problem(world, said):
            world.violates(f"webhook: {wrong[1]}")
            return wrong[0]
        text = cards.text(said)
    else:
        world.violates(f"webhook: msgtype {kind}")
        return BAD_TYPE
    if _too_often(world, key):
        return TOO_OFTEN
    made = world.name("bubble")
    world.bubbles.append(
        Bubble(id=made, conversation=where, kind=kind, text=text, way="webhook", at=world.now())
    )
    return 0


def _media(world: World, kind: str, said: Json) -> str:
    """Return what a file is called, or that it is an image, which comes within its message."""
    if kind == "file":
        return str(world.media.get(said.get("media_id", ""), {}).get("name", ""))
    content = base64.b64decode(said.get("base64", ""))
    digest = hashlib.md5(content, usedforsecurity=False).hexdigest()
    if not content.startswith(_PNG) or len(content) > _IMAGE or digest != said.get("md5"):
        return ""
    world.media[world.name("media")] = {"type": kind, "name": "", "content": said["base64"]}
    return kind


def _too_often(world: World, key: str) -> bool:
    now, sent = world.now(), world.hooked_at[key]
    while sent and sent[0] <= now - 60:
        sent.popleft()
    if len(sent) >= world.webhook_per_minute:
        world.violates(f"webhook: more than {world.webhook_per_minute} in a minute")
        return True
    sent.append(now)
    return False
