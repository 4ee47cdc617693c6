"""Photos of the refund page: kept beside those of the parcel, and what they are evidence of."""

from collections.abc import Mapping
from datetime import datetime

from storage.tx import Tx

#: Photos of one order in all: whoever has a link fills no house with them.
MOST = 18


def keep(tx: Tx, order_no: str, photos: Mapping[str, bytes], now: datetime) -> bool:
    """Keep photos, JPEGs by their digests, unless there would be too many; say whether."""
    kept = tx.confirmations.photos
    if len({*kept.of_order(order_no), *photos}) > MOST:
        return False
    kept.keep(order_no, photos, now)
    return True


def evidence(tx: Tx, order_no: str) -> int:
    """
    Return how many photos show that something is wrong.

    Those with which a customer once said that all was well show nothing of the kind.
    """
    one = tx.confirmations.get(order_no)
    taken = tx.confirmations.photos.taken(order_no)
    if one is None or one.ticket or one.answered_at is None:
        return len(taken)
    return sum(at > one.answered_at for _, at in taken)


def facts_of(count: int) -> dict[str, object]:
    """Return what so many photos are as facts of an application."""
    return {"evidence": count, "photo": "yes"} if count else {}
