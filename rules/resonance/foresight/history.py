"""History: what the orders that have been heard of come to, by shop, route and kind of goods."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple

from rules.resonance.foresight.odds import (
    ENOUGH,
    Bins,
    Sums,
    Times,
    doubts,
    quantile,
    share,
    times,
    within,
)
from rules.resonance.foresight.trail import (
    EVERY_SHOP,
    GAP_STEP,
    ONE,
    SHARED,
    STEP,
    TOLD,
    Mark,
    Trail,
    day_of,
    marks,
    routes_of,
)

#: So many orders of everybody's are counted with those of a shop, a route or a category.
STRENGTH = 20
#: Days in which promises are looked back upon: a shop's and a route's.
SHOP_DAYS, ROUTE_DAYS = 120, 60
#: Days that are kept beyond these, so that a late word still finds its own.
_KEPT = SHOP_DAYS + 30
_OUTLOOKS = 8  #: That are kept of one order.
_PROMISES, _TIMES = frozenset({"owed", "kept"}), frozenset({"wait", "transit", "gap"})
_DAILY = (*_PROMISES, "open")

Tally = dict[str, Bins]
Counted = tuple[int, int]


class Outlook(NamedTuple):
    """What history said of an order when it was heard of. Times are seconds, shares ‱."""

    at: datetime
    wait: int | None = None  #: The shop's 90 % quantile from order to hand-over.
    shop_bad: int | None = None
    shop_late: int | None = None
    backlog: int = 0  #: Orders of the shop past their hand-over limit.
    route_late: int | None = None
    transit: int | None = None  #: The route's 90 % quantile from hand-over to signature.
    gap: int | None = None  #: … and its 95 % quantile between two words of its carrier.
    #: When each step of a doubt is taken, in seconds of the epoch; none where none is.
    doubts: tuple[int, ...] = ()
    category_bad: int | None = None  #: The worst of the order's.
    # What these rest on: so many of so many orders, so many samples. They decide nothing.
    shop_bad_of: "Counted" = (0, 0)
    shop_late_of: "Counted" = (0, 0)
    route_late_of: "Counted" = (0, 0)
    category_bad_of: "Counted" = (0, 0)
    wait_of: int = 0
    transit_of: int = 0
    doubts_of: "Counted" = (0, 0)  #: Samples, and how much wider than its route they were taken.


class Step(NamedTuple):
    """What an event made of an order's trail."""

    before: Trail
    after: Trail
    gap: int | None
    at: datetime  #: When it reached us.


class Watched(NamedTuple):
    """What is kept of an order: its trail, and the outlooks that were taken for it."""

    trail: Trail = Trail()
    outlooks: tuple[Outlook, ...] = ()

    def seen(self, outlook: Outlook) -> "Watched":
        """Keep one more outlook; an order that is described anew for ever keeps the last few."""
        return self._replace(outlooks=(*self.outlooks, outlook)[-_OUTLOOKS:])


