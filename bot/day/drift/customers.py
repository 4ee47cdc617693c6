"""Customers of a month that drifts: what they do until their parcel is there, and who complains."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from types import MappingProxyType

from bot.demo.scenario.catalogue import address
from bot.demo.scenario.script import MINUTE, Script


class Deed(StrEnum):
    """What a customer does, as the product hears of it."""

    MOVES = "moves"  #: Changes the address.
    ASKS = "asks"  #: Opens a chat.
    URGES = "urges"  #: Writes that it is urgent.
    SAVES = "saves"  #: Pays with a large coupon.
    LINGERS = "lingers"  #: Stays long on the page that takes the money.


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """How many customers are of one kind at a time of the year, and how often that ends badly."""

    share: float
    badly: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """One kind of customer; where the order left late it ends badly more often by `late`."""

    does: tuple[Deed, ...]
    quiet: Season
    sale: Season
    late: float = 0.0


#: All shares are assumed. In quiet weeks whoever changes the address twice and asks regrets the
#: order; in a sale everybody asks and saves, and what was bought in a rush is regretted instead.
HABITS: tuple[Habit, ...] = (
    Habit(
        does=(Deed.MOVES, Deed.MOVES, Deed.ASKS),
        quiet=Season(share=0.06, badly=0.55), sale=Season(share=0.04, badly=0.5),
    ),
    Habit(
        does=(Deed.SAVES, Deed.LINGERS, Deed.MOVES),
        quiet=Season(share=0.02, badly=0.1), sale=Season(share=0.08, badly=0.5),
    ),
    Habit(
        does=(Deed.ASKS, Deed.URGES),
        quiet=Season(share=0.03, badly=0.2), sale=Season(share=0.12, badly=0.05), late=0.4,
    ),
    Habit(
        does=(Deed.ASKS, Deed.ASKS),
        quiet=Season(share=0.03, badly=0.3), sale=Season(share=0.1, badly=0.04),
    ),
    Habit(
        does=(Deed.ASKS,),
        quiet=Season(share=0.12, badly=0.04), sale=Season(share=0.2, badly=0.03),
    ),
    Habit(
        does=(Deed.SAVES,),
        quiet=Season(share=0.05, badly=0.03), sale=Season(share=0.25, badly=0.04),
    ),
    Habit(
        does=(Deed.MOVES,),
        quiet=Season(share=0.08, badly=0.04), sale=Season(share=0.08, badly=0.04),
    ),
)  # fmt: skip
#: The rest do nothing before their parcel comes; so often they complain without any sign of it.
PLAIN = Habit(does=(), quiet=Season(share=0, badly=0.025), sale=Season(share=0, badly=0.025))

_URGENT = ("赶时间，等着用", "急用，麻烦快点发", "明天必须到，来不及了")
#: Minutes until a customer does the first of it, and between two deeds: no burst, mostly.
_BEGINS, _BETWEEN = (3, 30), (20, 60)


def habit_of(rng: Random, *, sale: bool) -> Habit:
    """Choose what kind of customer somebody is."""
    left = rng.random()
    for habit in HABITS:
        left -= (habit.sale if sale else habit.quiet).share
        if left < 0:
            return habit
    return PLAIN


def acts(rng: Random, script: Script, habit: Habit, paid: datetime) -> None:
    """Have a customer do what customers of that kind do, from when the order was paid."""
    at = paid + _minutes(rng, _BEGINS)
    for deed in habit.does:
        _DEEDS[deed](rng, script, at)
        at += _minutes(rng, _BETWEEN)


def urges(rng: Random, script: Script, at: datetime) -> None:
    """Have a customer write that it is urgent."""
    script.event(at, "chat.message", text=rng.choice(_URGENT), by="customer")


def _moves(rng: Random, script: Script, at: datetime) -> None:
    script.event(at, "order.address_changed", address=address(rng), by="customer")


def _asks(_rng: Random, script: Script, at: datetime) -> None:
    script.event(at, "chat.opened", by="customer")


def _saves(rng: Random, script: Script, at: datetime) -> None:
    script.event(at, "coupon.applied", depth=rng.choice(("0.5", "0.55", "0.6")))


def _lingers(rng: Random, script: Script, at: datetime) -> None:
    script.event(at, "checkout.dwelled", seconds=rng.randrange(400, 1200))


_DEEDS: Mapping[Deed, Callable[[Random, Script, datetime], None]] = MappingProxyType({
    Deed.MOVES: _moves, Deed.ASKS: _asks, Deed.URGES: urges, Deed.SAVES: _saves,
    Deed.LINGERS: _lingers,
})  # fmt: skip


def _minutes(rng: Random, between: tuple[int, int]) -> timedelta:
    return MINUTE * rng.randrange(*between)
