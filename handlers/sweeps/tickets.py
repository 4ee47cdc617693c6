"""Tickets: an after-sales question that runs out of its 48 hours is one trouble (S-24)."""

from datetime import datetime

from handlers.confirmation.tickets import urgent
from handlers.deps import Deps
from handlers.health import troubles
from rules.health.troubles import Wrong
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Open, sharpen and close the card of each; return how many began or ended."""
    return troubles.compare(tx, deps, Wrong.TICKET, urgent(tx, now), now)
