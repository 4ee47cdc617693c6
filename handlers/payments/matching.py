"""Matching: payments beside orders that name them; what could leave wrongly waits for a person."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from handlers.deps import Deps
from handlers.shipping import freezing
from rules.payments.claims import wrong_claims
from rules.payments.ghosts import HELD_FOR, Ghost
from rules.vocabulary import SYSTEM
from storage.payments.claims import Billed
from storage.payments.findings import Finding
from storage.tx import Tx

#: What was said within so long is looked at again: an order may be told of after its payment.
_NEWS = timedelta(days=1)
#: Orders held in one transaction: a scanner waits for no more than these.
_PORTION = 50


def look(tx: Tx, now: datetime) -> list[tuple[Finding, str]]:
    """Return what nobody noticed before, each with what its hold says."""
    said = {**_doubled(tx, now), **_billed_otherwise(tx, now)}
    return [
        (finding, said[finding])
        for kind in HELD_FOR
        for finding in tx.findings.new(kind, [one for one in said if one.kind is kind])
    ]


def hold(tx: Tx, deps: Deps, found: Sequence[tuple[Finding, str]], now: datetime) -> None:
    """Hold a portion of the orders; what is left is found again."""
    for finding, note in found[:_PORTION]:
        freezing.hold(
            tx, deps, finding.order_no, HELD_FOR[finding.kind], note, seen_by=SYSTEM, now=now
        )
    tx.findings.keep([finding for finding, _ in found[:_PORTION]])


def _doubled(tx: Tx, now: datetime) -> Mapping[Finding, str]:
    """Find the orders that share a payment which pays for one of them."""
    shared = tx.claims.together(now - _NEWS)
    numbers = [claim.order_no for one in shared for claim in one.claims]
    origins = tx.successions.before(numbers) if numbers else {}
    found = {}
    for claims, paid in shared:
        names = {claim.order_no for claim in claims}
        later = {no for no in names if names.intersection(origins.get(no, ()))}
        for claim in wrong_claims(claims, paid, later):
            others = "、".join(sorted(names - {claim.order_no})[:3])
            finding = _finding(
                Ghost.DOUBLE, claim.transaction_id, claim.order_no, claim.amount, now
            )
            found[finding] = f"{claim.transaction_id} = {others}"
    return MappingProxyType(found)


def _billed_otherwise(tx: Tx, now: datetime) -> Mapping[Finding, str]:
    """Find the orders of which a bill has another amount, also all its lines together."""
    odd = [one for one in tx.claims.billed(now - _NEWS) if one.claim.amount != one.billed]
    return MappingProxyType({
        _finding(Ghost.AMOUNT, one.claim.transaction_id, one.claim.order_no, one.billed, now): (
            f"{one.claim.transaction_id}: {one.billed} ≠ {one.claim.amount}"
        )
        for one in odd
        if sum(_lines(tx, one), Decimal(0)) != one.claim.amount
    })  # fmt: skip


def _lines(tx: Tx, about: Billed) -> Iterator[Decimal]:
    """Yield what bills say of an order, each payment once: some are paid in two."""
    by_transaction = {about.claim.transaction_id: about.billed}
    for event in tx.journal.of_order(about.claim.order_no):
        if event.type == "payment.settled":
            amount = Decimal(str(event.data["amount"]))
            by_transaction.setdefault(str(event.data["transaction_id"]), amount)
    yield from by_transaction.values()


def _finding(
    kind: Ghost, transaction_id: str, order_no: str, amount: Decimal | None, now: datetime
) -> Finding:
    return Finding(kind, transaction_id, order_no, now, amount)
