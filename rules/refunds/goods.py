"""Goods of an order that may be asked back, and how many of them nobody has asked for yet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """One thing that was bought."""

    sku: str
    name: str
    category: str | None
    qty: int
    left: int  #: Pieces that no application is about.


def goods_of(created: Mapping[str, Any], asked: Iterable[Mapping[str, Any]]) -> tuple[Goods, ...]:
    """
    Return what an order lists, gifts left out; `asked` is what its applications say.

    One that names no goods is about all of them.
    """
    lines = [line for line in created.get("items") or () if isinstance(line, Mapping)]
    bought = [(str(line["sku"]), line) for line in lines if line.get("sku")]
    counted: Counter[str] = Counter()
    first: dict[str, Mapping[str, Any]] = {}
    for sku, line in bought:
        if not line.get("is_gift"):
            counted[sku] += _pieces(line)
            first.setdefault(sku, line)
    taken: Counter[str] = Counter()
    for told in asked:
        taken += Counter(_asked(told, counted))
    return tuple(
        Goods(
            sku=sku,
            name=str(first[sku].get("name") or sku),
            category=first[sku].get("category"),
            qty=qty,
            left=max(0, qty - taken[sku]),
        )
        for sku, qty in counted.items()
    )


def _asked(told: Mapping[str, Any], counted: Mapping[str, int]) -> dict[str, int]:
    items = [item for item in told.get("items") or () if isinstance(item, Mapping)]
    if not items:
        return dict(counted)
    found: Counter[str] = Counter()
    for item in items:
        sku = str(item.get("sku"))
        qty = item.get("qty")
        found[sku] += qty if isinstance(qty, int) else counted.get(sku, 0)
    return dict(found)


def _pieces(line: Mapping[str, Any]) -> int:
    qty = line.get("qty")
    return qty if isinstance(qty, int) and qty > 0 else 1
