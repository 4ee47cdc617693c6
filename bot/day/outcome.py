"""What is played, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from bot.day.customers import Habits
from bot.day.drift.costs import Drifted
from bot.day.drift.month import Drift
from bot.day.faults import Fault
from bot.day.hours import Shape
from bot.day.merchant import Merchant
from bot.day.outside import Telephones, Warehouse
from storage.confirmation.confirmations import Dwell

#: Told the moment reached, how much of the whole lies behind, and what takes long just now.
Progress = Callable[[datetime, float, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Which days are played. The same plan gives the same journal."""

    orders: int  #: On each day.
    seed: int
    faults: Mapping[Fault, Decimal]  #: Shares of the orders.
    guarded: bool = True  #: Or nobody reads cards, asks the scanner or asks customers.
    days: int = 1
    shape: Shape = Shape.ORDINARY
    habits: Habits = field(default_factory=Habits)
    lang: str = "zh"  #: What the house and the report speak.
    drift: Drift | None = None  #: What changes in the month; weights are to follow.


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What came of it."""

    merchant: Merchant
    warehouse: Warehouse
    telephones: Telephones
    events: int = 0
    denied: dict[str, int] = field(default_factory=dict)  #: Scan code -> parcels stopped.
    told: dict[str, set[str]] = field(default_factory=dict)  #: Order -> the cards about it.
    drifted: Drifted | None = None
    dwell: Dwell | None = None  #: How long orders waited for their customers' word.
    journal: str = ""  #: sha256 over all that was written down, in order.
    seconds: float = 0.0
