"""Parcels: the tracking numbers of an order's parcels, and when the last was signed for."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from rules.codes import code_key
from rules.events.event import Event


def numbers_of(announced: Iterable[Event]) -> list[set[str]]:
    """Return the tracking numbers of each parcel of `parcel.created`, by their `code_key`."""
    return list(_numbers(announced).values())


def _numbers(announced: Iterable[Event]) -> dict[str, set[str]]:
    numbers: dict[str, set[str]] = {}
    for event in announced:
        known = numbers.setdefault(code_key(str(event.data["parcel_id"])), set())
        if event.data.get("tracking_no"):
            known.add(code_key(str(event.data["tracking_no"])))
    return numbers


def first_times(told: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return the first time told of each tracking number, however written, by its `code_key`."""
    first: dict[str, datetime] = {}
    for tracking_no, at in told.items():
        key = code_key(tracking_no)
        first[key] = min(at, first.get(key, at))
    return first


class Departure(NamedTuple):
    """When goods left, and what was among them."""

    at: datetime
    skus: frozenset[str] | None  #: By `code_key`; None where nobody said.


def departures(
    announced: Sequence[Event], left_at: datetime, told: Mapping[str, datetime]
) -> list[Departure]:
    """
    Return each time that goods of an order left; `left_at` is the first sign of any.

    Of several parcels only a carrier's trace says which has left: `told` says when, by tracking
    number.
    """
    skus = {
        code_key(str(event.data["parcel_id"])): frozenset(
            code_key(str(item["sku"])) for item in event.data["items"]
        )
        for event in announced
        if event.data.get("items")
    }
    parcels = _numbers(announced)
    if len(parcels) <= 1:
        return [Departure(left_at, next(iter(skus.values()), None))]
    first = first_times(told)
    times = {parcel: [first[no] for no in own & first.keys()] for parcel, own in parcels.items()}
    later = [Departure(min(moved), skus.get(parcel)) for parcel, moved in times.items() if moved]
    return [Departure(left_at, None), *later]


def last_signed(announced: Sequence[Event], told: Mapping[str, datetime]) -> datetime | None:
    """
    Return when the last of an order's parcels was signed for; None while one with a number is not.

    `told` says by tracking number when each was signed for first, and is not empty. A parcel whose
    number nobody told cannot be waited for.
    """
    if len(announced) <= 1:  # as of most orders: there is nothing to tell apart
        return min(told.values())
    signed = first_times(told)
    numbered = [numbers for numbers in numbers_of(announced) if numbers]
    if len(numbered) <= 1:
        return min(signed.values())
    times = [[signed[number] for number in numbers & signed.keys()] for numbers in numbered]
    return max(map(min, times)) if all(times) else None
