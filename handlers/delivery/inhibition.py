"""Inhibition: what waits about an order's orange alerts is not said once a red one says it all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from rules.alerts.alert import Alert
from storage.delivery.outbox import Delivery, Promise
from storage.tx import Tx


def inhibited(
    tx: Tx, made: Sequence[Promise], red: Mapping[str, tuple[Alert, datetime]]
) -> list[Promise]:
    """
    Mute what is behind a red, among what waits already and what is about to be promised.

    `red` are the alerts that just turned red, by order, and when; `made` is returned as it is to be
    written.
    """
    latest = max(now for _, now in red.values())
    tx.amends.mute_orders(red.keys(), [alert.id for alert, _ in red.values()], latest)
    return [_behind(promise, *red.get(promise.order_no or "", (None, latest))) for promise in made]


def _behind(promise: Promise, alert: Alert | None, now: datetime) -> Promise:
    if (
        alert is None
        or promise.subject_id == alert.id
        or promise.priority <= 0
        or promise.kind not in ("card", "notice")
        or promise.created_at > now
    ):
        return promise
    return replace(promise, state=Delivery.MUTED, last_code="red", settled_at=now)
