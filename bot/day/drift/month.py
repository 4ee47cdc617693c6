"""A month that drifts: from when on it is a sale, and from when on a carrier is slow. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from bot.day.drift.customers import PLAIN, Habit, acts, habit_of, urges
from bot.day.hours import DAY
from bot.day.job import SHIP_WITHIN, Job
from bot.demo.scenario.catalogue import CARRIERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What changes, and on which days of the month; the first is 0."""

    sale_from: int = 7
    ship_within: timedelta = timedelta(hours=12)  #: What the shops promise in the sale.
    slow_from: int = 10
    slow: str = CARRIERS[1][0]  #: The carrier that gets slow.
    #: When two people publish weights that are bad: nearly every order is told of by them.
    bad_draft: timedelta = timedelta(days=17, hours=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """How a carrier fares: of its parcels so many stall, and so many are lost."""

    stalls: float
    lost: float
    silent: tuple[int, int]  #: Hours without a word of a parcel that stalls.
    complains: float  #: So many customers of stalled parcels do, before it is there.
    urges: float  #: … and so many write that it is urgent.


#: Assumed, too.
_GOOD = Road(stalls=0.03, lost=0.0, silent=(26, 34), complains=0.1, urges=0.2)
_SLOW = Road(stalls=0.4, lost=0.06, silent=(36, 66), complains=0.5, urges=0.6)
#: Of a lost parcel nearly everybody complains.
_LOST_COMPLAINS = 0.95
#: Hours between two words of a parcel on its way; from its collection on to a customer's word that
#: it is urgent and to a complaint, where nothing is heard; to one about a parcel that is lost; from
#: its arrival on to what its customer says of it.
_WORD, _URGED, _COMPLAINED, _GIVEN_UP = (5, 10), (26, 40), (30, 60), (60, 90)
_SAID = (12, 30)
BAD, OK = "complaint", "ok"


class Month:
    """Knows of each order what its customer is like and how its carrier fares, by its number."""

    def __init__(self, *, seed: int, starts: datetime, drift: Drift) -> None:
        """Begin; `starts` is the first midnight."""
        self._seed = seed
        self._drift = drift
        self._sale_from = starts + DAY * drift.sale_from
        self._slow_from = starts + DAY * drift.slow_from
        self._placed: dict[str, tuple[Habit, bool]] = {}
        self._ended: set[str] = set()

    def ship_within(self, at: datetime) -> timedelta:
        """Return what is promised to an order of that moment."""
        return self._drift.ship_within if at >= self._sale_from else SHIP_WITHIN

    def placed(self, job: Job, at: datetime, paid: datetime) -> None:
        """Have the customer of an order act from its payment on."""
        rng, sale = self._dice(job, "customer"), at >= self._sale_from
        habit = habit_of(rng, sale=sale)
        self._placed[job.script.no] = habit, sale
        acts(rng, job.script, habit, paid)

    def carried(self, job: Job, collected: datetime, arrives: datetime) -> datetime | None:
        """Tell of a parcel on its way; return when it is there, None: never."""
        rng, script = self._dice(job, "carrier"), job.script
        slow = script.carrier == self._drift.slow and collected >= self._slow_from
        road = _SLOW if slow else _GOOD
        fate = rng.random()
        lost, stalls = fate < road.lost, fate < road.lost + road.stalls
        begins = collected
        if stalls:
            begins += _hours(rng, road.silent)
            arrives += begins - collected
            if rng.random() < road.urges:
                urges(rng, script, collected + _hours(rng, _URGED))
            if rng.random() < (_LOST_COMPLAINS if lost else road.complains):
                heard = collected + _hours(rng, _GIVEN_UP if lost else _COMPLAINED)
                if lost or heard < arrives:
                    self._end(job, heard, BAD)
        if lost:
            return None
        at = begins + _hours(rng, _WORD)
        while at < arrives:
            script.trace(at, "运输中", "快件运输中")
            at += _hours(rng, _WORD)
        return arrives

    def signed(self, job: Job, at: datetime) -> None:
        """Have the customer of a parcel that has come say how that was."""
        rng = self._dice(job, "end")
        habit, sale = self._placed.get(job.script.no, (PLAIN, False))
        chance = (habit.sale if sale else habit.quiet).badly
        if job.left_at is not None and job.left_at > job.promised:
            chance += habit.late
        self._end(job, at + _hours(rng, _SAID), BAD if rng.random() < chance else OK)

    def _end(self, job: Job, at: datetime, kind: str) -> None:
        if job.script.no not in self._ended:
            self._ended.add(job.script.no)
            job.script.event(at, "outcome.reported", kind=kind)

    def _dice(self, job: Job, about: str) -> Random:
        return Random(f"{self._seed}:{job.script.no}:{about}")  # noqa: S311 - a play, not a secret


def _hours(rng: Random, between: tuple[int, int]) -> timedelta:
    return timedelta(seconds=rng.randrange(between[0] * 3600, between[1] * 3600))
