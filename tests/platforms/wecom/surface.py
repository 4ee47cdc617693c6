"""What a tester may do: speak, press, break things, and look."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any

from aiohttp import web

from tests.platforms.wecom import cards, looking, sockets
from tests.platforms.wecom.world import Bubble, Call, CardOf, Fault, Json, Link, World

Act = Callable[[World, Json], Awaitable[Any]]
_MESSAGE, _EVENT = "aibot_msg_callback", "aibot_event_callback"
GROUP = "wrGROUPaa"


async def say(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Let a person write to the bot; a message in a group carries the mention in front."""
    user, single = str(body["by"]), bool(body.get("private"))
    where = user if single else str(body.get("conversation") or GROUP)
    kind, text = body.get("msgtype", "text"), str(body["text"])
    content = text if single or body.get("bare") else f"@{world.bot_name} {text}"
    if body.get("raw_controls"):
        content = content.replace(" ", " \x01", 1) + "\x01\t\n"
    data: Json = {
        "msgid": body.get("msgid") or world.name("msg"), "aibotid": world.bot_id,
        "chattype": "single" if single else "group", "from": {"userid": user}, "msgtype": kind,
        **_content(kind, content),
    }  # fmt: skip
    if not single:
        data["chatid"] = where
    if quoted := body.get("quote"):
        data["quote"] = _quote(world, quoted)
    _change(data, body.get("changes"))
    made = Call(
        req_id=world.name("req"), kind="message", user=user, conversation=where, single=single,
        at=world.now(),
    )  # fmt: skip
    world.known.add((1, user) if single else (2, where))
    world.bubbles.append(
        Bubble(id=world.name("bubble"), conversation=where, kind=kind, text=text, by=user)
    )
    return await _call(world, _MESSAGE, data, made, raw_controls=bool(body.get("raw_controls")))


def _quote(world: World, quoted: Json) -> Json:
    """Answer a card, or words of some kind."""
    if task_id := quoted.get("task_id"):
        return {"msgtype": "template_card", "template_card": world.cards[task_id].shown}
    kind = str(quoted["msgtype"])
    return {"msgtype": kind, **_content(kind, str(quoted["text"]))}


def _content(kind: str, text: str) -> Json:
    media = {
        "url": "https://example.invalid/m",
        "aeskey": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    }
    match kind:
        case "text" | "voice":
            return {kind: {"content": text}}
        case "mixed":
            items = [{"msgtype": "text", "text": {"content": text}}]
            return {"mixed": {"msg_item": [*items, {"msgtype": "image", "image": media}]}}
        case "image" | "file" | "video":
            return {kind: media}
        case _:
            return {}


def _change(data: Json, changes: Json | None) -> None:
    for name, value in (changes or {}).items():
        if value is None:
            data.pop(name, None)
        else:
            data[name] = value


async def _call(
    world: World, cmd: str, data: Json, made: Call, *, raw_controls: bool = False
) -> Json:
    link = await sockets.call(world, cmd, data, made, raw_controls=raw_controls)
    if isinstance(data.get("msgid"), str):
        world.pushes[data["msgid"]] = {"cmd": cmd, "body": data, "call": made}
    return {
        "msgid": data.get("msgid"), "req_id": made.req_id, "connection": link.id if link else None,
    }  # fmt: skip


