"""Gifts: SKUs of their own, owed by rule, bound to a main order and never added by hand."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.codes import code_key


@dataclass(frozen=True, slots=True, kw_only=True)
class Gift:
    """What is owed with an order that everything set here is true of; days are inclusive."""

    sku: str
    qty: int = 1
    min_amount: Decimal | None = None  #: CNY
    shop: str | None = None
    platform: str | None = None
    bought: str | None = None  #: A SKU of the order.
    category: str | None = None
    first: date | None = None
    last: date | None = None

    def is_owed(self, order: Mapping[str, Any], day: date) -> bool:
        """Say whether it is owed with the order that `order.created` described on that day."""
        items = [item for item in order.get("items") or () if not item.get("is_gift")]
        return (
            bool(items)
            and (self.first is None or self.first <= day)
            and (self.last is None or day <= self.last)
            and (self.min_amount is None or Decimal(str(order["amount"])) >= self.min_amount)
            and self.shop in (None, order.get("shop"))
            and self.platform in (None, order.get("platform"))
            and (self.bought is None or any(i.get("sku") == self.bought for i in items))
            and (self.category is None or any(i.get("category") == self.category for i in items))
        )


def pieces(items: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Count pieces by SKU."""
    found: Counter[str] = Counter()
    for item in items:
        found[str(item.get("sku"))] += int(item.get("qty") or 1)
    return found


def as_named(goods: Mapping[str, int], names: Iterable[str]) -> Counter[str]:
    """Count goods under the names that are known of them, however a scanner wrote these."""
    known = {code_key(name): name for name in names}
    found: Counter[str] = Counter()
    for sku, number in goods.items():
        found[known.get(code_key(sku), sku)] += number
    return found


def owed(gifts: Sequence[Gift], order: Mapping[str, Any], day: date) -> Counter[str]:
    """Return how many pieces of which gift are owed with an order of that day."""
    return pieces({"sku": g.sku, "qty": g.qty} for g in gifts if g.is_owed(order, day))


def unbound(order_no: str, order: Mapping[str, Any], mains: Mapping[str, bool]) -> dict[str, str]:
    """
    Return the gift lines that no main order stands behind: SKU -> the main order it names, or "".

    `mains` are the other orders named that somebody created, and whether each still stands.
    """
    found: dict[str, str] = {}
    for item in order.get("items") or ():
        main = str(item.get("parent_order_no") or "")
        if item.get("is_gift") and main != order_no and not mains.get(main, False):
            found[str(item.get("sku"))] = main
    return found


def mains_of(order_no: str, order: Mapping[str, Any]) -> set[str]:
    """Return the other orders to which the gifts of an order are bound."""
    items = order.get("items") or ()
    named = {str(i.get("parent_order_no") or "") for i in items if i.get("is_gift")}
    return named - {order_no, ""}


def added_by_hand(
    gifts: Sequence[Gift], inside: Collection[str], expected: Collection[str]
) -> list[str]:
    """Return gifts in a parcel that are neither owed nor lines of its order."""
    return sorted({gift.sku for gift in gifts} & set(inside) - set(expected))
