"""What a tester may do: speak, press, break things, and look."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from tests.platforms.dingtalk import cards, gateway
from tests.platforms.dingtalk.answers import mode
from tests.platforms.dingtalk.world import Bubble, Json, Link, World

Act = Callable[[World, Json], Awaitable[Any]]
_TASKS: set[asyncio.Task[None]] = set()


async def say(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Let a person write to the bot."""
    private, user = bool(body.get("private")), str(body["by"])
    where = body.get("conversation") or ("cidPRIVATE==" if private else "cidGROUP==")
    session = world.name("session")
    world.sessions[session] = (time.monotonic() + world.session_life, user if private else where)
    now = body.get("at_ms") or round(time.time() * 1000)  # noqa: TID251 - the platform's real clock
    data: Json = {
        "conversationId": where, "chatbotCorpId": "dingcorp", "chatbotUserId": "$:LWCP_v1:$bot",
        "msgId": body.get("msg_id") or world.name("m"), "senderNick": body.get("name", user),
        "isAdmin": False, "senderStaffId": user, "senderCorpId": "dingcorp",
        "sessionWebhookExpiredTime": now + round(world.session_life * 1000), "createAt": now,
        "conversationType": "1" if private else "2", "senderId": f"$:LWCP_v1:${user}",
        "sessionWebhook": f"http://127.0.0.1:{world.port}/robot/sendBySession?session={session}",
        "robotCode": world.client_id, "msgtype": "text", "text": {"content": f" {body['text']}"},
    }  # fmt: skip
    if not private:
        data |= {"conversationTitle": "测试群", "isInAtList": True, "atUsers": []}
    if quoted := body.get("quote"):
        _quote(world, data, quoted)
    if body.get("spoken"):
        words = {"downloadCode": "mIof", "recognition": body["text"]}
        data |= {"msgtype": "audio", "content": words}
        del data["text"]
    for name, value in (body.get("changes") or {}).items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value
    world.bubbles.append(
        Bubble(
            id=world.name("bubble"),
            conversation=user if private else where,
            kind="text",
            text=body["text"],
            by=user,
        )
    )
    sent = await gateway.push(world, kind="CALLBACK", topic=gateway.MESSAGES, data=data)
    return {"push": sent.message_id, "msg_id": data["msgId"], "session": session}


def _quote(world: World, data: Json, quoted: Json) -> None:
    """Answer a text, or a card; of cards some clients send the text, others the name alone."""
    replied: Json = {"msgId": world.name("quoted"), "senderId": "$:LWCP_v1:$x", "createdAt": 1}
    if track_id := quoted.get("track_id"):
        card = world.cards[track_id]
        replied["msgType"] = "interactiveCard"
        data["originalMsgId"] = replied["msgId"]
        if quoted.get("words"):
            params = {name: card.params[name] for name in ("title", "markdown")}
            replied["content"] = json.dumps({"cardData": {"cardParamMap": params}})
        else:
            data["originalProcessQueryKey"] = card.carrier
    else:
        replied |= {"msgType": "text", "content": {"text": quoted["text"]}}
    data["text"] |= {"isReplyMsg": True, "repliedMsg": replied}


