"""Call-backs: what was read long ago loses its body; a full quarantine is aired."""

from datetime import datetime

from handlers.deps import Deps
from handlers.payments import room
from rules.payments.contract import Provider
from storage.tx import Tx

#: Bodies that are forgotten in one transaction.
_PORTION = 500


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Forget a portion of old bodies, and look how much waits."""
    for provider in Provider:
        room.look(tx, provider, now)
    return sum(
        tx.call_backs.forget_bodies(provider, now - keep, limit=_PORTION)
        for provider, keep in deps.payments.keep.items()
    )
