"""The console's feed: what of a room one person may see, portion by portion, and what changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.channels.console import offers, render
from rules.people.permissions import ALL_SHOPS, Actor
from storage.chat.messages import ChatLine
from storage.tx import Tx

#: As many messages as one portion has.
LINES = 60
#: So many messages one portion looks at, for a person whose shops are few.
_LOOKED_AT = 500
#: So many messages of an open page are watched for changes; a page at its end keeps fewer.
WATCHED = 2_000
#: Unread messages beyond this are not counted one by one.
MOST_UNREAD = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Portion:
    """Messages that follow each other, oldest first."""

    lines: tuple[ChatLine, ...]
    older: int | None  #: The next portion lies before this id; None: there is none.
    stamps: Mapping[int, datetime | None]  #: Every message that was looked at, seen or not.


def portion(
    tx: Tx, actor: Actor, room: str, now: datetime, *, before: int | None = None
) -> Portion:
    """Read the newest messages of a room older than `before`, with what this person may do."""
    limit = LINES if ALL_SHOPS in actor.shops else _LOOKED_AT
    found = tx.chat.latest(room, reader=actor.user_id, limit=limit, before=before)
    visible = _visible(tx, actor, found)[-LINES:]
    first = visible[0].id if len(visible) == LINES else found[0].id if found else 0
    looked = [line for line in found if line.id >= first]
    more = len(found) == limit or len(looked) < len(found)
    return Portion(
        lines=_personal(tx, actor, visible, now),
        older=first if more else None,
        stamps={line.id: line.edited_at for line in looked},
    )


def changes(
    tx: Tx, actor: Actor, room: str, now: datetime, *, known: Mapping[int, datetime | None]
) -> Portion:
    """Read what is new in a room or differs from what a page knows."""
    since = min(known, default=0)
    stamps = tx.chat.stamps(room, since=since, limit=WATCHED)
    changed = [no for no, stamp in stamps.items() if no not in known or known[no] != stamp]
    lines = _visible(tx, actor, tx.chat.some(changed, reader=actor.user_id))
    return Portion(
        lines=_personal(tx, actor, lines, now),
        older=None,
        stamps=stamps,
    )


def unread(tx: Tx, actor: Actor, room: str, seen: int) -> int:
    """Count the messages behind one id that others wrote and this person may see."""
    if tx.chat.newest(room) <= seen:
        return 0
    lines = tx.chat.latest(room, reader=actor.user_id, limit=MOST_UNREAD + 1, after=seen)
    return sum(not render.is_of(line, actor.name) for line in _visible(tx, actor, lines))


def _personal(
    tx: Tx, actor: Actor, lines: Sequence[ChatLine], now: datetime
) -> tuple[ChatLine, ...]:
    """Leave off cards what would refuse their reader."""
    cards = [line.card for line in lines if line.card is not None]
    offered = iter(offers.for_reader(tx, actor, cards, now))
    return tuple(line if line.card is None else replace(line, card=next(offered)) for line in lines)


def _visible(tx: Tx, actor: Actor, lines: Sequence[ChatLine]) -> list[ChatLine]:
    """Leave out what names another shop's order, unless this person said it or alone was told."""
    if ALL_SHOPS in actor.shops:
        return list(lines)
    orders = tx.orders.find({no for line in lines for no in line.about})
    seen = {no for no, order in orders.items() if actor.sees(order.shop)}
    return [
        line
        for line in lines
        if seen.issuperset(line.about) or line.seen_by is not None or render.is_of(line, actor.name)
    ]
