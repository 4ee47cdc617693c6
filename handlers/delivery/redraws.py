"""Redraws: promises to draw cards anew, one for each card that waits for none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps, Pressed
from handlers.ports import Reply
from rules.alerts.alert import Alert
from rules.delivery.policy import PRIORITY
from rules.vocabulary import Level
from rules.wording.say import clock, say
from storage.delivery.cards import CardCopy
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An alert whose cards no longer show the truth."""

    alert: Alert
    now: datetime
    at_once: bool


def promise(door: Promises, changes: Mapping[str, Change]) -> None:
    """Promise new pictures; what waits already will show the present, and leaves sooner."""
    if not changes:
        return
    tx = door.tx
    copies = tx.cards.of_alerts(changes.keys())
    made = tx.ledger.pictures([copy.id for copy in copies if not copy.merged])
    hasten, storms = [], set()
    for copy in copies:
        change = changes[copy.subject_id]
        number, stands = made.get(copy.id, (0, set()))
        if copy.merged:
            storms.add(copy.storm_id)
        elif ("redraw", "queued") in stands:
            if change.at_once:
                hasten.append(copy.id)
        elif copy.message_ref is not None or stands & {("card", "leased"), ("card", "unknown")}:
            at = change.now
            if copy.sent_at is not None and not change.at_once:
                at = max(at, copy.sent_at + door.deps.delivery.redraw_interval)
            door.draw_anew(copy, PRIORITY[change.alert.level], number, change.now, at=at)
    latest = max(change.now for change in changes.values())
    if hasten:
        tx.amends.hasten(hasten, latest)
    for storm_id in sorted(storm for storm in storms if storm is not None):
        _of_storm(door, storm_id, latest)


def _of_storm(door: Promises, storm_id: str, now: datetime) -> None:
    """Have a storm's counts drawn anew when one of its alerts changed."""
    card = door.tx.cards.get(storm_id)
    if card is not None and card.sent_at is None and door.tx.storms.count(storm_id).red:
        door.tx.amends.hasten([storm_id], now, kind="card")  # red waits for no shift to end
    if card is not None and card.sent_at is not None:
        of_card(door, card, now, at=max(now, card.sent_at + door.deps.delivery.group_interval))


def of_card(door: Promises, card: CardCopy, now: datetime, *, at: datetime) -> None:
    """Have the card of many alerts drawn anew by then; what waits will show the present, too."""
    number, stands = door.tx.ledger.pictures([card.id]).get(card.id, (0, set()))
    if ("redraw", "queued") in stands:
        if at <= now:
            door.tx.amends.hasten([card.id], now)
    elif ("card", "queued") not in stands:
        door.draw_anew(card, PRIORITY[Level.ORANGE], number, now, at=at)
    elif at <= now:  # it may have turned red, and is asked again whether it goes
        door.tx.amends.hasten([card.id], now, kind="card")


def at_once(tx: Tx, deps: Deps, card: CardCopy, now: datetime) -> None:
    """Have the card of many alerts drawn anew now: a person, or its end, asks."""
    door = Promises(tx, deps)
    of_card(door, card, now, at=now)
    door.write()


def look_again(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Answer a tap on a card on which nothing is decided: it is drawn as it is now."""
    at_once(tx, deps, tap.copy, now)
    at = clock(now, now=now, tz=deps.timezone)
    return Reply(text=say("refreshed", deps.lang, at=at), private=True)
