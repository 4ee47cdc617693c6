"""Hours: when orders come and when people work, on a made-up merchant's day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

DAY = timedelta(days=1)
#: Orders an hour from midnight on, as parts of the whole.
_PER_HOUR = (2, 1, 1, 1, 1, 1, 2, 3, 4, 6, 9, 9, 7, 6, 6, 6, 6, 5, 5, 8, 11, 12, 8, 4)
#: When people work, and when parcels are brought.
_OPENS, _CLOSES = timedelta(hours=8), timedelta(hours=22)
BROUGHT_FROM, BROUGHT_UNTIL = timedelta(hours=9), timedelta(hours=20)


def orders_come(rng: Random, starts: datetime, number: int) -> list[datetime]:
    """Spread so many orders over the hours of a day."""
    hours = rng.choices(range(len(_PER_HOUR)), weights=_PER_HOUR, k=number)
    return sorted(starts + timedelta(hours=h, seconds=rng.randrange(3600)) for h in hours)


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
