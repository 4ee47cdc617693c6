"""Appeals: new facts beside those that were known, and what a person of quality control decides."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from rules.refunds.application import WHERE
from rules.refunds.decide import Decision
from rules.refunds.facts import FACTS, NotRead, RefundFacts
from rules.refunds.reading import read_facts
from rules.refunds.velocity import at_least
from rules.refunds.words import Action, Bearer, Goods

#: What a person may decide.
CHOICES = (Action.REFUND, Action.EXCHANGE, Action.RESEND, Action.REFUSE)
_HARM = (
    "category",
    "seal_broken",
    "tag_intact",
    "washed",
    "worn_outdoor",
    "activated",
    "installed",
)
#: Facts that follow from others: once one of these is told anew, they follow anew.
_FOLLOWS: Mapping[str, frozenset[str]] = {
    "intact": frozenset(_HARM),
    "excluded": frozenset({"category"}),
    "quality_issue": frozenset({"issue"}),
    "issue": frozenset({"quality_issue"}),
    **dict.fromkeys(WHERE, WHERE),
}
_NOTHING = Decimal("0.00")


def with_new(known: RefundFacts, told: Mapping[str, Any]) -> RefundFacts | NotRead:
    """
    Return the facts with what an appeal tells anew, and what follows from that.

    How often a buyer or an address asks is not argued down: that is for a person.
    """
    plain = RefundFacts()
    kept = {
        name: value
        for name in FACTS
        if (value := getattr(known, name)) != getattr(plain, name)
        and _FOLLOWS.get(name, frozenset()).isdisjoint(told)
    }
    read = read_facts({**kept, **told})
    return at_least(read, known) if isinstance(read, RefundFacts) else read


def by_person(last: Decision, choice: Action, asked: Decimal) -> Decision:
    """Return a person's decision in place of the review; `asked` is what a refund pays, in yuan."""
    pays = choice is Action.REFUND
    return last._replace(
        action=choice,
        amount=asked if pays else _NOTHING,
        freight=_NOTHING,
        freight_by=Bearer.SELLER if choice is not Action.REFUSE else Bearer.NONE,
        goods=Goods.BACK if choice in (Action.REFUND, Action.EXCHANGE) else Goods.NONE,
        voucher=_NOTHING,
    )
