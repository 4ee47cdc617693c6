"""What may be done on an order's page, and what somebody at a desk needs beside its story."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.deps import Deps
from handlers.orders.drawing import brief
from rules.alerts.alert import Alert
from rules.desk.items import Do
from rules.desk.out_links import links_of
from rules.orders.addresses import address_changes
from rules.orders.brief import TOLD_BY, OrderBrief
from rules.people.permissions import Actor, would_be_done
from rules.shipping.holds import open_holds
from rules.vocabulary import ALIVE, Level
from storage.orders.orders import Order
from storage.tx import Tx

_MARKED = "order.marked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What customer service noted of an order."""

    at: datetime
    mark: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDesk:
    """What is on its page for whoever reads it."""

    may: tuple[Do, ...]
    brief: OrderBrief
    address: Mapping[str, Any]  #: That is in force, as it was told.
    marks: tuple[Marked, ...]  #: The newest first.
    links: list[tuple[str, str]]


def order_desk(tx: Tx, deps: Deps, actor: Actor, order: Order, now: datetime) -> OrderDesk:
    """Return it, with what its reader would not be refused."""
    no = order.order_no
    events = tx.journal.of_orders((no,), (*TOLD_BY, _MARKED)).get(no, [])
    created = [one for one in events if one.type == "order.created"]
    changes = address_changes(
        created, [one for one in events if one.type == "order.address_changed"]
    )
    told = [one.data.get("address") for one in created]
    told += [one.said.data.get("address") for one in changes]
    marks = [
        Marked(at=one.at, mark=str(one.data.get("mark") or ""), by=str(one.data.get("by") or ""))
        for one in events
        if one.type == _MARKED
    ]
    return OrderDesk(
        may=_may(tx, actor, order, now),
        brief=brief(tx, deps, no, order),
        address=next((one for one in reversed(told) if isinstance(one, Mapping)), {}),
        marks=tuple(sorted(marks, key=lambda one: one.at, reverse=True)),
        links=links_of(deps.links, _facts(tx, order)),
    )


def _may(tx: Tx, actor: Actor, order: Order, now: datetime) -> tuple[Do, ...]:
    held = open_holds(tx.holds.of_order(order.order_no), now)
    alerts = tx.alerts.of_order(order.order_no)
    alert: Alert | None = next((one for one in alerts if one.state in ALIVE), None)
    level = alert.level if alert is not None else Level.RED
    offered = {
        Do.LOCK: order.left_at is None and not order.cancelled,
        Do.RELEASE: bool(held),
        Do.CLAIM: alert is not None and alert.claimed_by != actor.name,
        Do.FALSE_ALARM: alert is not None,
        Do.USEFUL: alert is not None,
    }
    return tuple(
        do
        for do, sensible in offered.items()
        if sensible
        and would_be_done(actor, do.value, shop=order.shop, level=level, still_open=held)
    )


def _facts(tx: Tx, order: Order) -> list[dict[str, str]]:
    """Return what links may name: of the order, once for each of its parcels."""
    of_order = {
        "order_no": order.order_no,
        "platform": order.platform or "",
        "shop": order.shop or "",
        "warehouse": order.warehouse or "",
    }
    codes = tx.parcels.of_order(order.order_no)
    parcels = [
        {"tracking_no": code.code, "parcel_id": code.parcel_id, "carrier": code.carrier or ""}
        for code in codes
        if code.kind == "tracking"
    ]
    parcels += [
        {"parcel_id": no}
        for no in dict.fromkeys(code.parcel_id for code in codes)
        if all(parcel["parcel_id"] != no for parcel in parcels)
    ]
    return [{**of_order, **parcel} for parcel in parcels or [{}]]
