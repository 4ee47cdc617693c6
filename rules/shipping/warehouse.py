"""What the warehouse's own system makes of a hold: told, read back, or refused."""

from collections.abc import Iterable
from datetime import timedelta
from enum import StrEnum


class AtWarehouse(StrEnum):
    """Where a hold, or its release, stands in the warehouse's own system."""

    PENDING = "pending"  #: Promised to be told.
    PUSHED = "pushed"  #: Told, and not yet read back.
    CONFIRMED = "confirmed"  #: Read back: the order stands there as it stands here.
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"  #: Waited for longer than anybody should, and people were told.

    @property
    def outside(self) -> str:
        """The word of contract section 6: pending, confirmed or refused."""
        waits = self in (AtWarehouse.PUSHED, AtWarehouse.UNCONFIRMED)
        return AtWarehouse.PENDING.value if waits else self.value


#: A parcel is packed within minutes: people hear of what is not confirmed before it has left.
CONFIRM_WITHIN = timedelta(minutes=2)
#: When a system is asked how the order stands: after it was told, and after each answer that says
#: something else, since many take calls in at once and carry them out later.
ASK_AFTER = tuple(timedelta(seconds=s) for s in (1, 3, 10, 30, 60, 120, 300, 900, 1800))

#: What is true of an order is the best that is true of one of its holds: one lock stops it.
_BEST = (
    AtWarehouse.CONFIRMED,
    AtWarehouse.PUSHED,
    AtWarehouse.PENDING,
    AtWarehouse.UNCONFIRMED,
    AtWarehouse.REFUSED,
)


def at_warehouse(holds: Iterable[AtWarehouse | None]) -> AtWarehouse | None:
    """
    Return how an order with these open holds stands there; None where nobody is told.

    To people it is pending until it is read back, told or not.
    """
    found = set(holds)
    best = next((one for one in _BEST if one in found), None)
    return AtWarehouse.PENDING if best is AtWarehouse.PUSHED else best
