"""Hindsight: what weights cost on orders that have ended, and how much less the best would have."""

from collections.abc import Sequence

from rules.learning.form import Form
from rules.learning.profile import Group, Scale
from rules.learning.search import Prices, cheapest, cost_of


def best_of(groups: Sequence[Group], forms: Sequence[Form], scale: Scale, prices: Prices) -> Form:
    """
    Return the form that costs least on these orders, of those given and those searched from them.

    It was searched on the very orders that it is measured on, which nobody could have known.
    """
    searched = [cheapest(groups, form, scale, prices) for form in forms]
    return min((*forms, *searched), key=lambda form: cost_of(groups, form, scale, prices))


def regret(cost: float, least: float) -> float | None:
    """Return how much more something cost than the least it could have, as a share of that."""
    return (cost - least) / least if least else None
