"""Ghosts: payments and orders that do not find each other are one red card of each kind (S-34)."""

from collections.abc import Callable, Collection
from datetime import datetime

from handlers.deps import Deps
from handlers.health import troubles
from handlers.health.ghosts import counted
from handlers.payments import matching
from handlers.people.rota import names_orders
from rules.health.troubles import Found, Wrong
from rules.payments.ghosts import LOOKS_BACK, Ghost, Tally
from rules.vocabulary import Level
from storage.tx import Tx


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Add them up by kind, 100,000 call-backs in some 0.6 s; return what writes it, and holds."""
    tallies = {ghost: counted(tx, deps, ghost, now) for ghost in Ghost}
    unread = tx.ghosts.unread_of(since=now - LOOKS_BACK, until=now)
    providers = {Ghost.UNREAD: sorted(unread)}
    noticed = matching.look(tx, now)
    named = names_orders(deps, Level.RED)
    wrong = {
        ghost.value: _found(tally, named=named, providers=providers.get(ghost, ()))
        for ghost, tally in tallies.items()
        if tally is not None
    }

    def write(tx: Tx) -> int:
        matching.hold(tx, deps, noticed, now)
        return len(noticed) + troubles.compare(tx, deps, Wrong.GHOST, wrong, now)

    return write


def _found(tally: Tally, *, named: bool, providers: Collection[str]) -> Found:
    """Return it as a trouble is kept; where not all may read of every order it names none."""
    facts = {
        "level": Level.RED.value,
        "count": str(tally.count),
        "amount": str(tally.amount),
        "unknown": str(tally.unknown),
        "last": tally.last.isoformat(),
        "sample": " ".join(tally.sample) if named else "",
        "providers": " ".join(providers),
    }
    return Found(since=tally.first, facts=facts)