async def press(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """
    Let a person press what their card shows now; `stale`: what it showed at any time.

    It is the newest card unless one is named.
    """
    user = str(body["by"])
    drawn = world.cards[body.get("task_id") or next(reversed(world.cards))]
    card = drawn.own.get(user, drawn.shown)
    key = _key(card, drawn, body)
    if key is None:
        raise web.HTTPConflict(text="no such button there")
    if drawn.single and user != drawn.conversation:
        raise web.HTTPConflict(text="nobody else is in that chat")
    pressed: Json = {"card_type": card["card_type"], "event_key": key, "task_id": drawn.task_id}
    if body.get("selected"):
        pressed["selected_items"] = {"selected_item": body["selected"]}
    event: Json = {"eventtype": "template_card_event"}
    flat = bool(body.get("flat", world.flat))
    event |= pressed if flat else {"template_card_event": pressed}
    data: Json = {
        "msgid": body.get("msgid") or world.name("msg"), "create_time": world.epoch(),
        "aibotid": world.bot_id, "from": {"userid": user}, "msgtype": "event",
        "chattype": "single" if drawn.single else "group", "event": event,
    }  # fmt: skip
    if not drawn.single:
        data["chatid"] = drawn.conversation
    _change(data, body.get("changes"))
    made = Call(
        req_id=world.name("req"), kind="template_card_event", user=user, single=drawn.single,
        conversation=drawn.conversation, at=world.now(), task_id=drawn.task_id,
    )  # fmt: skip
    return {**await _call(world, _EVENT, data, made), "key": key}


def _key(card: Json, drawn: CardOf, body: Json) -> str | None:
    if body.get("stale"):
        return body["key"] if body["key"] in drawn.keys else None
    for button in cards.buttons(card):
        if body.get("key", button["key"]) == button["key"] and (
            body.get("label", button["text"]) == button["text"]
        ):
            return str(button["key"])
    return None


async def again(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Deliver a message or a press again: the same msgid on the connection that is live now."""
    before = world.pushes[body["msgid"]]
    old: Call = before["call"]
    made = Call(
        req_id=old.req_id if body.get("same_req") else world.name("req"), kind=old.kind,
        user=old.user, conversation=old.conversation, single=old.single, at=world.now(),
        task_id=old.task_id,
    )  # fmt: skip
    link = world.live()
    if link is not None and link.calls.get(made.req_id) is old:
        made.streams, made.cards, made.updates = old.streams, old.cards, old.updates
    return await _call(world, before["cmd"], before["body"], made)


async def event(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Send any event of a person: enter_chat, feedback_event, or one that nobody knows."""
    kind, user = str(body["eventtype"]), str(body.get("by", "staff1"))
    data: Json = {
        "msgid": world.name("msg"), "create_time": world.epoch(), "aibotid": world.bot_id,
        "from": {"userid": user}, "msgtype": "event",
        "event": {"eventtype": kind, **(body.get("more") or {})},
    }  # fmt: skip
    made = Call(
        req_id=world.name("req"), kind=kind, user=user, conversation=user, single=True,
        at=world.now(),
    )  # fmt: skip
    return await _call(world, _EVENT, data, made)


async def frame(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Send any text to the live connection."""
    link = world.live()
    if link is not None:
        await link.socket.send_str(body["raw"])
    return {"connection": link.id if link else None}


async def wire(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Do something to every open connection."""
    links = list(world.links.values())
    after: list[float | None] = []
    for link in links:
        match body["what"]:
            case "close":
                sockets.later(sockets.end(link, int(body.get("code", 1000))))
            case "cut":
                sockets.cut(link)
            case "kick":  # somebody else subscribed, or WeCom thinks so
                await sockets.push_out(world, link)
            case "stall":  # half-open: nothing is read and nothing answered
                link.awake.clear()
                link.leaving = True
            case "mute":  # half-alive: pings are acked, nothing is delivered
                link.muted = True
            case "wake":
                link.muted = link.leaving = False
                link.awake.set()
            case "unsubscribe":  # the socket lives and the subscription does not
                link.subscribed, link.lapsed = False, True
            case "ping":
                after.append(await _pong(link))
            case what:
                raise web.HTTPBadRequest(text=f"nobody knows {what}")
    return {"links": len(links), "after": after}


async def _pong(link: Link) -> float | None:
    loop = asyncio.get_running_loop()
    start = loop.time()
    link.ponged.clear()
    await link.socket.ping()
    try:
        async with asyncio.timeout(5.0):
            await link.ponged.wait()
    except TimeoutError:
        return None
    return loop.time() - start


async def fault(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Switch a fault on, or all of them off."""
    if body.get("clear"):
        world.faults.clear()
    else:
        world.faults.append(Fault(**body))
    return {}


async def settings(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Set fields of the world: windows, limits, the door."""
    for name, value in body.items():
        getattr(world, name)
        setattr(world, name, value)
    return {}


async def reset(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Forget everything, as if the process had just begun; whoever is connected is cut off."""
    for link in list(world.links.values()):
        link.awake.set()
        sockets.cut(link)
    await sockets.settle()
    fresh = World(port=world.port)
    for one in fields(World):
        setattr(world, one.name, getattr(fresh, one.name))
    return await settings(world, body)


async def meet(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Have somebody have spoken in a conversation before, or forget that they did."""
    one = (1 if body.get("private") else 2, str(body["conversation"]))
    if body.get("forget"):
        world.known.discard(one)
    else:
        world.known.add(one)
    return {}


async def advance(world: World, body: Json) -> Any:  # noqa: ANN401 - JSON
    """Move the clock of WeCom; heartbeats do not notice."""
    world.shift += float(body["seconds"])
    for link in world.links.values():
        link.pinged += float(body["seconds"])
    return {}


ACTS: dict[str, Act] = {
    "say": say, "press": press, "again": again, "event": event, "frame": frame, "wire": wire,
    "fault": fault, "set": settings, "meet": meet, "advance": advance, "view": looking.view,
    "record": looking.record, "reset": reset,
}  # fmt: skip
