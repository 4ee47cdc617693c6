"""Customers: when and how they say that a parcel came, asked or not, on made-up days. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from bot.day.agenda import Agenda
from bot.day.hours import Hours
from bot.demo.scenario.script import SOURCE
from bot.demo.scenario.steps import Happens
from rules.confirmation.confirmation import Result

_KEYS: Mapping[Result, str] = {Result.INTACT: "1", Result.DAMAGED: "2", Result.MISSING: "3"}
#: When nobody looks at a telephone.
_WAKES, _SLEEPS = timedelta(hours=7), timedelta(hours=23)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """
    How customers answer.

    What they do unasked is the article's mean (mission.md, S-22). It gives one mean for before and
    one for after, 4.2 h; the shares and times of answers in between are assumed so as to fit them.
    """

    unasked: timedelta = timedelta(hours=38.6)  #: Mean time to a word that nobody asked for.
    by_link: float = 0.88  #: Share that answers a link.
    after_link: timedelta = timedelta(hours=1)  #: Mean time until they do, while awake.
    by_call: float = 0.7  #: Share that presses a key, at each call.
    damaged: float = 0.01  #: Share of parcels that came in order and arrive damaged.


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """A customer says how a parcel came: on the page of a link, or unasked in the shop's app."""

    at: datetime
    order_no: str
    result: Result
    link: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presses:
    """A telephone rang, and a key was pressed or, with "", none."""

    at: datetime
    call_id: str
    key: str


def unasked(said: Answers) -> Happens:
    """Write what the shop tells of a customer who confirmed in its app."""
    return Happens(event={
        "specversion": "1.0", "id": f"{said.order_no}:confirmed", "source": SOURCE,
        "type": "confirmation.received", "subject": said.order_no, "time": said.at.isoformat(),
        "data": {"by": "customer", "result": said.result.value},
    })  # fmt: skip


@dataclass(slots=True, kw_only=True)
class _Customer:
    rng: Random
    result: Result
    answered: bool = False


class Customers:
    """
    Those who got parcels. Each has chances of their own: nobody's answer depends on another's.

    Whoever was never told of by `received` says nothing, whatever they are asked.
    """

    def __init__(self, *, seed: int, starts: datetime, habits: Habits) -> None:
        """Begin with nobody; `starts` is a midnight of theirs."""
        self._seed = seed
        self._starts = starts
        self._habits = habits
        self._known: dict[str, _Customer] = {}
        self.agenda: Agenda[Answers | Presses] = Agenda()

    def received(self, order_no: str, at: datetime, *, complete: bool) -> None:
        """Have a parcel arrive; unasked its customer says so when they come to it."""
        rng = Random(f"{self._seed}:{order_no}")  # noqa: S311 - a play, not a secret
        hurt = Result.DAMAGED if rng.random() < self._habits.damaged else Result.INTACT
        one = _Customer(rng=rng, result=hurt if complete else Result.MISSING)
        self._known[order_no] = one
        self.agenda.when(
            at + _spread(rng, self._habits.unasked), partial(self._say, order_no, None)
        )

    def linked(self, order_no: str, link: str, at: datetime) -> None:
        """Have a link reach a customer."""
        one = self._known.get(order_no)
        if one is not None and one.rng.random() < self._habits.by_link:
            awake = Hours(rng=one.rng, starts=self._starts, opens=_WAKES, closes=_SLEEPS)
            answers = awake.open(at + _spread(one.rng, self._habits.after_link))
            self.agenda.when(answers, partial(self._say, order_no, link))

    def rung(self, order_no: str, call_id: str, at: datetime) -> None:
        """Have a customer's telephone ring; whether anybody answers is reported after a while."""
        one = self._known.get(order_no)
        answers = one is not None and one.rng.random() < self._habits.by_call
        key = _KEYS[one.result] if one is not None and answers else ""
        over = at + timedelta(seconds=60)
        self.agenda.reach(over, Presses(at=over, call_id=call_id, key=key))
        if one is not None and answers:
            one.answered = True

    def _say(self, order_no: str, link: str | None, at: datetime) -> None:
        one = self._known[order_no]
        if not one.answered:
            one.answered = True
            self.agenda.reach(at, Answers(at=at, order_no=order_no, result=one.result, link=link))


def _spread(rng: Random, mean: timedelta) -> timedelta:
    """Return a time of that mean; most are shorter, some are much longer."""
    return mean * rng.expovariate(1.0)
