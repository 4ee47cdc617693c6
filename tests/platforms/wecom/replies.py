"""What the bot says: answers to call-backs, pushes and card updates, checked and shown."""

from typing import Any

from tests.platforms.wecom import cards
from tests.platforms.wecom.answers import (
    BAD_CHAT,
    BAD_PARAMETER,
    BAD_REQ_ID,
    BAD_TYPE,
    CONFLICT,
    EXPIRED,
    NOT_SUBSCRIBED,
    STREAM_OVER,
    TOO_OFTEN,
)
from tests.platforms.wecom.world import Bubble, Call, CardOf, Json, Link, World

_FITS = {
    "aibot_respond_msg": "message",
    "aibot_respond_welcome_msg": "enter_chat",
    "aibot_respond_update_msg": "template_card_event",
}
_MEDIA = {"file", "image", "voice", "video"}
_TYPES = {
    "aibot_respond_msg": {"stream", "markdown", "template_card"} | _MEDIA,
    "aibot_respond_welcome_msg": {"text", "template_card"},
    "aibot_send_msg": {"markdown", "template_card"} | _MEDIA,
}


def take(world: World, link: Link, cmd: str, req_id: str, body: Json) -> int:
    """Do what a frame asks for and return the errcode."""
    if not link.subscribed:
        if not link.lapsed:
            world.violates(f"{cmd} without a subscription")
        return NOT_SUBSCRIBED
    if cmd == "aibot_send_msg":
        return _send(world, req_id, body)
    if cmd not in _FITS:
        world.violates(f"a command nobody knows: {cmd}")
        return BAD_PARAMETER
    made = link.calls.get(req_id)
    if made is None:
        if req_id in world.old_calls or any(req_id in x.calls for x in world.links.values()):
            world.counters["stale_replies"] += 1  # documented, and a client has a way around it
        else:
            world.violates(f"{cmd} to an unknown req_id")
        return BAD_REQ_ID
    if made.kind != _FITS[cmd]:
        world.violates(f"{cmd} to a {made.kind}")
        return BAD_REQ_ID
    windows = {"message": world.reply_window, "enter_chat": world.welcome_window}
    if world.now() - made.at > windows.get(made.kind, world.update_window):
        world.violates(f"{cmd} too late")
        return EXPIRED
    if cmd == "aibot_respond_update_msg":
        return _update(world, made, body)
    way = "reply" if cmd == "aibot_respond_msg" else "welcome"
    return _say(world, cmd, body, way=way, made=made, req_id=req_id)


def _send(world: World, req_id: str, body: Json) -> int:
    chat, kind = body.get("chatid"), body.get("chat_type", 0)
    if not isinstance(chat, str) or not chat or kind not in (0, 1, 2):
        return _bad(world, "aibot_send_msg without chatid or with an odd chat_type")
    if not kind:
        world.counters["untyped_sends"] += 1
        kind = 2 if (2, chat) in world.known else 1
    if (kind, chat) not in world.known:
        return BAD_CHAT
    if kind == 2 and body.get("msgtype") == "template_card" and not world.group_cards:
        world.counters["group_cards_refused"] += 1
        return world.group_cards_code
    made = Call(
        req_id=req_id, kind="push", user=chat, conversation=chat, single=kind == 1, at=world.now()
    )
    rest = {name: part for name, part in body.items() if name not in ("chatid", "chat_type")}
    return _say(world, "aibot_send_msg", rest, way="push", made=made, req_id=req_id)


def _bad(world: World, what: str, code: int = BAD_PARAMETER) -> int:
    world.violates(what)
    return code


