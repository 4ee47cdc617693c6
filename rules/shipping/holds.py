"""Holds: a ledger of reasons why an order may not ship. It may ship if and only if none is open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rules.shipping.reasons import REASONS, reason_of
from rules.shipping.warehouse import AtWarehouse
from rules.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One owner's reason to keep an order in the house."""

    id: str
    order_no: str
    reason: str  #: Upper-case reason code, such as RESONANCE_RED.
    owner: str  #: Who set it: "system", a person's name or a source.
    note: str
    line: str | None = None  #: The SKU of the one line it keeps; None: all of the order.
    since: datetime
    expires: datetime | None = None
    release_role: Role = Role.APPROVER  #: The least role that may release it, unless one owns it.
    released_at: datetime | None = None
    released_by: str | None = None
    gateway: AtWarehouse | None = None  #: None: no other system is told of it.

    def is_open(self, then: datetime) -> bool:
        """Say whether the hold stopped the order then, which may be long ago."""
        return self.since <= then and not self.has_ended(then)

    def has_ended(self, now: datetime) -> bool:
        """Say whether it stops nothing any more; it ends at its expiry, to the instant."""
        released = self.released_at is not None and self.released_at <= now
        return released or (self.expires is not None and self.expires <= now)


def open_holds(holds: Iterable[Hold], now: datetime) -> tuple[Hold, ...]:
    """
    Return the holds that stop the order now, oldest first.

    One that is known of has begun, whatever its moment says: who waited for the order while it was
    set looked at the clock before, and the clock of who set it may be ahead of ours.
    """
    return tuple(sorted((h for h in holds if not h.has_ended(now)), key=lambda h: (h.since, h.id)))


def meant_by_release(still_open: Iterable[Hold], *, by: str) -> tuple[Hold, ...]:
    """
    Return the holds a plain 放行 means: the machine's and one's own, else other people's.

    What the books say against shipping is meant, too; whoever asks is told of it first.
    """
    found = tuple(still_open)
    own = tuple(h for h in found if h.owner == by or reason_of(h.reason).by_cause)
    for reason in (code for code, about in REASONS.items() if about.machine):
        machine = tuple(h for h in found if h.reason == reason and h not in own)
        if machine:
            return (*machine, *own)
    return own or tuple(h for h in found if reason_of(h.reason).by_hand)


def as_of(hold: Hold, now: datetime) -> Hold:
    """Return a hold as it was at `now`, before any later release."""
    later = hold.released_at is not None and hold.released_at > now
    return replace(hold, released_at=None, released_by=None) if later else hold


def meant(held: Iterable[Hold], *, by: str, wanted: Collection[str] | None) -> tuple[Hold, ...]:
    """
    Return which of the open holds a release takes away, if all of them may go.

    `wanted` names holds by id or reason code; without it only the caller's own go
    (contract, section 3).
    """
    if wanted is None:
        return tuple(h for h in held if h.owner == by)
    return tuple(h for h in held if h.id in wanted or h.reason in wanted)
