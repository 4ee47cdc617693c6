"""Labels: what an order turned out to be, by its outcome and by what people said of its alert."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

from rules.events.event import Event
from rules.orders.endings import OUTCOME, ended_badly_at
from rules.unshipped.bills import BILLED
from rules.vocabulary import Action

#: Goods that a customer does not keep: as bad as a complaint, like a line of a platform's bill.
REFUND_ASKED = "refund.requested"
#: Types of events by which an order is labelled.
LABELLING = frozenset({OUTCOME, BILLED, REFUND_ASKED})
#: What a person does about an order, and whether that says that it was worth telling of. To release
#: it says neither: what it was held for may have been mended. (`lock` is a freeze as the audit has
#: it when it was done.)
SAYS: Mapping[str, bool] = {
    Action.FREEZE: True, "lock": True, Action.RECALL: True, Action.USEFUL: True,
    Action.FALSE_ALARM: False,
}  # fmt: skip
#: Attempts that say what somebody thought: also of whoever came too late to decide it.
HEARD = frozenset({"done", "already", "stale"})


class Truth(StrEnum):
    """By what an order is labelled; the first that applies."""

    BAD = "bad"  #: It ended badly, whatever people said of it before.
    USEFUL = "useful"  #: Most people acted on it, or called it so: what they prevent never comes.
    FALSE_ALARM = "false_alarm"  #: Most people called it one.
    FINE = "fine"
    OPEN = "open"  #: Nothing is known of its end, or people disagree.


class Opinion(NamedTuple):
    """What one person said of one order's alert."""

    order_no: str
    by: str
    at: datetime
    useful: bool
    because: str = ""


class Label(NamedTuple):
    """What an order turned out to be."""

    truth: Truth
    bad_at: datetime | None  #: When it was first heard that it ended badly.

    @property
    def worth(self) -> bool | None:
        """Say whether it was worth telling; None: nobody knows."""
        if self.truth is Truth.OPEN:
            return None
        return self.truth in (Truth.BAD, Truth.USEFUL)


def label_of(events: Collection[Event], opinions: Iterable[Opinion], *, mature: bool) -> Label:
    """
    Label an order. `mature` says that no outcome after so long means a good one.

    Many shops report complaints only; their good orders would be unknown for ever otherwise.
    """
    bad = [e.received_at for e in events if e.type == REFUND_ASKED]
    ended = ended_badly_at(events)
    bad_at = min([*bad, *([ended] if ended is not None else [])], default=None)
    votes = Counter(o.useful for o in latest(opinions))
    if bad_at is not None:
        truth = Truth.BAD
    elif votes[True] > votes[False]:
        truth = Truth.USEFUL
    elif votes[False] > votes[True]:
        truth = Truth.FALSE_ALARM
    elif votes:
        truth = Truth.OPEN
    elif mature or any(e.type == OUTCOME for e in events):
        truth = Truth.FINE
    else:
        truth = Truth.OPEN
    return Label(truth, bad_at)


def latest(opinions: Iterable[Opinion]) -> list[Opinion]:
    """Return what each person last said of each order."""
    last: dict[tuple[str, str], Opinion] = {}
    for opinion in sorted(opinions, key=lambda o: o.at):
        last[opinion.order_no, opinion.by] = opinion
    return list(last.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far people agree on the orders that several of them judged."""

    orders: int
    kappa: Fraction | None  #: Fleiss' κ: 1 is agreement, 0 is what chance alone would bring.
    split: Sequence[str]  #: The orders on which they do not.

    @property
    def text(self) -> str:
        """κ as people read it."""
        return "—" if self.kappa is None else f"{float(self.kappa):.2f}"


def agreement(opinions: Iterable[Opinion]) -> Agreement:
    """
    Measure how far people agree, beyond chance.

    Of orders that one person judged nothing is learnt. Where everybody always says the same, chance
    would bring as much, and there is no κ.
    """
    votes: dict[str, Counter[bool]] = defaultdict(Counter)
    for opinion in latest(opinions):
        votes[opinion.order_no][opinion.useful] += 1
    shared = {no: count for no, count in sorted(votes.items()) if count.total() > 1}
    split = [no for no, count in shared.items() if count[True] and count[False]]
    if not shared:
        return Agreement(orders=0, kappa=None, split=())
    alike = sum(map(_alike, shared.values()), Fraction()) / len(shared)
    every = sum(shared.values(), Counter[bool]())
    chance = sum(Fraction(n, every.total()) ** 2 for n in every.values())
    kappa = None if chance == 1 else (alike - chance) / (1 - chance)
    return Agreement(orders=len(shared), kappa=kappa, split=split)


def _alike(count: Counter[bool]) -> Fraction:
    """Return the share of pairs of people who say the same of one order."""
    total = count.total()
    return Fraction(sum(n * (n - 1) for n in count.values()), total * (total - 1))