def _say(world: World, cmd: str, body: Json, *, way: str, made: Call, req_id: str) -> int:
    kind = body.get("msgtype")
    if kind not in _TYPES[cmd]:
        return _bad(world, f"{cmd} with msgtype {kind}", BAD_TYPE)
    said = body.get(str(kind))
    if not isinstance(said, dict) or set(body) != {"msgtype", kind}:
        return _bad(world, f"{cmd} with {sorted(body)}")
    content = said.get("content", "")
    if kind in _MEDIA and world.media.get(str(said.get("media_id")), {}).get("type") != kind:
        return _bad(world, f"{cmd} of a file that nobody uploaded as {kind}")
    if wrong := _worded(str(kind), said, content, world.longest):
        return _bad(world, f"{cmd} {wrong}")
    if kind == "stream":
        return _stream(world, made, said)
    if kind == "template_card" and (code := _card(world, made, said, way)):
        return code
    if not world.takes(made.conversation):
        return TOO_OFTEN
    bubble = _bubble(world, made, str(kind), way=way, text=content, req_id=req_id)
    if kind == "template_card":
        made.cards += 1
        _draw(world, made, said, bubble)
    return 0


def _worded(kind: str, said: Json, content: object, most: int) -> str:
    if kind in _MEDIA:
        return "" if said.get("media_id") else "without media_id"
    if kind == "template_card":
        return ""
    if not isinstance(content, str) or not (content or kind == "stream"):
        return "with no content"
    return f"longer than {most} bytes" if len(content.encode()) > most else ""


def _bubble(world: World, made: Call, kind: str, **more: Any) -> Bubble:  # noqa: ANN401 - its fields
    world.counters["shown"] += 1
    bubble = Bubble(
        id=world.name("bubble"), conversation=made.conversation, kind=kind, at=world.now(), **more
    )
    world.bubbles.append(bubble)
    return bubble


def _stream(world: World, made: Call, said: Json) -> int:
    name, finish = said.get("id"), said.get("finish", False)
    if not isinstance(name, str) or not name or not isinstance(finish, bool):
        return _bad(world, "a stream without id or with an odd finish")
    if "msg_item" in said:
        return _bad(world, "msg_item in the long connection", BAD_TYPE)
    before = made.streams.get(name)
    if before is not None and before.finished:
        world.counters["finished_twice"] += 1
        return CONFLICT
    if before is not None and world.now() - before.at > world.stream_window:
        return STREAM_OVER
    if (before is None or world.refreshes_count) and not world.takes(made.conversation):
        return TOO_OFTEN
    if before is None:
        before = _bubble(
            world, made, "stream", way="reply", stream_id=name, finished=False, frames=0,
            req_id=made.req_id,
        )  # fmt: skip
        made.streams[name] = before
    before.text, before.finished = said.get("content", ""), finish
    before.frames += 1
    return 0


def _card(world: World, made: Call, card: Json, way: str) -> int:
    if way == "reply" and made.cards:
        return _bad(world, "a second card in answer to one message")
    wrong = cards.problem(world, card)
    return _bad(world, f"card: {wrong[1]}", wrong[0]) if wrong else 0


def _draw(world: World, made: Call, card: Json, bubble: Bubble) -> None:
    task = card.get("task_id") or world.name("untasked")
    bubble.task_id = task
    world.cards[task] = CardOf(
        task_id=task, conversation=made.conversation, single=made.single, shown=card,
        keys={button["key"] for button in cards.buttons(card)},
    )  # fmt: skip


def _update(world: World, made: Call, body: Json) -> int:
    drawn = world.cards[made.task_id or ""]
    card, users = body.get("template_card"), body.get("userids")
    if body.get("response_type") != "update_template_card" or not isinstance(card, dict):
        return _bad(world, "an update that is none")
    if set(body) - {"response_type", "template_card", "userids"}:
        return _bad(world, f"an update with {sorted(body)}")
    wrong = cards.problem(world, card, update_of=drawn.task_id)
    if wrong is not None:
        return _bad(world, f"update: {wrong[1]}", wrong[0])
    made.updates += 1
    world.counters["updates"] += 1
    world.counters["updates_again"] += made.updates > 1
    drawn.versions += 1
    drawn.keys |= {button["key"] for button in cards.buttons(card)}
    if users:  # only those see the new card
        drawn.own |= dict.fromkeys(users, card)
    else:
        drawn.shown = card
        drawn.own.clear()
    return 0
