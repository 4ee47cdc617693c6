"""Behind red: what still waits about an order's earlier orange alerts is not said any more."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from rules.alerts import Alert
from storage.outbox import Delivery, Promise
from storage.tx import Tx


def mute(tx: Tx, promises: list[Promise], reds: Mapping[str, tuple[Alert, datetime]]) -> None:
    """Mute it among the promises made already and, in place, among those about to be made."""
    if not reds:
        return
    latest = max(now for _, now in reds.values())
    tx.amends.mute_orders(reds.keys(), [alert.id for alert, _ in reds.values()], latest)
    for place, promise in enumerate(promises):
        alert, now = reds.get(promise.order_no or "", (None, latest))
        if (
            alert is not None
            and promise.alert_id != alert.id
            and promise.priority > 0
            and promise.kind in ("card", "notice")
            and promise.created_at <= now
        ):
            promises[place] = replace(
                promise, state=Delivery.MUTED, last_code="red", settled_at=now
            )
