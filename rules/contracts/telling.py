"""Telling: a figure beyond its limit, or a drift, as a trouble is kept: a name and its facts."""

from rules.contracts.drift import Drift
from rules.contracts.rates import Breach, Metric
from rules.contracts.window import Window
from rules.health.troubles import BEHIND, Found, Wrong
from rules.vocabulary import Level

#: Between a partner and what of it is wrong.
_OF = "/"
#: Fields are named in the order of how often they lack; more do not help.
_NAMED = 3


def of_breach(window: Window, breach: Breach, *, behind: bool = False) -> tuple[str, Found]:
    """Return a figure beyond its limit as a trouble of its partner; `behind` another's card."""
    lacking = sorted(window.missing, key=lambda name: (-window.missing[name], name))[:_NAMED]
    facts = {
        "partner": window.partner,
        "level": breach.level.value,
        "metric": breach.metric.value,
        "value": str(breach.value),
        "limit": str(breach.limit),
        "messages": str(window.messages),
        "fields": " ".join(lacking) if breach.metric is Metric.MISSING else "",
    }
    if behind:
        facts |= {BEHIND: Wrong.GHOST.value, "level": Level.ORANGE.value}
    return f"{window.partner}{_OF}{breach.metric}", Found(since=window.start, facts=facts)


def of_drift(window: Window, drift: Drift) -> tuple[str, Found]:
    """Return a drift as a trouble of its partner."""
    facts = {
        "partner": window.partner,
        "change": drift.change.value,
        "kind": drift.kind,
        "field": drift.field,
        "was": drift.was,
        "now": drift.now,
        "messages": str(drift.messages),
        "of": str(drift.of),
        "order": drift.order_no or "",
    }
    return f"{window.partner}{_OF}{drift.name}", Found(since=window.start, facts=facts)
