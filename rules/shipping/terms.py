"""Terms of holds: which of them end by themselves, and how long before that somebody is warned."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """
    What the installation lets end by itself, so that no order is forgotten under a hold (A-49).

    Nothing does unless its reason code is listed, the lock of red alerts least of all.
    """

    ends: Collection[str] = ()
    before_ship: timedelta = timedelta(hours=2)  #: Before the promised time of shipping.
    warn_before: timedelta = timedelta(minutes=30)  #: Before it ends.

    def ending(self, reason: str, promised: datetime | None, now: datetime) -> datetime | None:
        """Return when a hold that is set now ends by itself; None: when it is released."""
        if reason not in self.ends or promised is None:
            return None
        at = promised - self.before_ship
        return at if at > now else None
