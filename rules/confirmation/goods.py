"""Goods of an order that waits: which pieces are not promised to others until it is confirmed."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

_HUNDREDTHS = 100


def pieces(created: Mapping[str, Any]) -> dict[str, int]:
    """Return sku -> pieces of what `order.created` lists; a line that cannot be read is none."""
    found: Counter[str] = Counter()
    items = created.get("items")
    for item in items if isinstance(items, list) else ():
        if not isinstance(item, Mapping):
            continue
        sku, qty = item.get("sku"), item.get("qty", 1)
        if isinstance(sku, str) and sku and isinstance(qty, int) and qty > 0:
            found[sku] += qty
    return dict(found)


def fen_of(created: Mapping[str, Any]) -> int:
    """Return the amount of an order in hundredths of CNY, 0 while it is not known."""
    try:
        return int(Decimal(str(created.get("amount") or "0")) * _HUNDREDTHS)
    except InvalidOperation:
        return 0
