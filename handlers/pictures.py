"""Pictures: what a claimed promise says, drawn from the present state right before it leaves."""

from dataclasses import replace
from datetime import datetime

from handlers.delivery import storms
from handlers.delivery.leaving import may_leave
from handlers.delivery.promises import Promises
from handlers.delivery.settling import settle
from handlers.deps import Deps
from handlers.orders import drawing
from handlers.ports import GaveUp, Outgoing, Picture
from rules.cards.card import as_text
from rules.cards.followups import follow_up, stand_of
from rules.cards.sent_again import marked
from rules.delivery.capabilities import Capabilities
from rules.wording.say import say
from storage.delivery.outbox import Delivery, Entry
from storage.tx import Tx


def draw(door: Promises, entry: Entry, can: Capabilities, now: datetime) -> Outgoing | None:
    """Draw a claimed promise; None where there is nothing to send now, and it is settled so."""
    match entry.kind:
        case "notice":
            return _notice(door, entry, now)
        case "storm" | "storm_redraw":
            return _storm(door, entry, can, now)
        case _:
            return _card(door, entry, can, now)


def _notice(door: Promises, entry: Entry, now: datetime) -> Outgoing | None:
    tx, deps = door.tx, door.deps
    facts = dict(entry.body["facts"])
    if entry.body["wording"] == "delayed":
        waiting = tx.queue.unsent(entry.channel, entry.conversation) - 1
        if waiting <= 0:
            _mute(tx, deps, entry, "not_late", now)
            return None
        facts["count"] = str(waiting)
    elif entry.body.get("storm"):
        unhandled = tx.storms.count(entry.body["storm"]).unhandled
        if not unhandled:
            _mute(tx, deps, entry, "handled", now)
            return None
        facts["count"] = str(unhandled)
    if not may_leave(door, entry, now):
        return None
    return _outgoing(deps, entry, text=say(entry.body["wording"], deps.lang, **facts))


def _storm(door: Promises, entry: Entry, can: Capabilities, now: datetime) -> Outgoing | None:
    tx, deps = door.tx, door.deps
    storm = tx.storms.get(entry.card_id) if entry.card_id else None
    if storm is None:
        settle(tx, deps, entry, GaveUp(code="card_gone", error="no such storm"), now)
        return None
    if not can.redraws and entry.kind == "storm_redraw":
        _mute(tx, deps, entry, "no_redraw", now)
        return None
    if not may_leave(door, entry, now, level=storms.level_of(tx, storm)):
        return None
    card = storms.draw(tx, deps, storm, now)
    return _outgoing(
        deps,
        entry,
        text=as_text(card, deps.lang),
        picture=drawing.picture(deps, card, now),
        message_ref=(storm.message_ref or None) if entry.kind == "storm_redraw" else None,
    )


def _card(door: Promises, entry: Entry, can: Capabilities, now: datetime) -> Outgoing | None:
    tx, deps = door.tx, door.deps
    copy = tx.cards.get(entry.card_id) if entry.card_id else None
    alert = tx.alerts.get(copy.alert_id) if copy is not None else None
    if copy is None or alert is None:
        settle(tx, deps, entry, GaveUp(code="card_gone", error="no such card"), now)
        return None
    if entry.kind == "redraw" and not (can.redraws and copy.message_ref):
        if stand_of(alert) == copy.shown:
            _mute(tx, deps, entry, "no_redraw", now)
            return None
        if not may_leave(door, entry, now, saying="follow_up"):
            return None
        text = follow_up(alert, now=now, tz=deps.timezone, lang=deps.lang)
        return replace(_outgoing(deps, entry, text=text), stand=stand_of(alert))
    if not may_leave(door, entry, now):
        return None
    card = drawing.draw(tx, deps, copy.id, alert, now)
    out = _outgoing(
        deps,
        entry,
        text=as_text(card, deps.lang),
        picture=drawing.picture(deps, card, now),
        message_ref=copy.message_ref if entry.kind == "redraw" else None,
    )
    return replace(out, stand=stand_of(alert))


def _mute(tx: Tx, deps: Deps, entry: Entry, code: str, now: datetime) -> None:
    tx.outbox.settle(
        entry.id, owner=deps.worker, state=Delivery.MUTED, now=now, code=code, error=None
    )


def _outgoing(
    deps: Deps,
    entry: Entry,
    *,
    text: str,
    picture: Picture | None = None,
    message_ref: str | None = None,
) -> Outgoing:
    """Mark what may already be there as sent again, in the text and on the card."""
    resent = entry.resent and message_ref is None
    if resent:
        text = say("resent", deps.lang, text=text)
        if picture is not None:
            picture = replace(picture, card=marked(picture.card, deps.lang))
    return Outgoing(
        entry_id=entry.id,
        key=entry.key,
        channel=entry.channel,
        conversation=entry.conversation,
        attempt=entry.attempts,
        text=text,
        picture=picture,
        message_ref=message_ref,
        resent=resent,
        mentions=tuple(entry.body.get("mentions", ())),
    )
