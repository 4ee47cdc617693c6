"""The customer's page: what a link shows, and what its answer does, once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.confirmation import asking
from handlers.confirmation.answers import journal
from handlers.confirmation.links import CONFIRM
from handlers.deps import Deps
from rules.confirmation.confirmation import Confirmation, Result
from storage.tx import Tx

#: Photos of one order; more show nothing that these do not.
MOST_PHOTOS = 6


class Stand(StrEnum):
    """How a link stands."""

    FORGED = "forged"  #: It is none of ours, or it was cut on the way.
    EXPIRED = "expired"
    OPEN = "open"  #: Its customer has said nothing yet.
    PHOTOS = "photos"  #: Damage was told on the phone; photos may be added.
    DONE = "done"  #: Answered: nothing can be changed by it any more.


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a link shows of its order: nothing that says who or where the customer is."""

    stand: Stand
    order_no: str = ""
    shop: str | None = None
    result: Result | None = None
    until: datetime | None = None  #: When the link ends.
    accepted: bool = False  #: It was this answer that did it.


def look(tx: Tx, deps: Deps, token: str, now: datetime) -> Seen:
    """Say how a link stands; looking changes nothing."""
    link = deps.read_link(token)
    if link is None or link.purpose != CONFIRM:
        return Seen(stand=Stand.FORGED)
    if now >= link.until:
        return Seen(stand=Stand.EXPIRED)
    one = tx.confirmations.get(link.about)
    if one is None:
        return Seen(stand=Stand.FORGED)
    order = tx.orders.get(link.about)
    return Seen(
        stand=_stand(tx, one),
        order_no=link.about,
        shop=order.shop if order is not None else None,
        result=one.result,
        until=link.until,
    )


def answer(
    tx: Tx,
    deps: Deps,
    token: str,
    result: Result | None,
    photos: Mapping[str, bytes],
    now: datetime,
    *,
    no_more_calls: bool = False,
) -> Seen:
    """
    Take what a customer says by a link; of two at once the first one counts, and both see it.

    `photos` are JPEGs by their digests. A result is needed where there is none yet.
    """
    seen = look(tx, deps, token, now)
    if seen.stand not in (Stand.OPEN, Stand.PHOTOS):
        return seen
    tx.orders.lock((seen.order_no,), now)
    seen = look(tx, deps, token, now)
    one = tx.confirmations.get(seen.order_no)
    if one is None:
        return seen
    if no_more_calls:
        asking.no_more_calls(tx, one, now)
    if seen.stand is Stand.PHOTOS or (seen.stand is Stand.OPEN and result is not None):
        tx.confirmations.photos.keep(seen.order_no, photos, now)
    if seen.stand is not Stand.OPEN or result is None:
        return look(tx, deps, token, now)
    told = {"by": "customer", "result": result.value, "photos": sorted(photos)}
    name = f"confirmed:{seen.order_no}"
    accepted = journal(tx, deps, "confirmation.received", seen.order_no, name, told, now)
    after = look(tx, deps, token, now)
    return Seen(
        stand=after.stand, order_no=after.order_no, shop=after.shop, result=after.result,
        until=after.until, accepted=accepted,
    )  # fmt: skip


def _stand(tx: Tx, one: Confirmation) -> Stand:
    if one.answered_at is None:
        return Stand.OPEN
    told_by_phone = one.ticket is not None and one.by == "call"
    return (
        Stand.PHOTOS
        if told_by_phone and not tx.confirmations.photos.of_order(one.order_no)
        else Stand.DONE
    )
