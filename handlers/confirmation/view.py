"""Views: how the confirmation of an order looks from outside."""

from datetime import datetime
from typing import Any

from handlers.confirmation.links import photo_link
from handlers.deps import Deps
from rules.confirmation.confirmation import PLATFORM
from rules.events.moments import utc_text
from storage.tx import Tx


def confirmation_view(tx: Tx, deps: Deps, order_no: str, now: datetime) -> dict[str, Any] | None:
    """Return it as contract section 6 shows it, None where nobody waits and nobody said."""
    one = tx.confirmations.get(order_no)
    if one is None:
        return None
    return {
        "state": one.state.value if one.state else None,
        "signed_at": utc_text(one.signed_at) if one.signed_at else None,
        "result": one.result.value if one.result else None,
        "by": one.by,
        "at": utc_text(one.answered_at) if one.answered_at else None,
        "photos": [
            photo_link(deps, digest, now) for digest in tx.confirmations.photos.of_order(order_no)
        ],
        "ticket": one.ticket,
        "platform": PLATFORM if one.platform_at else None,
        "calls": one.calls,
    }