@dataclass(slots=True)
class History:
    """Tallies by scope. Whoever adds the same orders, in whatever order, has the same history."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    #: What was promised and kept in the days that were asked for last.
    sums: dict[str, Sums] = field(default_factory=dict)
    #: How long what was counted took, in order, until more of it is counted.
    times: dict[tuple[str, str], Times] = field(default_factory=dict)

    def take(self, before: Trail, after: Trail, gap: int | None) -> None:
        """Count an order as it is now in place of what it was."""
        if before.delivered and before._replace(ended=after.ended) == after:
            return  # it had ended before anybody said so
        old, new = marks(before), marks(after)
        if old and before.weight == after.weight:
            old, new = old - new, new - old
        if old:
            self._count(old, -1, before.weight)
        self._count(new, 1, after.weight)
        if gap is not None and after.route:
            self._count([(f"route|{after.route}", "gap", gap)], 1, after.weight)

    def _count(self, marks: Iterable[Mark], sign: int, weight: int) -> None:
        tallies = self.tallies
        for scope, what, where in marks:
            tally = tallies.get(scope)
            if tally is None:
                tally = tallies[scope] = {}
            bins = tally.get(what)
            if bins is None:
                bins = tally[what] = {}
            count = sign * weight if what in SHARED else sign
            number = bins.get(where, 0) + count
            if number > 0:
                bins[where] = number
            else:  # also what was let go before it was taken back
                bins.pop(where, None)
            self.changed.add(scope)
            if what in _PROMISES:
                sums = self.sums.get(scope)
                if sums is not None and sums.since <= where < sums.until:
                    sums.add(what, count)
            elif what in _TIMES:
                self.times.pop((scope, what), None)

    def follow(self, step: Step, timezone: tzinfo) -> Outlook | None:
        """Take in what was heard of an order; return its outlook where that may be another now."""
        self.take(step.before, step.after, step.gap)
        if step.after[:TOLD] == step.before[:TOLD]:
            return None
        return self.look(step.after, step.at, timezone)

    def look(self, trail: Trail, at: datetime, timezone: tzinfo) -> Outlook | None:
        """Say what is to be expected of an order, None as long as hardly any order has ended."""
        of = self.tallies.get
        everybody = of(EVERY_SHOP, _NONE)
        number = _first(everybody, "number")
        if not trail.shop or number < ENOUGH:
            return None
        today = day_of(at, timezone)
        name, left = f"shop|{trail.shop}", trail.left is not None
        shop, route = of(name, _NONE), f"route|{trail.route}"
        mean, first = _ended(everybody), today - SHOP_DAYS
        prior = STRENGTH * mean[1] // number
        sorts = [_ended(of(f"category|{category}", _NONE)) for category in trail.categories]
        ended, limits = _ended(shop), self._missed(name, first, today)
        promises, every_promise = self._on_the_way(trail, today)
        worst = max([(share(one, mean, prior) or 0, one) for one in sorts], default=None)
        transits, wider = self._transits(trail)
        waits = _NO_TIMES if left else self._times(name, "wait")
        own = self._times(route, "transit") if left else _NO_TIMES
        return Outlook(
            at=at,
            wait=quantile(waits, 90, STEP),
            shop_bad=share(ended, mean, prior),
            shop_late=share(limits, self._missed(EVERY_SHOP, first, today), prior),
            backlog=within(shop.get("open", _EMPTY), first, today),
            route_late=share(promises, every_promise, prior),
            transit=quantile(own, 90, STEP),
            gap=quantile(self._times(route, "gap"), 95, GAP_STEP) if left else None,
            doubts=doubts(trail, transits),
            category_bad=worst[0] if worst and mean[1] else None,
            shop_bad_of=_orders(ended),
            shop_late_of=_orders(limits),
            route_late_of=_orders(promises),
            category_bad_of=_orders(worst[1]) if worst else (0, 0),
            wait_of=waits.number,
            transit_of=own.number,
            doubts_of=(transits.number, wider),
        )

    def let_go(self, today: int) -> None:
        """Forget the days that nobody looks back upon any more."""
        first = today - _KEPT
        for scope in self.changed:
            tally = self.tallies[scope]
            for what in _DAILY:
                bins = tally.get(what)
                if bins and min(bins) < first:
                    tally[what] = {day: n for day, n in bins.items() if day >= first}

    def _times(self, scope: str, what: str) -> Times:
        found = self.times.get((scope, what))
        if found is None:
            bins = self.tallies.get(scope, _NONE).get(what)
            found = self.times[scope, what] = times(bins) if bins else _NO_TIMES
        return found

    def _transits(self, trail: Trail) -> tuple[Times, int]:
        """Return the times of an order's route, where they are too few those of a wider one."""
        for wider, route in enumerate(routes_of(trail.route) if trail.route else ()):
            found = self._times(route, "transit")
            if found.number >= ENOUGH:
                return found, wider
        return _NO_TIMES, 0

    def _on_the_way(self, trail: Trail, today: int) -> tuple[Counted, Counted]:
        """Count the promises of an order's route that were not kept, and those of all."""
        if not trail.route:
            return (0, 0), (0, 0)
        first, route, _, every = today - ROUTE_DAYS, *routes_of(trail.route)
        return self._missed(route, first, today), self._missed(every, first, today)

    def _missed(self, scope: str, since: int, until: int) -> Counted:
        """Count the promises of days in [since, until) that were not kept, and all of them."""
        sums = self.sums.get(scope)
        if sums is None or (sums.since, sums.until) != (since, until):
            tally = self.tallies.get(scope, _NONE)
            sums = self.sums[scope] = Sums(since, until)
            for what in _PROMISES:
                sums.add(what, within(tally.get(what, _EMPTY), since, until))
        return max(sums.owed - sums.kept, 0), sums.owed


_NONE: Tally = {}
_EMPTY: Bins = {}
_NO_TIMES = Times()


def _orders(counted: Counted) -> Counted:
    """Return in whole orders what is counted by what samples stand for."""
    return (counted[0] + ONE // 2) // ONE, (counted[1] + ONE // 2) // ONE


def _ended(tally: Tally) -> Counted:
    return _first(tally, "bad"), _first(tally, "ends")


def _first(tally: Tally, what: str) -> int:
    return tally.get(what, _EMPTY).get(0, 0)
