"""Redraws: promises to draw cards anew, one for each card that waits for none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.delivery.promises import Promises
from rules.alerts.alert import Alert
from rules.delivery.policy import PRIORITY
from rules.vocabulary import Level


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
    if card is None or card.sent_at is None:
        return
    number, stands = door.tx.ledger.pictures([storm_id]).get(storm_id, (0, set()))
    if ("redraw", "queued") in stands:
        return
    at = max(now, card.sent_at + door.deps.delivery.group_interval)
    door.draw_anew(card, PRIORITY[Level.ORANGE], number, now, at=at)
