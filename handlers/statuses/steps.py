"""Steps: what a shop's own systems are told once of an order: it left, and it may be earned."""

from collections.abc import Collection
from datetime import datetime
from itertools import chain

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.ports import GaveUp, Sent
from handlers.statuses.published import published
from handlers.statuses.standing import telling
from rules.delivery.calls import Call, CallAction, call_of
from rules.statuses.arrival import expected_on
from rules.statuses.layers import layers_of
from rules.statuses.texts import customer_text
from rules.statuses.words import EARNED, Business
from storage.delivery.outbox import Entry
from storage.tx import Tx

#: What these calls are about, as the ledger names it.
SUBJECT = "shipment"


def follow(tx: Tx, deps: Deps, order_nos: Collection[str], now: datetime) -> None:
    """
    Tell of shipments and of what may be earned by them, each once.

    A call is named by its shipment. However often and in whichever order it is told, and though a
    refund came between, its promise is there already and makes no other.
    """
    if not deps.told_of or not order_nos:
        return
    statuses, door = published(tx, deps), Promises(tx, deps)
    after = chain.from_iterable(tx.successions.after(order_nos).values())
    for order_no, events in telling(tx, {*order_nos, *after}).items():
        layers = layers_of(order_no, events, statuses)
        # Of what was merged or split the successors are told.
        if not layers.shipments or layers.business == Business.MERGED_SPLIT:
            continue
        today = now.astimezone(deps.timezone).date()
        left = customer_text(layers, expected_on(events, deps.timezone), today)
        told = [(CallAction.TRACK, shipment.id, left) for shipment in layers.shipments]
        if layers.finance in EARNED:
            # An order is earned as a whole, by whichever parcel left first.
            first = layers.shipments[0].id
            told.append((CallAction.RECOGNISE, first, first))
        for action, shipment, reason in told:
            call = Call(
                id=f"{action}-{shipment}",
                action=action,
                order_no=order_no,
                warehouse="",
                reason=reason,
                at=now,
            )
            for gateway in deps.told_of.get(action, ()):
                door.call(gateway, call, SUBJECT, shipment, now, at=now)
    door.write()


def leaving(_tx: Tx, _deps: Deps, entry: Entry, _now: datetime) -> Call:
    """Return what was promised: goods which left have left."""
    return call_of(entry.body["call"])


def settled(_tx: Tx, _deps: Deps, _entry: Entry, _outcome: Sent | GaveUp, _now: datetime) -> None:
    """Leave the answer to the ledger: nothing here depends on it."""
