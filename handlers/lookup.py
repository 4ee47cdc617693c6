"""Lookup: from what a person typed to the order they mean, within the shops they may see."""

from dataclasses import dataclass

from rules.permissions import Actor
from storage.orders import Order
from storage.tx import Tx

#: Digits by which people name an order or a phone number in short (contract, section 5).
_SHORT = range(4, 7)
#: Matches looked at before an answer is called ambiguous.
_LIMIT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The one order that is meant."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """A short number that fits several orders."""

    order_nos: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """No such order; near ones, if any."""

    near: tuple[str, ...]


def find_order(tx: Tx, actor: Actor, ref: str) -> Found | Several | Missing:
    """
    Find an order by its number, a parcel's code, or the last 4-6 digits of these or of a phone.

    An order named in full is returned even when it belongs to another shop: the permission gate
    refuses it. Capitals matter only where the number as typed is unknown.
    """
    exact = tx.orders.get(ref)
    if exact is not None:
        return Found(order=exact)
    owners = _bound(tx, ref)
    if not owners and len(ref) in _SHORT and ref.isdigit():
        owners = [*tx.orders.ending_with(ref, _LIMIT), *tx.parcels.ending_with(ref, _LIMIT)]
    spellings = dict.fromkeys((ref, ref.upper(), ref.lower()))
    if not owners:
        owners = [no for spelt in spellings for no in (spelt, *_bound(tx, spelt))]
    visible = _visible(tx, actor, owners)
    if len(visible) == 1:
        return Found(order=visible[0])
    if visible:
        return Several(order_nos=tuple(o.order_no for o in visible))
    near = [no for spelt in spellings for no in tx.orders.near(spelt, _LIMIT)]
    return Missing(near=tuple(o.order_no for o in _visible(tx, actor, near)))


def _bound(tx: Tx, code: str) -> list[str]:
    return list(dict.fromkeys(bound.order_no for bound in tx.parcels.bound_to(code)))


def _visible(tx: Tx, actor: Actor, order_nos: list[str]) -> list[Order]:
    found = tx.orders.find(set(order_nos))
    return [
        found[no] for no in dict.fromkeys(order_nos) if no in found and actor.sees(found[no].shop)
    ]
