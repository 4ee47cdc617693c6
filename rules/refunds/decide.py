"""
Deciding: typed facts and one version of the rules to exactly one action. The one entry.

```python
facts = read_facts(raw)                     # rules.refunds.reading; or NotRead, a refusal by name
book = published(tx, deps)                  # handlers.refunds.published; shipped_book() without one
decision = decide(facts, book, RefundTerms(freight=Decimal(15)))
```

Equal facts and an equal version give an equal decision. Money is yuan, Decimal, two places.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from ipaddress import IPv4Network, IPv6Network, ip_address
from typing import NamedTuple

from rules.refunds.book.book import OTHERWISE, RuleBook
from rules.refunds.engine import first_row
from rules.refunds.facts import RefundFacts
from rules.refunds.velocity import RATE_AFTER, RATE_WINDOW
from rules.refunds.words import Action, Bearer, Goods, Tri

_CENT, _NOTHING = Decimal("0.01"), Decimal("0.00")
_PAYS = frozenset({Action.REFUND, Action.PARTIAL, Action.INTERCEPT})


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundTerms:
    """What the shop set beside its rules."""

    freight: Decimal = Decimal(15)  #: What a buyer bears where the rule says so, in yuan.
    #: Addresses that many people share: nobody is counted by them.
    shared: tuple[IPv4Network | IPv6Network, ...] = ()
    rate_window: timedelta = RATE_WINDOW  #: A buyer's rate is that of orders no older than this …
    rate_after: int = RATE_AFTER  #: … once there are so many of them.

    def is_shared(self, address: str) -> bool:
        """Say whether many people come from an address."""
        found = ip_address(address)
        return any(found in network for network in self.shared)


class Decision(NamedTuple):
    """What is done about an application, by which row of which version, and why."""

    action: Action
    rule: str  #: `9`: its name is `refund_rule_9`.
    row: str  #: `9-2`; `otherwise` where no rule speaks of it.
    version: int
    clauses: tuple[str, ...]  #: Of rules.refunds.clauses, the one it is chiefly done by first.
    goods: Goods
    freight_by: Bearer
    freight: Decimal  #: Taken off what is paid back.
    amount: Decimal  #: Paid back, after freight; of an intercepted parcel once it is stopped.
    voucher: Decimal
    why: tuple[str, ...]  #: The names of the facts that were used.


def decide(facts: RefundFacts, book: RuleBook, terms: RefundTerms) -> Decision:
    """Decide. What no rule speaks of, and money that nobody can name, goes to quality control."""
    row = book.by_id.get(first_row(book.text, facts.context()).get("row", OTHERWISE))
    if row is None:
        return to_a_person(OTHERWISE, OTHERWISE, book.version, ())
    pays, amount = row.action in _PAYS, facts.amount
    if amount is None and pays:
        return to_a_person(row.rule, row.id, book.version, (*row.when, "amount"))
    bearer, share, freight = row.freight_by, _NOTHING, _NOTHING
    # The buyer's insurance bears it, unless it is the way out that no longer is for free.
    if bearer is Bearer.BUYER and facts.insured == Tri.YES != facts.threshold_broken:
        bearer = Bearer.INSURANCE
    if amount is not None and pays:
        spoiled = facts.spoiled_share if row.action is Action.PARTIAL else None
        share = _cents(amount * row.rate * (1 if spoiled is None else spoiled))
        if bearer is Bearer.BUYER:
            freight = _cents(min(terms.freight, share))
    return Decision(
        action=row.action,
        rule=row.rule,
        row=row.id,
        version=book.version,
        clauses=row.clause,
        goods=row.goods,
        freight_by=bearer,
        freight=freight,
        amount=share - freight,
        voucher=_cents(amount * row.voucher) if amount and row.voucher else _NOTHING,
        why=tuple(row.when),
    )


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def to_a_person(rule: str, row: str, version: int, why: tuple[str, ...]) -> Decision:
    """Leave it to quality control, because of these facts."""
    return Decision(
        action=Action.REVIEW,
        rule=rule,
        row=row,
        version=version,
        clauses=("F15",),
        goods=Goods.NONE,
        freight_by=Bearer.NONE,
        freight=_NOTHING,
        amount=_NOTHING,
        voucher=_NOTHING,
        why=why,
    )
