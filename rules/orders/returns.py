"""Returns: what an order's own books say of it as facts of a refund."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from rules.orders.course import Course, amount_of, created_data
from rules.refunds.facts import RefundFacts
from rules.refunds.reading import read_facts
from rules.refunds.words import PICKED, Tri

_HOUR = 3600


def known_facts(
    course: Course, items: Iterable[Mapping[str, Any]], at: datetime, zone: ZoneInfo
) -> dict[str, object]:
    """
    Return what is known at `at` of the goods that an application is about; all without `items`.

    Days since the signature are calendar days of the shop, the day of it not counted.
    """
    created = created_data(course)
    lines = _concerned(created.get("items") or (), items)
    found: dict[str, object] = {
        "amount": _paid_for(course, lines, whole=not list(items)),
        "category": _only({line.get("category") for line in lines if not line.get("is_gift")}),
        "member_level": (created.get("customer") or {}).get("tier"),
        "shipped": Tri.YES if course.left_at is not None else Tri.NO,
        "picked": Tri.YES if _is_picked(course) else Tri.NO,
        "signed": Tri.YES if course.signed_at is not None else Tri.NO,
    }
    if course.signed_at is not None and course.signed_at <= at:
        days = at.astimezone(zone).date() - course.signed_at.astimezone(zone).date()
        found["days_since_sign"] = days.days
        found["hours_since_sign"] = int((at - course.signed_at).total_seconds() // _HOUR)
    return {
        name: value
        for name, value in found.items()
        if value is not None and isinstance(read_facts({name: value}), RefundFacts)
    }


def _concerned(
    lines: Iterable[Mapping[str, Any]], items: Iterable[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the order's lines that are asked for, each with the pieces asked for."""
    asked = {item.get("sku"): item.get("qty") for item in items}
    if not asked:
        return [dict(line) for line in lines]
    known = list(lines)
    last = {line.get("sku"): number for number, line in enumerate(known)}
    found = []
    for number, line in enumerate(known):
        sku, own = line.get("sku"), line.get("qty") or 1
        wanted = asked.get(sku, 0)
        if wanted is None:  # all of it
            found.append({**line, "qty": own})
        elif wanted:
            # Of one thing on several lines each has its share; the last one has what is too many.
            qty = wanted if number == last[sku] else min(own, wanted)
            asked[sku] = wanted - qty
            found.append({**line, "qty": qty})
    return found


def _paid_for(course: Course, lines: Iterable[Mapping[str, Any]], *, whole: bool) -> Decimal | None:
    """Return what was paid for lines, in yuan; None where the order does not say it."""
    if whole:
        return amount_of(course)
    priced = [(line.get("price"), line.get("qty") or 1) for line in lines]
    if not priced or any(price is None for price, _ in priced):
        return None
    return sum((Decimal(str(price)) * qty for price, qty in priced), Decimal())


def _only(values: set[Any]) -> object:
    """Return the one value that there is; goods of several categories have none in common."""
    return next(iter(values)) if len(values) == 1 else None


def _is_picked(course: Course) -> bool:
    if course.left_at is not None or course.checked_at is not None:
        return True
    return any(
        str(state.told.data.get("status") or "").strip().casefold() in PICKED
        for state in course.systems.values()
    )
