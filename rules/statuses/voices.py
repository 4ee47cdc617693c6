"""Voices: who says where an order is, and what each of them says at which moment."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from rules.codes import code_key
from rules.events.event import Event
from rules.events.tellings import told_once
from rules.statuses.status_map import Row, StatusMap
from rules.statuses.words import KEEP, TAKEN_BACK, UNMAPPED, Business, Finance, has_left, how_far

CARRIER = "carrier"
OURS = "resonance"
#: What is known of an order without any system's word: event type -> business, finance.
_OWN: Mapping[str, tuple[str, str]] = {
    "order.created": (Business.PENDING_PAYMENT, Finance.UNPAID),
    "order.paid": (Business.PREPARING, Finance.DEFERRED),
    "payment.settled": (Business.PREPARING, Finance.DEFERRED),
    "label.printed": (Business.LABEL_CREATED, Finance.DEFERRED),
    "order.cancelled": (Business.CANCELLED, Finance.VOID),
    "refund.requested": (Business.REFUND_IN_PROGRESS, Finance.REFUND_LIABILITY),
    "order.merged": (Business.MERGED_SPLIT, "(跟随新单)"),
    "order.split": (Business.MERGED_SPLIT, "(跟随子单)"),
}
#: Events that say where an order is.
TELLING = frozenset({*_OWN, "system.status", "carrier.trace", "refund.paid"})
_REFUND = "refund"
_THERE = frozenset({Business.DELIVERED, Business.COMPLETED})


class Reading(NamedTuple):
    """
    What a voice says at a moment; of two the later holds, of one instant the further.

    Without a business word it says nothing of it, or takes back what the voice said before.
    """

    at: datetime
    far: int
    word: str  #: The raw word.
    system: str
    business: str
    finance: str

    @property
    def left(self) -> bool:
        """Whether goods have left by it."""
        return has_left(self.business, self.finance)


#: A system in one of its vocabularies, a parcel, or a kind of event -> all that it says.
Voices = dict[tuple[str, str], list[Reading]]


def voices_of(events: Iterable[Event], statuses: StatusMap) -> Voices:
    """Return what each voice says, in no order; events that say nothing do not matter."""
    voices: Voices = {}
    refunds: list[Event] = []
    amount: tuple[datetime, Decimal] | None = None
    for event in events:
        for voice, reading in _readings(event, statuses):
            voices.setdefault(voice, []).append(reading)
        if event.type == "refund.paid":
            refunds.append(event)
        elif event.type == "order.created":
            described = (event.at, Decimal(str(event.data["amount"])))
            amount = max(amount or described, described)
    if refunds:
        voices.setdefault((OURS, _REFUND), []).append(_paid_back(refunds, amount))
    return voices


def _readings(event: Event, statuses: StatusMap) -> Iterator[tuple[tuple[str, str], Reading]]:
    if event.type == "system.status":
        system, word = str(event.data["system"]).lower(), str(event.data["status"])
        row = statuses.row(system, word)
        # A word outside its vocabularies, and one that says nothing, are voices of their own.
        voice = UNMAPPED if row is None else row.business
        if row is not None and row.business != KEEP:
            voice = f"{row.system}({row.edition})"
        yield (system, voice), _mapped(event, system, word, row)
    elif event.type == "carrier.trace":
        parcel, word = code_key(str(event.data["tracking_no"])), str(event.data["state"])
        yield (CARRIER, parcel), _mapped(event, CARRIER, word, statuses.row(CARRIER, word))
    elif event.type in _OWN:
        voice = _REFUND if event.type == "refund.requested" else event.type
        yield (OURS, voice), _said(event, OURS, event.type, *_OWN[event.type])


def _mapped(event: Event, system: str, word: str, row: Row | None) -> Reading:
    if row is None:
        return _said(event, system, word, UNMAPPED, UNMAPPED)
    if row.business == KEEP or row.business in TAKEN_BACK:
        return _said(event, system, word, "", "")
    return _said(event, system, word, row.business, row.finance)


def _said(event: Event, system: str, word: str, business: str, finance: str) -> Reading:
    far = how_far(business, finance, carrier=system == CARRIER) if business else -1
    return Reading(event.at, far, word, system, business, finance)


def _paid_back(refunds: Sequence[Event], amount: tuple[datetime, Decimal] | None) -> Reading:
    """Say what refunds make of an order together: refunded whole, or as it was before."""
    facts = told_once(refunds, lambda e: (e.data.get("refund_id"), str(e.data["amount"])))
    paid = sum((Decimal(str(fact.said.data["amount"])) for fact in facts), Decimal())
    latest = max(refunds, key=lambda e: (e.at, e.source, e.id))
    if amount is not None and paid < amount[1]:
        return _said(latest, OURS, latest.type, "", "")
    return _said(latest, OURS, latest.type, Business.REFUNDED, Finance.REFUNDED)


def speaking(voices: Voices) -> list[Reading]:
    """Return what holds now: the last word of each voice, one word for all parcels."""
    last = {voice: max(said) for voice, said in voices.items()}
    understood: dict[str, datetime] = {}
    for (system, voice), reading in last.items():
        if voice != UNMAPPED:
            understood[system] = max(understood.get(system, reading.at), reading.at)
    now, parcels = [], []
    for (system, voice), reading in last.items():
        if system == CARRIER:
            parcels.append(reading)
        # A word that nobody knows is over once its system says one that somebody does.
        elif voice != UNMAPPED or system not in understood or reading.at > understood[system]:
            now.append(reading)
    on_the_way = [r for r in parcels if r.business not in _THERE]
    if parcels:
        now.append(max(on_the_way or parcels, key=lambda r: (r.far, r)))
    return [reading for reading in now if reading.business]


def latest_words(voices: Voices) -> dict[str, str]:
    """Return each system's latest raw word; what we know without one is no system's."""
    latest: dict[str, Reading] = {}
    for reading in (r for said in voices.values() for r in said if r.system != OURS):
        latest[reading.system] = max(latest.get(reading.system, reading), reading)
    return {system: reading.word for system, reading in sorted(latest.items())}
