"""History: what the orders that have been heard of come to, by shop, route and kind of goods."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import NamedTuple

from rules.resonance.foresight.odds import ENOUGH, Bins, doubts, quantile, share
from rules.resonance.foresight.trail import (
    ALL,
    GAP_STEP,
    ONE,
    SHARED,
    STEP,
    TOLD,
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
_DAILY = ("owed", "kept", "open")

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
    sums: dict[str, "_Sums"] = field(default_factory=dict)

    def take(self, before: Trail, after: Trail, gap: int | None) -> None:
        """Count an order as it is now in place of what it was."""
        old, new = marks(before), marks(after)
        if old and before.weight == after.weight:
            stays = old & new
            old, new = old - stays, new - stays
        for scope, what, where in old:
            self._add(scope, what, where, -before.weight if what in SHARED else -1)
        for scope, what, where in new:
            self._add(scope, what, where, after.weight if what in SHARED else 1)
        if gap is not None and after.route:
            self._add(f"route|{after.route}", "gap", gap, 1)

    def _add(self, scope: str, what: str, where: int, count: int) -> None:
        tally = self.tallies.get(scope)
        if tally is None:
            tally = self.tallies[scope] = {}
        bins = tally.get(what)
        if bins is None:
            bins = tally[what] = {}
        number = bins.get(where, 0) + count
        if number > 0:
            bins[where] = number
        else:  # also what was let go before it was taken back
            bins.pop(where, None)
        self.changed.add(scope)
        sums = self.sums.get(scope)
        if sums is not None and sums.since <= where < sums.until:
            sums.add(what, count)

    def follow(self, step: Step, timezone: tzinfo) -> Outlook | None:
        """Take in what was heard of an order; return its outlook where that may be another now."""
        self.take(step.before, step.after, step.gap)
        if step.after[:TOLD] == step.before[:TOLD]:
            return None
        return self.look(step.after, step.at, timezone)

    def look(self, trail: Trail, at: datetime, timezone: tzinfo) -> Outlook | None:
        """Say what is to be expected of an order, None as long as hardly any order has ended."""
        of = self.tallies.get
        everybody = of(f"shop|{ALL}", _NONE)
        if not trail.shop or _count(everybody, "number") < ENOUGH:
            return None
        today = day_of(at, timezone)
        shop, route = of(f"shop|{trail.shop}", _NONE), of(f"route|{trail.route}", _NONE)
        sorts = [_ended(of(f"category|{name}", _NONE)) for name in trail.categories]
        mean, first = _ended(everybody), today - SHOP_DAYS
        name, left = f"shop|{trail.shop}", trail.left is not None
        prior = STRENGTH * mean[1] // _count(everybody, "number")
        ended, limits = _ended(shop), self._missed(name, first, today)
        promises, every_promise = self._on_the_way(trail, today)
        worst = max(((share(one, mean, prior) or 0, one) for one in sorts), default=None)
        transits, wider = self._transits(trail)
        return Outlook(
            at=at,
            wait=None if left else quantile(shop.get("wait"), 90, STEP),
            shop_bad=share(ended, mean, prior),
            shop_late=share(limits, self._missed(f"shop|{ALL}", first, today), prior),
            backlog=sum([n for day, n in shop.get("open", _EMPTY).items() if first <= day < today]),
            route_late=share(promises, every_promise, prior),
            transit=quantile(route.get("transit"), 90, STEP) if left else None,
            gap=quantile(route.get("gap"), 95, GAP_STEP) if left else None,
            doubts=doubts(trail, transits),
            category_bad=worst[0] if worst and mean[1] else None,
            shop_bad_of=_orders(ended),
            shop_late_of=_orders(limits),
            route_late_of=_orders(promises),
            category_bad_of=_orders(worst[1]) if worst else (0, 0),
            wait_of=0 if left else sum(shop.get("wait", _EMPTY).values()),
            transit_of=sum(route.get("transit", _EMPTY).values()) if left else 0,
            doubts_of=(sum(transits.values()), wider),
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

    def _transits(self, trail: Trail) -> tuple[Bins, int]:
        """Return the times of an order's route, where they are too few those of a wider one."""
        for wider, route in enumerate(routes_of(trail) if trail.route else ()):
            found = self.tallies.get(route, _NONE).get("transit", _EMPTY)
            if sum(found.values()) >= ENOUGH:
                return found, wider
        return _EMPTY, 0

    def _on_the_way(self, trail: Trail, today: int) -> tuple[Counted, Counted]:
        """Count the promises of an order's route that were not kept, and those of all."""
        if not trail.route:
            return (0, 0), (0, 0)
        first, route, _, every = today - ROUTE_DAYS, *routes_of(trail)
        return self._missed(route, first, today), self._missed(every, first, today)

    def _missed(self, scope: str, since: int, until: int) -> Counted:
        """Count the promises of days in [since, until) that were not kept, and all of them."""
        sums = self.sums.get(scope)
        if sums is None or (sums.since, sums.until) != (since, until):
            tally = self.tallies.get(scope, _NONE)
            sums = self.sums[scope] = _Sums(since, until)
            for what in ("owed", "kept"):
                bins = tally.get(what, _EMPTY)
                sums.add(what, sum([n for day, n in bins.items() if since <= day < until]))
        return max(sums.owed - sums.kept, 0), sums.owed


@dataclass(slots=True)
class _Sums:
    """What was promised in [since, until), and what of it was kept."""

    since: int
    until: int
    owed: int = 0
    kept: int = 0

    def add(self, what: str, count: int) -> None:
        if what == "owed":
            self.owed += count
        elif what == "kept":
            self.kept += count


_NONE: Tally = {}
_EMPTY: Bins = {}


def _orders(counted: Counted) -> Counted:
    """Return in whole orders what is counted by what samples stand for."""
    return (counted[0] + ONE // 2) // ONE, (counted[1] + ONE // 2) // ONE


def _ended(tally: Tally) -> Counted:
    return _count(tally, "bad"), _count(tally, "ends")


def _count(tally: Tally, what: str) -> int:
    return tally.get(what, _EMPTY).get(0, 0)
