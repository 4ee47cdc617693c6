"""Confirmations: what is known of how an order came, from its signature to its customer's word."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Result(StrEnum):
    """How a parcel came, in its customer's own words."""

    INTACT = "intact"
    DAMAGED = "damaged"
    MISSING = "missing"

    @property
    def wants_service(self) -> bool:
        """Whether somebody has to make it good."""
        return self is not Result.INTACT


class State(StrEnum):
    """How far the confirmation of an order is."""

    SIGNED_UNVERIFIED = "SIGNED_UNVERIFIED"  #: The carrier says that it is there; nobody else.
    FULFILLED = "FULFILLED"  #: Its customer said how it came.


#: What `confirmation.platform` says: the platform closed the order by itself, nobody said anything.
PLATFORM = "platform_auto"


@dataclass(slots=True, kw_only=True)
class Confirmation:
    """One order's confirmation, as it is remembered; times are UTC."""

    order_no: str
    signed_at: datetime | None = None
    fen: int = 0  #: The order's amount in hundredths of CNY.
    linked: bool = False  #: A link was promised and not given up.
    calls: int = 0  #: Calls that were promised and not given up.
    called_at: datetime | None = None  #: When the latest of them was promised.
    asked: int = 0  #: Links and calls that were ever promised: each has a name of its own.
    by_person: bool = False  #: The customer wants a person, and no machine any more.
    due_at: datetime | None = None  #: When the next link or call is due.
    result: Result | None = None
    by: str | None = None  #: Who said so: customer, call, or whom a source names.
    answered_at: datetime | None = None
    platform_at: datetime | None = None  #: When the platform closed it by itself.
    ticket: str | None = None  #: The after-sales ticket that its result opened.

    @property
    def state(self) -> State | None:
        """Where it stands; None where nobody says that the parcel is there."""
        if self.answered_at is not None:
            return State.FULFILLED
        return State.SIGNED_UNVERIFIED if self.signed_at is not None else None

    @property
    def waits(self) -> bool:
        """Whether the parcel is there and its customer has said nothing of it."""
        return self.state is State.SIGNED_UNVERIFIED

    def answered(self, result: Result, by: str, at: datetime) -> bool:
        """Take the customer's word, the first only; say whether it was that."""
        if self.answered_at is not None:
            return False
        self.result, self.by, self.answered_at, self.due_at = result, by, at, None
        return True

    def closed(self, at: datetime) -> None:
        """Note when the platform closed it; of several tellings the earliest counts, told late."""
        self.platform_at = min(at, self.platform_at or at)
