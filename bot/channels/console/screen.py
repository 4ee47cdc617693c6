"""Screens: what one open page shows, and what of it has changed since it was last told."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.channels.console import feed, gate, offers, render
from bot.channels.console.labels import label
from bot.channels.console.parts import ConsoleParts
from handlers.desk.waiting import pulse, waiting
from handlers.orders import drawing
from rules.alerts.waiting import Waiting
from rules.cards.alert.headline import rules_alone
from rules.delivery.rooms import CHANNEL
from rules.people.permissions import Actor, Person
from rules.resonance.measure import decimal_text
from rules.wording.say import say, time_left
from storage.system.marks import Mark
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Who looks, with which session, at what."""

    person: Person
    cookie: str
    room: str
    alert: str | None = None  #: Whose card is open on the list.


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a page knows, to be told only of the rest."""

    stamps: Mapping[int, datetime | None]
    pulse: tuple[object, ...] = ()
    #: room -> (its newest message, the last one this person has seen, how many are unread)
    rooms: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)
    card: Mapping[str, Any] | None = None


def look(
    tx: Tx, parts: ConsoleParts, where: Where, before: Seen | None
) -> tuple[Seen, dict[str, Any]]:
    """
    Read what has changed; without `before`, everything a page begins with.

    The news has any of `lines`, `older` (the id before which history goes on), `todo`, `rooms`
    and `card`; or only `over`, when the session is.
    """
    now, actor = parts.clock.now(), _actor(parts, where.person)
    if gate.is_over(tx, parts, where.cookie):
        return before or Seen(stamps={}), {"over": True}
    news: dict[str, Any] = {}
    if before is None:
        found = feed.portion(tx, actor, where.room, now)
        news["older"] = found.older
    else:
        found = feed.changes(tx, actor, where.room, now, known=before.stamps)
    if found.lines or before is None:
        news["lines"] = lines_of(parts, where.person, found)
    # Deadlines count down by the minute, whatever else happens.
    beat = (*pulse(tx, actor), now.replace(second=0, microsecond=0))
    if before is None or before.pulse != beat:
        news["todo"] = _todo(tx, parts, actor, now)
    known = before.rooms if before is not None else {}
    open_to = parts.rooms.of(where.person)
    rooms = {room: _unread(tx, actor, room, known.get(room)) for room in open_to}
    if rooms != known:
        news["rooms"] = [
            {
                "id": room,
                "name": _name(parts, where.person, room),
                "own": room == parts.rooms.own(where.person),
                "unread": count,
            }
            for room, (_, _, count) in rooms.items()
        ]
    card = _card(tx, parts, actor, where.alert, now) if where.alert is not None else None
    if card != (before.card if before is not None else None):
        news["card"] = card
    return Seen(stamps=found.stamps, pulse=beat, rooms=rooms, card=card), news


def older(tx: Tx, parts: ConsoleParts, where: Where, before: int) -> feed.Portion:
    """Read the portion of history before a message."""
    return feed.portion(
        tx, _actor(parts, where.person), where.room, parts.clock.now(), before=before
    )


def lines_of(parts: ConsoleParts, person: Person, found: feed.Portion) -> list[dict[str, Any]]:
    """Write messages for a page."""
    deps = parts.deps
    return [
        render.line(line, reader=person.name, tz=deps.timezone, lang=deps.lang)
        for line in found.lines
    ]


def see(tx: Tx, parts: ConsoleParts, where: Where, message_id: int) -> None:
    """Remember that a person has seen a room up to a message."""
    room, user_id = where.room, where.person.ids[CHANNEL]
    upto = min(message_id, tx.chat.newest(room))
    if upto > _last_seen(tx, user_id, room):
        mark = Mark(
            name=_mark(user_id, room), state=str(upto), by=where.person.name, at=parts.clock.now()
        )
        tx.marks.set(mark)


def _actor(parts: ConsoleParts, person: Person) -> Actor:
    return parts.deps.directory.actor(CHANNEL, person.ids[CHANNEL])


def _unread(
    tx: Tx, actor: Actor, room: str, known: tuple[int, int, int] | None
) -> tuple[int, int, int]:
    newest, seen = tx.chat.newest(room), _last_seen(tx, actor.user_id, room)
    if known is not None and known[:2] == (newest, seen):
        return known
    return newest, seen, feed.unread(tx, actor, room, seen)


def _mark(user_id: str, room: str) -> str:
    return f"seen:{user_id}:{room}"


def _last_seen(tx: Tx, user_id: str, room: str) -> int:
    mark = tx.marks.get(_mark(user_id, room))
    return int(mark.state) if mark is not None else 0


def _name(parts: ConsoleParts, person: Person, room: str) -> str:
    if room == parts.rooms.group:
        return label("group", parts.deps.lang)
    if room == parts.rooms.own(person):
        return label("own_room", parts.deps.lang)
    return room


def _todo(tx: Tx, parts: ConsoleParts, actor: Actor, now: datetime) -> dict[str, Any]:
    counts, listed = waiting(tx, parts.deps, actor, now)
    total = sum(counts.values())
    return {"total": total, "items": [_row(one, now, parts.deps.lang) for one in listed]}


def _row(one: Waiting, now: datetime, lang: str) -> dict[str, Any]:
    alert, deadline, rules = one.alert, one.deadline, rules_alone(one.alert, lang)
    return {
        "id": alert.id,
        "order_no": alert.order_no,
        "level": alert.level.value,
        "level_name": say(f"level_{alert.level}", lang),
        "state": alert.state.value,
        "state_name": " ".join(filter(None, (say(f"state_{alert.state}", lang), alert.claimed_by))),
        "score": "" if rules else decimal_text(alert.score),
        "rules": rules,
        "shop": one.shop or "",
        "deadline": time_left(deadline, now=now, lang=lang) if deadline is not None else "",
        "late": deadline is not None and deadline <= now,
    }


def _card(
    tx: Tx, parts: ConsoleParts, actor: Actor, alert_id: str, now: datetime
) -> dict[str, Any] | None:
    """Draw an alert for this person; nobody else has this copy, so its buttons are commands."""
    alert = tx.alerts.get(alert_id)
    order = tx.orders.get(alert.order_no) if alert is not None else None
    if alert is None or not actor.sees(order.shop if order is not None else None):
        return None
    drawn = drawing.draw(tx, parts.deps, alert.id, alert, now)
    (card,) = offers.for_reader(tx, actor, [render.card_by_command(drawn)], now)
    return card
