"""Layers: what an order is to its systems, to its customer and in the books, from its events."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rules.events.event import Event
from rules.statuses.physical import Happening, PhysicalEvent, what_happened
from rules.statuses.status_map import StatusMap, shipped
from rules.statuses.voices import CARRIER, Reading, latest_words, speaking, voices_of
from rules.statuses.words import EARNED, FOLLOWS, PAID, UNMAPPED, Business, Finance, how_far

#: Systems that handle goods, and cannot know whether they were paid for.
_HANDS = frozenset({"wms", CARRIER})
#: What is or will be given back is not earned by anything that happened to a parcel.
_THE_CUSTOMERS = frozenset({Finance.REFUND_LIABILITY, Finance.REFUNDED})
_NOT_PAID = frozenset({Finance.NONE, Finance.UNPAID, Finance.VOID, UNMAPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """The three layers of an order. None: nothing is known of it."""

    base: Mapping[str, str] = field(default_factory=dict)  #: system -> its latest raw word.
    business: str | None = None  #: A `Business` or UNMAPPED.
    finance: str | None = None  #: A `Finance` or UNMAPPED.
    said_by: str = ""  #: Whose word the business layer is.
    happened: tuple[PhysicalEvent, ...] = ()  #: To its parcels; hand-overs first, by time.
    unmapped: tuple[tuple[str, str], ...] = ()  #: Systems, each with a word that nobody knows.

    @property
    def shipment(self) -> PhysicalEvent | None:
        """The first hand-over."""
        return next(iter(self.shipments), None)

    @property
    def shipments(self) -> list[PhysicalEvent]:
        """The hand-over of each parcel that has left."""
        return [one for one in self.happened if one.happening is Happening.HANDED_OVER]


def layers_of(
    order_no: str,
    events: Iterable[Event],
    statuses: StatusMap | None = None,
    *,
    successors: Sequence[Layers] = (),
) -> Layers:
    """
    Return the layers of an order by its events, in whichever order and however often told.

    Of all that is said now the furthest word names the layers. `successors` are those of the orders
    that it was merged or split into, which it follows.
    """
    told = tuple(events)
    voices = voices_of(told, statuses or shipped())
    now = speaking(voices)
    base = latest_words(voices)
    if not now:
        return Layers(base=base)
    leading = max(now, key=lambda reading: (reading.far, reading))
    books: str | None = _books(leading.finance, now)
    back = books if books in _THE_CUSTOMERS else None
    happened = what_happened(order_no, voices, told, lambda word: back or _books(word, now))
    if leading.business == Business.MERGED_SPLIT and successors:
        books = _followed(successors)
        happened = happened or _theirs(successors)
    return Layers(
        base=base,
        business=leading.business,
        finance=books,
        said_by=leading.system,
        happened=happened,
        unmapped=tuple(sorted({(r.system, r.word) for r in now if r.business == UNMAPPED})),
    )


def _books(finance: str, now: Sequence[Reading]) -> str:
    """Return a word of the books, if what it rests on is so, or else what is."""
    paid = any(r.finance not in _NOT_PAID and r.system not in _HANDS for r in now)
    cancelled = any(r.business == Business.CANCELLED for r in now)
    if finance in PAID and not paid:
        return Finance.UNPAID
    if finance in EARNED and cancelled:
        return Finance.REFUND_LIABILITY  # it left all the same: the money is the customer's
    if finance in FOLLOWS:
        return Finance.DEFERRED if paid else Finance.UNPAID
    return finance


def _theirs(successors: Sequence[Layers]) -> tuple[PhysicalEvent, ...]:
    """Return what happened to all that an order goes on as, each once, in the usual order."""
    happened = {one.id: one for layers in successors for one in layers.happened}
    return tuple(sorted(happened.values(), key=lambda one: (one.happening, one.at, one.id)))


def _followed(successors: Sequence[Layers]) -> str | None:
    """Return the books of those that are least far on: what is not all done is not done."""
    known = [s for s in successors if s.business is not None]
    if not known:
        return None
    return min(known, key=lambda s: how_far(str(s.business), str(s.finance))).finance
