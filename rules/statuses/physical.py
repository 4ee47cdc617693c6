"""Physical events: a parcel is handed over, and signed for, once each, whoever tells of it."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from rules.codes import code_key
from rules.events.event import Event
from rules.statuses.voices import CARRIER, Reading, Voices
from rules.statuses.words import Business, Finance, Stage, stage


class Happening(StrEnum):
    """What may happen to a parcel, in this order."""

    HANDED_OVER = "handed_over"
    SIGNED = "signed"


#: What each is to customers, and in the books of an order that is paid.
MEANS: Mapping[Happening, tuple[Business, Finance]] = {
    Happening.HANDED_OVER: (Business.ON_THE_WAY, Finance.ACCRUAL_READY),
    Happening.SIGNED: (Business.DELIVERED, Finance.REVENUE_DUE),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PhysicalEvent:
    """One thing that happened, and how the three layers call it."""

    id: str
    happening: Happening
    parcel: str  #: A tracking number by its `code_key`; empty while no carrier told of a parcel.
    at: datetime
    base: Mapping[str, str]  #: system -> the word by which it said so first.
    business: str
    finance: str


def what_happened(
    order_no: str, voices: Voices, events: Iterable[Event], books: Callable[[Finance], str]
) -> tuple[PhysicalEvent, ...]:
    """
    Return what happened to the parcels of an order: hand-overs, then signatures, each by time.

    Two numbers that `parcel.created` gives to one parcel are one parcel. Only a carrier says which
    parcel it is; a system that names none speaks of each, and of the order as long as no carrier
    told of any. `books` says what stands in the books where a word of them rests on a payment.
    """
    names = _names(events)
    told: list[PhysicalEvent] = []
    for happening in Happening:
        parcels: dict[str, list[Reading]] = {}
        common: list[Reading] = []
        for (system, voice), said in voices.items():
            place = parcels.setdefault(names.get(voice, voice), []) if system == CARRIER else common
            place.extend(reading for reading in said if _says(reading, happening))
        told.extend(_each(order_no, happening, parcels, common, books))
    return tuple(told)


def _names(events: Iterable[Event]) -> dict[str, str]:
    """Return for each announced number the one by which its parcel is called: the least of them."""
    numbers: dict[str, set[str]] = {}
    for event in events:
        if event.type == "parcel.created" and event.data.get("tracking_no"):
            of_parcel = numbers.setdefault(code_key(str(event.data["parcel_id"])), set())
            of_parcel.add(code_key(str(event.data["tracking_no"])))
    return {number: min(known) for known in numbers.values() for number in known}


def _says(reading: Reading, happening: Happening) -> bool:
    if happening is Happening.HANDED_OVER:
        return reading.left
    return stage(reading.business, reading.finance) is Stage.SIGNED


def _each(
    order_no: str,
    happening: Happening,
    parcels: Mapping[str, Sequence[Reading]],
    common: Sequence[Reading],
    books: Callable[[Finance], str],
) -> Iterator[PhysicalEvent]:
    business, finance = MEANS[happening]
    by_time = sorted((min(said).at, parcel) for parcel, said in parcels.items() if said)
    for place, parcel in enumerate([parcel for _, parcel in by_time] or [""] * bool(common)):
        said = [*parcels.get(parcel, ()), *common]
        first: dict[str, Reading] = {}
        for reading in said:
            first[reading.system] = min(first.get(reading.system, reading), reading)
        # The first bears the order's name, which it had before a carrier told of any parcel.
        yield PhysicalEvent(
            happening=happening,
            parcel=parcel,
            id=_named(happening, order_no, *([parcel] if place else [])),
            at=min(reading.at for reading in (parcels[parcel] if place else said)),
            base={system: reading.word for system, reading in sorted(first.items())},
            business=business,
            finance=books(finance),
        )


def _named(happening: Happening, *parts: str) -> str:
    kind = "shipment" if happening is Happening.HANDED_OVER else happening.value
    return hashlib.blake2s("|".join((kind, *parts)).encode(), digest_size=8).hexdigest()
