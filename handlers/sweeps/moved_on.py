"""Moved on: today's sheets are drawn anew when their orders leave or agree by themselves."""

from collections.abc import Callable
from datetime import datetime

from handlers.delivery import redraws
from handlers.deps import Deps
from handlers.unshipped import morning
from storage.tx import Tx


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Find the cards that no longer show how their lines stand; return what has them redrawn."""
    changed = morning.moved_on(tx, deps, now.astimezone(deps.timezone).date(), now)

    def write(tx: Tx) -> int:
        for copy, standing in changed:
            redraws.at_once(tx, deps, copy, now)
            # Where a channel cannot redraw, what is promised is not promised again.
            tx.cards.promised(copy.id, standing)
        return len(changed)

    return write
