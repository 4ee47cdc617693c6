"""A plot: what every story of a day is given: the day, the dice and fresh order numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import Any

from bot.demo.scenario.catalogue import Shop, address, customer
from bot.demo.scenario.script import Script

#: A label that takes this long is slow in any hour.
SLOW_LABEL_MS = 2400
USUAL_LABEL_MS = 880


@dataclass(slots=True, kw_only=True)
class Plot:
    """What every story is given: the day, the dice and fresh order numbers."""

    starts: datetime
    rng: Random
    numbers: Iterator[str]
    customers: Iterator[int] = field(default_factory=lambda: count(1))

    def at(self, clock: str) -> datetime:
        """Return a time of this day's wall clock, such as "09:05"; the day starts at eight."""
        hours, minutes, *seconds = (int(part) for part in clock.split(":"))
        return self.starts + timedelta(
            hours=hours - 8, minutes=minutes, seconds=seconds[0] if seconds else 0
        )

    def order(self, shop: Shop) -> Script:
        """Begin the script of a new order."""
        return Script(no=next(self.numbers), shop=shop)

    def somebody(self) -> dict[str, Any]:
        """Return who buys and where it goes."""
        return {"customer": customer(self.rng, next(self.customers)), "address": address(self.rng)}

    def moves(self, script: Script, clock: str) -> None:
        """Have the customer change the address."""
        script.event(
            self.at(clock), "order.address_changed", address=address(self.rng), by="customer"
        )
