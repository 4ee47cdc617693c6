"""Quotas: messages of a channel in a local month, with a share kept for red."""

from collections.abc import Iterable
from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.ports import Outgoing
from rules.delivery.capabilities import Capabilities
from rules.delivery.policy import QUOTA_MARKS, quota_left
from rules.delivery.routes import FALLBACK
from storage.delivery.cards import CardCopy
from storage.delivery.outbox import Entry
from storage.tx import Tx


def month_of(deps: Deps, now: datetime) -> str:
    """Name the local calendar month."""
    return now.astimezone(deps.timezone).strftime("%Y-%m")


def spend(tx: Tx, deps: Deps, channel: str, can: Capabilities, now: datetime, *, red: bool) -> bool:
    """Count one message, where the month has room for it; tell people when it nearly has not."""
    if can.quota is None:
        return True
    month = month_of(deps, now)
    used = tx.quotas.used(channel, month)
    if not quota_left(can.quota, used, red=red):
        _mark(tx, deps, channel, month, 100 if used >= can.quota else 80, (used, can.quota), now)
        return False
    tx.quotas.use(channel, month, 1)
    for mark in QUOTA_MARKS:
        if (used + 1) * 100 >= can.quota * mark:
            _mark(tx, deps, channel, month, mark, (used + 1, can.quota), now)
    return True


def give_back(tx: Tx, out: Outgoing) -> None:
    """Take back what the platform certainly does not have, from the month it was counted in."""
    if out.month is not None:
        tx.quotas.use(out.channel, out.month, -1)


def answered(tx: Tx, deps: Deps, channel: str, number: int, now: datetime) -> None:
    """Count answers that a channel sent by itself."""
    tx.quotas.use(channel, month_of(deps, now), number)


def _mark(
    tx: Tx, deps: Deps, channel: str, month: str, mark: int, stand: tuple[int, int], now: datetime
) -> None:
    facts = {"channel": channel, "used": str(stand[0]), "quota": str(stand[1])}
    door = Promises(tx, deps)
    door.say(FALLBACK, f"quota_{mark}", facts, now, about=f"{channel}:{month}")
    door.write()


def say_elsewhere(tx: Tx, deps: Deps, entry: Entry, now: datetime) -> None:
    """Say a notice in the fallback conversation: it was worth a message, and there is none left."""
    door = Promises(tx, deps)
    alert = tx.alerts.get(entry.subject_id or "") if entry.subject == "alert" else None
    if alert is not None:
        door.alerts.setdefault(alert.id, (alert, None))
    door.say(
        FALLBACK,
        entry.body["wording"],
        entry.body["facts"],
        now,
        key=f"elsewhere:{entry.key}",
        alert=alert,
        storm=entry.body.get("storm"),
        priority=entry.priority,
    )
    door.write()


def show_elsewhere(
    tx: Tx, deps: Deps, copies: Iterable[CardCopy], priority: int, now: datetime
) -> None:
    """Show cards in the fallback conversation, where they were not shown already."""
    door = Promises(tx, deps)
    for copy in copies:
        moved = CardCopy(
            id=derived_id("card", copy.subject_id, FALLBACK.channel, FALLBACK.conversation),
            subject=copy.subject,
            subject_id=copy.subject_id,
            order_no=copy.order_no,
            channel=FALLBACK.channel,
            conversation=FALLBACK.conversation,
        )
        door.show(moved, priority, now)
    door.write()
