"""The gateway: the handshake, the subscription, the heartbeat, and every way a socket ends."""

import asyncio
import json

from aiohttp import WSMsgType, web

from tests.platforms.wecom import replies, uploads
from tests.platforms.wecom.answers import errmsg
from tests.platforms.wecom.sockets import cut, end, later, push_out, write
from tests.platforms.wecom.world import Fault, Json, Link, World


async def connect(world: World, request: web.Request) -> web.StreamResponse:
    """Upgrade on any path, as the door allows, and serve the socket to its end."""
    world.counters["handshakes"] += 1
    if world.door == "hangs":
        await asyncio.sleep(60)
    if world.door == "reset" and request.transport is not None:
        request.transport.abort()
    if world.door != "open" or "upgrade" not in request.headers.get("Connection", "").lower():
        return web.Response(status=503)
    socket = web.WebSocketResponse(compress=False, autoping=False, max_msg_size=0, timeout=0.5)
    await socket.prepare(request)
    link = Link(id=world.name("conn"), socket=socket, request=request, pinged=world.now())
    link.awake.set()
    world.links[link.id] = link
    world.counters["connections"] += 1
    try:
        if world.close_at_once is not None:
            await end(link, world.close_at_once)
        else:
            await _read(world, link)
    except ConnectionError:  # broken while we wrote
        pass
    finally:
        world.links.pop(link.id, None)
        world.old_calls |= set(link.calls)
    return socket


async def _read(world: World, link: Link) -> None:
    while True:
        await link.awake.wait()
        left = link.pinged + world.silence - world.now()
        try:
            async with asyncio.timeout(max(left, 0.01)):
                message = await link.socket.receive()
        except TimeoutError:
            if link.pinged + world.silence <= world.now():
                world.counters["silent"] += 1
                await end(link, 1000)
                return
            continue
        await link.awake.wait()  # what came in while stalled stays unread
        if message.type is WSMsgType.PING:
            await link.socket.pong(message.data)
        elif message.type is WSMsgType.PONG:
            link.ponged.set()
        elif message.type is WSMsgType.TEXT:
            await _take(world, link, message.data)
        elif message.type is WSMsgType.BINARY:
            world.violates("a binary frame")
        else:
            world.counters[f"closed_{message.data}"] += 1
            return


def _parsed(raw: str) -> tuple[str, str, Json] | None:
    try:
        frame = json.loads(raw)
        cmd, req_id = frame["cmd"], frame["headers"]["req_id"]
        body = frame.get("body") or {}
        good = cmd and req_id and isinstance(cmd + req_id, str) and isinstance(body, dict)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return (cmd, req_id, body) if good else None


async def _take(world: World, link: Link, raw: str) -> None:
    parsed = _parsed(raw)
    world.note(link, "in", json.loads(raw) if parsed else raw)
    if parsed is None:
        world.violates("a frame that is none")
        return
    cmd, req_id, body = parsed
    world.counters[cmd] += 1
    fault = world.fault(cmd)
    kind = fault.kind if fault else ""
    if kind == "lost":
        return
    if kind == "abort_before":
        cut(link)
        return
    if fault is not None and kind == "errcode":
        world.counters[f"injected_{fault.code}"] += 1
        await answer(world, link, req_id, fault.code, cmd=cmd, fault=None)
        return
    if req_id in link.waiting:  # no breach: a client that gave the ack up may try again
        world.counters["overlapping"] += 1
    code = _own_id(world, link, cmd, req_id)
    code, told = (code, {}) if code else _do(world, link, cmd, req_id, body)
    if code:
        world.counters[f"refused_{code}"] += 1
        world.refused.append({"cmd": cmd, "req_id": req_id, "code": code})
    await answer(world, link, req_id, code, cmd=cmd, fault=fault, told=told)


def _do(world: World, link: Link, cmd: str, req_id: str, body: Json) -> tuple[int, Json]:
    if cmd == "aibot_subscribe":
        return _subscribe(world, link, body), {}
    if cmd == "ping":
        _beat(world, link)
        return 0, {}
    if link.subscribed and cmd.startswith(uploads.PREFIX):
        return uploads.take(world, cmd, body)
    return replies.take(world, link, cmd, req_id, body), {}


async def answer(
    world: World,
    link: Link,
    req_id: str,
    code: int,
    *,
    cmd: str,
    fault: Fault | None,
    told: Json | None = None,
) -> None:
    """Ack what was done, or fail to, as a fault says."""
    if cmd == "aibot_subscribe" and not code and (fault is None or fault.kind == "drop"):
        link.subscribed = True  # before the ack, since call-backs may follow at once
    match fault.kind if fault else "":
        case "drop":
            pass
        case "abort":
            cut(link)
            return
        case "close" if fault:
            later(end(link, fault.code))
            return
        case "delay" if fault:
            later(_delayed(world, link, req_id, code, cmd=cmd, delay=fault.delay))
            return
        case _ if cmd == "ping" and not world.pongs:
            pass
        case _:
            await _ack(world, link, req_id, code, told)
    if cmd == "aibot_subscribe":
        await _subscribed(world, link, code)


async def _ack(world: World, link: Link, req_id: str, code: int, told: Json | None = None) -> None:
    frame: Json = {"headers": {"req_id": req_id}, "errcode": code, "errmsg": errmsg(code)}
    if told:
        frame["body"] = told
    await write(world, link, frame)


async def _delayed(
    world: World, link: Link, req_id: str, code: int, *, cmd: str, delay: float
) -> None:
    link.waiting.add(req_id)
    await asyncio.sleep(delay)
    link.waiting.discard(req_id)
    await answer(world, link, req_id, code, cmd=cmd, fault=None)


def _own_id(world: World, link: Link, cmd: str, req_id: str) -> int:
    """Check that the client never uses an id of its own twice on a connection."""
    if cmd.startswith("aibot_respond_"):
        return 0
    if req_id in link.own_ids:
        world.violates(f"req_id of {cmd} used twice")
        return 846605
    link.own_ids.add(req_id)
    return 0


def _beat(world: World, link: Link) -> None:
    now = world.now()
    world.ping_gaps.append(round(now - link.pinged, 3))
    link.pinged = now


def _subscribe(world: World, link: Link, body: Json) -> int:
    now, before = world.now(), world.subscribed_at
    while before and before[0] <= now - 60:
        before.popleft()
    before.append(now)
    if len(before) > world.subscribes_per_minute:
        return 45009
    if world.subscribe_code:
        return world.subscribe_code
    if body.get("bot_id") != world.bot_id:
        return world.bad_bot_code
    if body.get("secret") != world.secret:
        return world.bad_secret_code
    if link.subscribed:
        world.violates("subscribed twice on one connection")
    return 0


async def _subscribed(world: World, link: Link, code: int) -> None:
    if code:
        if world.subscribe_closes:
            later(end(link, 1000))
        return
    world.counters["subscribed"] += 1
    link.subscribed = True
    for other in list(world.links.values()):
        if other is not link and other.subscribed and not other.leaving:
            await push_out(world, other)
    if world.close_subscribed is not None:
        later(end(link, world.close_subscribed))
