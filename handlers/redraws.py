"""Redraws: promises to draw cards anew, one for each card that waits for none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from rules.alerts import Alert
from rules.delivery import PRIORITY
from storage.cards import CardCopy
from storage.outbox import Promise
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """An alert whose cards no longer show the truth."""

    alert: Alert
    now: datetime
    at_once: bool


def promises(tx: Tx, deps: Deps, changes: Mapping[str, Change]) -> list[Promise]:
    """Promise new pictures; what waits already will show the present, and leaves sooner."""
    if not changes:
        return []
    copies = tx.cards.of_alerts(changes.keys())
    made = tx.outbox.pictures([copy.id for copy in copies if not copy.merged])
    found, hasten, storms = [], [], set()
    for copy in copies:
        change = changes[copy.alert_id]
        number, stands = made.get(copy.id, (0, set()))
        if copy.merged:
            storms.add(copy.storm_id)
        elif ("redraw", "queued") in stands:
            if change.at_once:
                hasten.append(copy.id)
        elif copy.message_ref is not None or stands & {("card", "leased"), ("card", "unknown")}:
            found.append(_promise(copy, change, deps, number))
    if hasten:
        tx.amends.hasten(hasten, max(change.now for change in changes.values()))
    for storm_id in sorted(storm for storm in storms if storm is not None):
        found += _of_storm(tx, deps, storm_id, max(c.now for c in changes.values()))
    return found


def _promise(copy: CardCopy, change: Change, deps: Deps, number: int) -> Promise:
    spread = copy.sent_at is not None and not change.at_once
    at = copy.sent_at + deps.delivery.redraw_interval if spread and copy.sent_at else change.now
    return Promise(
        key=f"redraw:{copy.id}:{number}",
        kind="redraw",
        channel=copy.channel,
        conversation=copy.conversation,
        order_no=copy.order_no,
        alert_id=change.alert.id,
        card_id=copy.id,
        priority=PRIORITY[change.alert.level],
        next_at=max(at, change.now),
        created_at=change.now,
        body={},
    )


def _of_storm(tx: Tx, deps: Deps, storm_id: str, now: datetime) -> list[Promise]:
    """Have a storm's counts drawn anew when one of its alerts changed."""
    storm = tx.storms.get(storm_id)
    if storm is None or storm.drawn_at is None:
        return []
    number, stands = tx.outbox.pictures([storm_id]).get(storm_id, (0, set()))
    if ("storm_redraw", "queued") in stands:
        return []
    return [
        Promise(
            key=f"storm:{storm_id}:{number}",
            kind="storm_redraw",
            channel=storm.channel,
            conversation=storm.conversation,
            card_id=storm_id,
            next_at=max(now, storm.drawn_at + deps.delivery.group_interval),
            created_at=now,
            body={},
        )
    ]
