"""Costs: what orders that leave too late cost, by the dated rule of their platform (S-14 A-53)."""

from collections.abc import Iterable
from decimal import Decimal

from handlers.deps import Deps
from rules.unshipped.penalties import Cost, Penalty, penalty_for
from storage.unshipped.progress import PaidOrder


def rule_for(deps: Deps, order: PaidOrder) -> Penalty | None:
    """Return the rule by which its platform takes something if it leaves too late."""
    paid_at = order.progress.paid_at
    if paid_at is None:
        return None
    return penalty_for(deps.penalties, order.platform, paid_at.astimezone(deps.timezone).date())


def cost_of(deps: Deps, order: PaidOrder) -> Decimal | None:
    """Return what it costs in CNY; None: nobody configured a rule, or told its amount."""
    rule = rule_for(deps, order)
    return None if rule is None or order.amount is None else rule.of(Decimal(order.amount))


def costs_of(deps: Deps, missed: Iterable[PaidOrder]) -> Cost:
    """Return what missed orders cost together."""
    costs = [cost_of(deps, order) for order in missed]
    known = [cost for cost in costs if cost is not None]
    return Cost(amount=sum(known, Decimal(0)), known=len(known), unknown=len(costs) - len(known))
