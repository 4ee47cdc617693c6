"""Work on what is unshipped: who has taken an order, who has done it, which sheets it was on."""

from dataclasses import dataclass
from datetime import datetime, timedelta

#: So long nobody else is given an order that somebody has taken.
TAKEN_FOR = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What people did about one order; days are ISO dates of the shop's calendar."""

    order_no: str
    sheet: str = ""  #: The day of the latest sheet that it was on; "" is none.
    first_sheet: str = ""  #: The first of the days on which it has been there without a break.
    taken_by: str | None = None
    taken_at: datetime | None = None
    done_by: str | None = None
    done_at: datetime | None = None

    @property
    def carried(self) -> bool:
        """Whether it was on the sheet of a day before, and nobody has done it since."""
        return self.first_sheet < self.sheet

    def held_by(self, now: datetime) -> str | None:
        """Return who has it at this moment."""
        if self.taken_at is None or self.done_at is not None or now >= self.taken_at + TAKEN_FOR:
            return None
        return self.taken_by