async def press(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Let a person press a button that they see now, on the newest card unless one is named."""
    card = world.cards[body.get("track_id") or next(reversed(world.cards))]
    user = str(body["by"])
    button = body.get("button") or next(
        (b for b in cards.buttons_of(card, user) if b.get("text") == body.get("label")), None
    )
    if button is None or not button.get("request"):
        raise web.HTTPConflict(text="no such button there")
    if card.callback != "STREAM" or not card.spaces:
        raise web.HTTPConflict(text="the card calls nobody back")
    shape, private = body.get("shape", "both"), {}
    if shape != "params":
        private["actionIds"] = [button["id"]]
    if shape != "ids":
        private["params"] = button.get("params", {})
    content = json.dumps({"cardPrivateData": private}, ensure_ascii=False)
    data: Json = {
        "type": "actionCallback", "outTrackId": card.track_id, "corpId": "dingcorp",
        "userId": user, "userIdType": 1, "spaceType": "IM", "spaceId": card.spaces[0],
        "extension": "{}", "content": content, "value": content,
    }  # fmt: skip
    if body.get("bare"):
        for name in ("userIdType", "spaceType", "spaceId", "extension", "value"):
            del data[name]
    if world.choose(gateway.CARD) is not None:
        gateway.asks(card)
    sent = await gateway.push(world, kind="CALLBACK", topic=gateway.CARD, data=data)
    return {"push": sent.message_id, "button": button}


async def redeliver(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Send an earlier push again, under the same or a new messageId."""
    before = world.pushes[body["push"]]
    if before.topic == gateway.CARD and world.choose(gateway.CARD) is not None:
        gateway.asks(world.cards[before.data["outTrackId"]])
    sent = await gateway.push(
        world, kind=before.kind, topic=before.topic, data=before.data,
        message_id=before.message_id if body.get("same_id") else None,
    )  # fmt: skip
    return {"push": sent.message_id}


async def frame(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Push any frame: an event, a ping, or raw text."""
    if "raw" in body:
        link = world.choose("*")
        if link is not None:
            await link.socket.send_str(body["raw"])
        return {}
    sent = await gateway.push(
        world, kind=body["kind"], topic=body["topic"], data=body["data"],
        leaving=bool(body.get("leaving")),
    )  # fmt: skip
    return {"push": sent.message_id}


async def wire(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Do something to every open connection: disconnect, cut, close, stall or wake."""
    links: list[Link] = list(world.links.values())
    for link in links:
        match body["what"]:
            case "disconnect":
                _later(gateway.leave(world, link, bare=bool(body.get("bare"))))
            case "cut":
                gateway.cut(link)
            case "close":
                _later(_close(link))
            case "stall":
                link.awake.clear()
                link.leaving = True
            case _:
                link.awake.set()
    return {"links": len(links)}


async def _close(link: Link) -> None:
    await link.socket.close()


def _later(work: Any) -> None:  # noqa: ANN401 - a coroutine
    task = asyncio.get_running_loop().create_task(work)
    _TASKS.add(task)
    task.add_done_callback(_TASKS.discard)


async def fault(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Switch a fault mode on, or all of them off."""
    if body.get("clear"):
        world.faults.clear()
        return {}
    made = mode(body["mode"], int(body.get("times", 1)))
    made.path = body.get("path", made.path)
    made.delay = body.get("delay", made.delay)
    world.faults.append(made)
    return {}


async def settings(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Set a field of the world: lives, limits, who cannot be reached."""
    for name, value in body.items():
        setattr(world, name, set(value) if isinstance(value, list) else value)
    return {}


async def expire(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Expire every token, session or ticket handed out so far."""
    match body["what"]:
        case "tokens":
            world.tokens = dict.fromkeys(world.tokens, 0.0)
        case "sessions":
            world.sessions = {name: (0.0, where) for name, (_, where) in world.sessions.items()}
        case _:
            world.tickets.clear()
    return {}


async def reset(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Forget everything, as if the process had just begun; whoever is connected is cut off."""
    for task in list(_TASKS):
        task.cancel()
    for link in list(world.links.values()):
        link.awake.set()
        gateway.cut(link)
    fresh = World(port=world.port)
    for one in fields(World):
        setattr(world, one.name, getattr(fresh, one.name))
    return await settings(world, body)


async def view(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Return what a person sees in a conversation."""
    return {"bubbles": cards.seen(world, body["conversation"], body.get("by"))}


async def record(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Return everything that was seen."""
    del body
    pushes = [
        {"message_id": p.message_id, "topic": p.topic, "connection": p.connection,
         "acks": p.acks, "late": p.late}
        for p in world.pushes.values()
    ]  # fmt: skip
    return {
        "violations": world.violations, "counters": dict(world.counters), "pushes": pushes,
        "media": list(world.media.values()), "calls": world.calls,
        "links": len([x for x in world.links.values() if not x.leaving]),
        "busiest_minute": world.busiest_minute,
        "faults": [asdict(f) for f in world.faults if f.times],
    }  # fmt: skip


ACTS: dict[str, Act] = {
    "say": say, "press": press, "redeliver": redeliver, "frame": frame, "wire": wire,
    "fault": fault, "set": settings, "expire": expire, "view": view, "record": record,
    "reset": reset,
}  # fmt: skip
