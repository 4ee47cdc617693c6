"""Hours: when orders come and when people work, on a made-up merchant's day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
#: Where the merchant is.
SHANGHAI = ZoneInfo("Asia/Shanghai")
#: When customer service sends its sheet of marks, hours from a day's midnight on.
SHEETS_AT = (11, 15, 19)
#: After the last day all that was promised to leave has been due for a while, and after that every
#: parcel is there, its customer asked and called as often as they may be.
SHIPPED_AFTER, SETTLED_AFTER = timedelta(hours=26), timedelta(days=5)


class Shape(StrEnum):
    """How the orders of a day come."""

    ORDINARY = "ordinary"
    SALE = "sale"  #: All have filled their baskets, and wait for midnight.


#: Orders an hour from midnight on, as parts of the whole.
_PER_HOUR = {
    Shape.ORDINARY: (2, 1, 1, 1, 1, 1, 2, 3, 4, 6, 9, 9, 7, 6, 6, 6, 6, 5, 5, 8, 11, 12, 8, 4),
    Shape.SALE: (50, 9, 3, 1, 1, 1, 2, 3, 5, 7, 8, 7, 6, 5, 5, 5, 5, 5, 5, 7, 12, 14, 12, 12),
}
#: When people work, and when parcels are brought.
_OPENS, _CLOSES = timedelta(hours=8), timedelta(hours=22)
BROUGHT_FROM, BROUGHT_UNTIL = timedelta(hours=9), timedelta(hours=20)


def orders_come(
    rng: Random, starts: datetime, number: int, shape: Shape = Shape.ORDINARY
) -> list[datetime]:
    """Spread so many orders over the hours of a day; of a sale's first hour, half in 8 minutes."""
    weights = _PER_HOUR[shape]
    hours = rng.choices(range(len(weights)), weights=weights, k=number)

    def second(hour: int) -> int:
        rushed = shape is Shape.SALE and hour == 0
        return int(3600 * rng.random() ** 3) if rushed else rng.randrange(3600)

    return sorted(starts + timedelta(hours=h, seconds=second(h)) for h in hours)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The hours of people who take their time; `starts` is a midnight of theirs."""

    rng: Random
    starts: datetime
    opens: timedelta = _OPENS
    closes: timedelta = _CLOSES

    def minutes(self, least: int, most: int) -> timedelta:
        """Return how long something takes."""
        return timedelta(seconds=self.rng.randrange(least * 60, most * 60))

    def open(self, at: datetime) -> datetime:
        """Return that moment, or when people are back if it lies outside their hours."""
        since = (at - self.starts) % DAY
        if self.opens <= since < self.closes:
            return at
        opens = at - since + self.opens + (DAY if since >= self.closes else timedelta())
        return opens + self.minutes(0, 90)
