"""Cards of the simulator: what is checked when one is made, and what a person sees of it."""

import json
import re
import time
from typing import Any

from aiohttp import web

from tests.platforms.dingtalk.answers import problem
from tests.platforms.dingtalk.world import Bubble, CardOf, Json, World

_SPACE = re.compile(r"dtv1\.card//(IM_GROUP|IM_ROBOT)\.(.+)")


def _badly_formed(body: Json) -> str | None:
    params = body.get("cardData", {}).get("cardParamMap", {})
    if not body.get("outTrackId"):
        return "param.outTrackIdEmpty"
    if len(body["outTrackId"]) > 64:
        return "param.outTrackIdTooLong"
    if any(not isinstance(value, str) for value in params.values()):
        return "param.cardParamMapNotString"
    return None


async def create_and_deliver(world: World, body: Json) -> web.Response:
    """Make a card and show it in a conversation; a failed delivery is a success with a flag."""
    wrong = _badly_formed(body)
    if not body.get("cardTemplateId"):
        wrong = "param.cardTemplateIdEmpty"
    space = _SPACE.fullmatch(str(body.get("openSpaceId", "")))
    if space is None:
        wrong = "param.openSpaceModelInvalid"
    if wrong is not None or space is None:
        world.violates(f"createAndDeliver: {wrong}")
        return problem(400, wrong or "param.empty")
    kind, where = space.groups()
    deliver = body.get(
        "imGroupOpenDeliverModel" if kind == "IM_GROUP" else "imRobotOpenDeliverModel"
    )
    if not deliver or (kind == "IM_GROUP" and deliver.get("robotCode") != world.client_id):
        world.violates("createAndDeliver without robotCode")
        return problem(400, "param.openSpaceModelInvalid")
    if not world.takes_send():
        return problem(400, "send.too.fast")
    track_id = body["outTrackId"]
    if track_id in world.cards:
        world.violates(f"outTrackId used twice: {track_id}")
        return problem(400, "param.outTrackIdRepeated")
    private = {u: v.get("cardParamMap", {}) for u, v in (body.get("privateData") or {}).items()}
    world.cards[track_id] = CardOf(
        track_id=track_id,
        template=body["cardTemplateId"],
        params=dict(body["cardData"]["cardParamMap"]),
        callback=body.get("callbackType"),
        private=private,
    )
    result: Json = {"carrierId": "", "spaceId": where, "spaceType": kind}
    if where in world.unreachable_spaces:
        result |= {"success": False, "errorMsg": "spaceId is illegal"}
    else:
        carrier = world.cards[track_id].carrier = world.name("carrier")
        result |= {"success": True, "errorMsg": "", "carrierId": carrier}
        world.cards[track_id].spaces.append(where)
        world.bubbles.append(
            Bubble(
                id=world.name("bubble"),
                conversation=where,
                kind="card",
                track_id=track_id,
                mentions=list(deliver.get("atUserIds") or {}),
            )
        )
    return web.json_response(
        {"success": True, "result": {"outTrackId": track_id, "deliverResults": [result]}}
    )


async def update(world: World, body: Json) -> web.Response:
    """Redraw a card; never while a press on it waits for its ack."""
    card = world.cards.get(str(body.get("outTrackId")))
    wrong = _badly_formed(body)
    if card is None:
        return problem(400, "param.outTrackIdNotExist")
    if wrong is not None:
        world.violates(f"update: {wrong}")
        return problem(400, wrong)
    if card.asked and time.monotonic() - card.asked_at > world.crossing:
        world.violates(f"update of {card.track_id} inside a callback")
    apply(card, body, user=None, options=body.get("cardUpdateOptions") or {})
    world.counters["updates"] += 1
    return web.json_response({"success": True, "result": True})


def apply(card: CardOf, change: Json, *, user: str | None, options: Json) -> None:
    """Merge an update or an ack into a card."""
    params = (change.get("cardData") or {}).get("cardParamMap")
    if params is not None:
        by_key = options.get("updateCardDataByKey")
        card.params = {**card.params, **params} if by_key else dict(params)
    own = (change.get("userPrivateData") or {}).get("cardParamMap")
    if own and user is not None:
        card.private[user] = {**card.private.get(user, {}), **own}


def buttons_of(card: CardOf, user: str | None = None) -> list[Json]:
    """Return the buttons that this person sees now."""
    try:
        drawn = json.loads(shown(card, user).get("sys_full_json_obj", "{}"))
    except ValueError:
        return []
    found: list[Json] = drawn.get("msgButtons", [])
    return found


def shown(card: CardOf, user: str | None = None) -> Json:
    """Return what this person sees of a card."""
    return {**card.params, **card.private.get(user or "", {})}


def seen(world: World, conversation: str, user: str | None) -> list[dict[str, Any]]:
    """Return the bubbles of a conversation as this person sees them."""
    rows: list[dict[str, Any]] = []
    for bubble in world.bubbles:
        if bubble.conversation != conversation:
            continue
        row: dict[str, Any] = {
            "id": bubble.id, "kind": bubble.kind, "title": bubble.title, "text": bubble.text,
            "by": bubble.by, "way": bubble.way, "mentions": bubble.mentions, "buttons": [],
            "track_id": bubble.track_id,
        }  # fmt: skip
        if bubble.track_id is not None:
            card = world.cards[bubble.track_id]
            params = shown(card, user)
            parts = [params.get("title"), params.get("markdown"), params.get("tips")]
            row["title"] = params.get("title", "")
            row["text"] = "\n".join(part for part in parts if part)
            row["buttons"] = buttons_of(card, user)
        rows.append(row)
    return rows
