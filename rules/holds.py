"""Holds: a ledger of reasons why an order may not ship. It may ship if and only if none is open."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from rules.vocabulary import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """One owner's reason to keep an order in the house."""

    id: str
    order_no: str
    reason: str  #: Upper-case reason code, such as RESONANCE_RED.
    owner: str  #: Who set it: "system", a person's name or a source.
    note: str
    scope: str = "order"
    since: datetime
    expires: datetime | None = None
    release_role: Role = Role.APPROVER  #: The least role that may release it, unless one owns it.
    released_at: datetime | None = None
    released_by: str | None = None

    def is_open(self, now: datetime) -> bool:
        """Say whether the hold stops the order at `now`; it ends at its expiry, to the instant."""
        if self.released_at is not None and self.released_at <= now:
            return False
        return self.since <= now and (self.expires is None or now < self.expires)


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """These holds go."""

    holds: tuple[Hold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingToRelease:
    """None of the open holds was meant; `others` are still there."""

    others: tuple[Hold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAllowed:
    """The hold was meant, but this person may not release it."""

    hold: Hold


def open_holds(holds: Iterable[Hold], now: datetime) -> tuple[Hold, ...]:
    """Return the holds that stop the order at `now`, oldest first."""
    return tuple(sorted((h for h in holds if h.is_open(now)), key=lambda h: (h.since, h.id)))


def as_of(hold: Hold, now: datetime) -> Hold:
    """Return a hold as it was at `now`, before any later release."""
    later = hold.released_at is not None and hold.released_at > now
    return replace(hold, released_at=None, released_by=None) if later else hold


def choose_release(
    holds: Iterable[Hold], *, by: str, role: Role, wanted: Collection[str] | None, now: datetime
) -> Release | NothingToRelease | NotAllowed:
    """
    Decide which holds a release takes away.

    `wanted` names holds by id or reason code; without it only the caller's own go
    (contract, section 3). Who set a hold may take it back; anyone else needs its release role.
    """
    still_open = open_holds(holds, now)
    if wanted is None:
        meant = tuple(h for h in still_open if h.owner == by)
    else:
        meant = tuple(h for h in still_open if h.id in wanted or h.reason in wanted)
    if not meant:
        return NothingToRelease(others=still_open)
    for hold in meant:
        if hold.owner != by and role.rank < hold.release_role.rank:
            return NotAllowed(hold=hold)
    return Release(holds=meant)
