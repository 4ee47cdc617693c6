"""The stream gateway of the simulator: tickets, sockets, pushes and acks."""

import asyncio
import json
import time
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.dingtalk import cards
from tests.platforms.dingtalk.answers import problem
from tests.platforms.dingtalk.world import CardOf, Json, Link, Push, World

MESSAGES = "/v1.0/im/bot/messages/get"
CARD = "/v1.0/card/instances/callback"


async def open_connection(world: World, body: Json) -> web.Response:
    """Hand out a ticket for one connection."""
    world.counters["opens"] += 1
    known = (body.get("clientId"), body.get("clientSecret"))
    if known != (world.client_id, world.client_secret):
        return problem(401, "authFailed", "鉴权失败")
    topics = {str(s.get("topic")) for s in body.get("subscriptions") or []}
    if not topics:
        world.violates("open without subscriptions")
        return problem(400, "systemError", "系统错误")
    ticket = f"{world.name('ticket')}+/="
    world.tickets[ticket] = (time.monotonic() + world.ticket_life, topics)
    endpoint = f"ws://127.0.0.1:{world.port}/connect"
    return web.json_response({"endpoint": endpoint, "ticket": ticket})


async def connect(world: World, request: web.Request) -> web.StreamResponse:
    """Upgrade; a ticket is good for one connection and a short time."""
    until, topics = world.tickets.pop(request.query.get("ticket", ""), (0.0, set()))
    if until < time.monotonic():
        world.counters["bad_tickets"] += 1
        return problem(401, "invalidTicket")
    socket = web.WebSocketResponse(compress=False, autoping=False, max_msg_size=0, timeout=0.5)
    await socket.prepare(request)
    link = Link(id=world.name("link"), socket=socket, request=request, topics=topics)
    link.awake.set()
    world.links[link.id] = link
    world.counters["connections"] += 1
    try:
        if world.close_storm:
            await socket.close()
            return socket
        await _read(world, link)
    finally:
        world.links.pop(link.id, None)
    return socket


async def _read(world: World, link: Link) -> None:
    while True:
        await link.awake.wait()
        message = await link.socket.receive()
        await link.awake.wait()  # what came in while stalled stays unread
        if message.type is WSMsgType.PING:
            await link.socket.pong(message.data)
        elif message.type is WSMsgType.TEXT:
            take_ack(world, link, message.data)
        elif message.type is not WSMsgType.PONG:
            return


async def push(
    world: World,
    *,
    kind: str,
    topic: str,
    data: Any,  # noqa: ANN401 - whatever is pushed
    message_id: str | None = None,
    leaving: bool = False,
) -> Push:
    """Send a frame to any connection that wants it; nobody there: it is lost."""
    link = world.choose(topic, leaving=leaving)
    message_id = message_id or world.name("msg")
    sent = Push(
        message_id=message_id, topic=topic, kind=kind, data=data,
        connection=link.id if link else None, at=time.monotonic(),
    )  # fmt: skip
    earlier = world.pushes.get(message_id)
    if earlier is None:
        world.pushes[message_id] = sent
    else:  # the same frame again may be acked again
        earlier.connection, earlier.at = sent.connection, sent.at
        earlier.acks, earlier.late = [], False
        sent = earlier
    if link is None:
        world.counters["lost"] += 1
        return sent
    frame = {
        "specVersion": "1.0",
        "type": kind,
        "headers": {
            "appId": "765ed67b", "connectionId": link.id, "contentType": "application/json",
            "messageId": message_id, "time": str(round(time.time() * 1000)), "topic": topic,  # noqa: TID251 - real clock
        },
        "data": data if isinstance(data, str) else json.dumps(data, ensure_ascii=False),
    }  # fmt: skip
    await link.socket.send_str(json.dumps(frame, ensure_ascii=False))
    return sent


def take_ack(world: World, link: Link, raw: str) -> None:
    """Write an ack down, and everything that is wrong with it."""
    try:
        ack = json.loads(raw)
        message_id, code = ack["headers"]["messageId"], ack["code"]
        data = json.loads(ack["data"]) if isinstance(ack["data"], str) else None
    except (ValueError, KeyError, TypeError):
        world.violates("an ack that is none")
        return
    sent = world.pushes.get(message_id)
    if sent is None:
        world.violates(f"ack of unknown {message_id}")
        return
    after = time.monotonic() - sent.at
    if sent.acks:
        world.violates(f"{sent.topic} acked twice")
    if sent.connection != link.id:
        world.violates(f"{sent.topic} acked on another connection")
    if data is None or not ack["headers"].get("contentType"):
        world.violates(f"ack of {sent.topic} is not JSON in a string")
    if sent.kind == "EVENT" and (not isinstance(data, dict) or "status" not in data):
        world.violates("EVENT acked without status")
    if sent.topic == "ping" and data != json.loads(_text(sent.data)):
        world.violates("ping not echoed")
    sent.acks.append({"code": code, "data": data, "after": after, "raw": raw})
    if sent.topic == CARD and isinstance(sent.data, dict):
        _card_ack(world, sent, data, late=after > world.card_limit)


def _text(data: Any) -> str:  # noqa: ANN401 - whatever was pushed
    return data if isinstance(data, str) else json.dumps(data)


def asks(card: CardOf) -> None:
    """Note that a press on a card is sent, and waits for its ack."""
    card.asked, card.asked_at = card.asked + 1, time.monotonic()


def _card_ack(world: World, sent: Push, data: Any, *, late: bool) -> None:  # noqa: ANN401
    card = world.cards.get(sent.data["outTrackId"])
    if card is None:
        return
    card.asked = max(card.asked - 1, 0)
    if late:
        sent.late = True
        world.violates("card callback answered too late")
        return
    change = data.get("response") if isinstance(data, dict) else None
    if isinstance(change, dict):
        options = change.get("cardUpdateOptions") or {}
        cards.apply(card, change, user=sent.data["userId"], options=options)


async def leave(world: World, link: Link, *, bare: bool) -> None:
    """Say disconnect, be silent, then close."""
    link.leaving = True
    message_id = world.name("msg")
    headers = {"topic": "disconnect", "contentType": "application/json"}
    frame: Json = {"type": "SYSTEM", "headers": headers}
    frame["data"] = json.dumps({"reason": "connection is expired"})
    if not bare:
        headers |= {"messageId": message_id}
        frame["specVersion"] = "1.0"
        world.pushes[message_id] = Push(
            message_id=message_id, topic="disconnect", kind="SYSTEM", data=frame["data"],
            connection=link.id, at=time.monotonic(),
        )  # fmt: skip
    await link.socket.send_str(json.dumps(frame))
    await asyncio.sleep(world.grace)
    if not link.socket.closed:
        await link.socket.close()


def cut(link: Link) -> None:
    """Reset the TCP connection."""
    transport = link.request.transport
    if transport is not None:
        transport.abort()
