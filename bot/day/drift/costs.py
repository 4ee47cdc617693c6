"""Costs of a month, week by week: as it was judged, as shipped, and by the best in hindsight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.day.drift.weeks import WEEK, Proposal, Search, Weeks
from handlers.deps import Deps
from handlers.resonance.published import published
from rules.backtest.around import facts_of
from rules.learning.form import Form, form_of
from rules.learning.hindsight import best_of, regret
from rules.learning.profile import Told, grouped, profile_of, scale_of
from rules.learning.search import Prices, cost_of
from rules.learning.trace import Trace, trace
from rules.resonance.overrides import laid_over
from storage.alerts.history import AlertFilter
from storage.tx import Tx

_EVERY = 1_000_000
_PER = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What the orders of a week cost, a thousand of them."""

    orders: int
    bad: int
    shipped: float  #: By the file.
    lived: float  #: As they were told of: by whatever judged each of them when it did.
    final: float  #: By what was published last.
    best: float  #: By the best in hindsight.

    @property
    def regret(self) -> float | None:
        """How much more it cost than by the best in hindsight, as a share of that."""
        return regret(self.lived, self.best)

    @property
    def regret_of_final(self) -> float | None:
        """The same of the weights that were published last, had they judged all of it."""
        return regret(self.final, self.best)

    @property
    def regret_as_shipped(self) -> float | None:
        """The same, had nobody ever changed a weight."""
        return regret(self.shipped, self.best)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drifted:
    """What a month came to."""

    weeks: Sequence[Week]
    searches: Sequence[Search]
    proposals: Sequence[Proposal]


def drifted(tx: Tx, weeks: Weeks, now: datetime) -> Drifted:
    """Count what became of the orders of each week, by all that is known in the end."""
    weeks.settle(tx)
    deps, starts = weeks.app.deps, weeks.starts
    first: dict[str, datetime] = {}
    told = tx.alert_history.page(AlertFilter(since=starts), limit=_EVERY, after=None)
    for alert, _ in told:
        at = first.get(alert.order_no, alert.opened_at)
        first[alert.order_no] = min(at, alert.opened_at)
    policy = deps.policy
    traces = [trace(facts, policy, now) for facts in facts_of(tx.journal.each(), policy)]
    final, _ = laid_over(policy, published(tx)[1])
    forms = [form_of(policy), form_of(final)]
    orders_of = (
        [one for one in traces if one.began and since <= one.began < since + WEEK]
        for since in (starts + WEEK * n for n in range(weeks.days // 7))
    )
    return Drifted(
        weeks=tuple(_week(orders, first, forms, deps, weeks.prices) for orders in orders_of),
        searches=tuple(weeks.searches),
        proposals=tuple(one for _, one in sorted(weeks.proposals.items())),
    )


def _week(
    orders: list[Trace], first: dict[str, datetime], forms: list[Form], deps: Deps, prices: Prices
) -> Week:
    scale = scale_of(deps.policy)
    ended = [(one, profile_of(one)) for one in orders]
    groups = grouped((profile, 1.0) for _, profile in ended)
    per = _PER / max(1, len(orders))
    lived = sum(
        prices.of(_told(first.get(one.facts.order_no), one), bad=profile.bad)
        for one, profile in ended
    )
    return Week(
        orders=len(orders),
        bad=sum(profile.bad for _, profile in ended),
        shipped=per * cost_of(groups, forms[0], scale, prices),
        lived=per * lived,
        final=per * cost_of(groups, forms[-1], scale, prices),
        best=per * cost_of(groups, best_of(groups, forms, scale, prices), scale, prices),
    )


def _told(spoke: datetime | None, found: Trace) -> Told:
    hit = spoke is not None and found.bad_at is not None and spoke < found.bad_at
    return Told(alerted=spoke is not None, hit=hit, red=False)
