"""Labelling: outcomes, bills and presses, joined to the orders of a month (A-43 M-23)."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.learning.opinions import opinions
from handlers.learning.past import past
from rules.learning.labels import (
    LABELLING,
    Agreement,
    Opinion,
    Truth,
    agreement,
    label_of,
    latest,
)
from rules.learning.quality import Month, month_of, seen
from rules.learning.trace import trace
from rules.resonance.policy import Policy
from storage.tx import Tx

#: An order of which nothing bad was heard for so long went well.
MATURE = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """What the orders of a span and the people who judged them say of the signals."""

    month: Month
    opinions: Counter[bool]  #: How often an alert was called useful, and a false one.
    borne_out: int  #: Opinions that the order's outcome agrees with, of those that have one …
    judged: int  #: … which are so many.
    reasons: Counter[str]  #: Why alerts were called false, in people's own words.
    agreement: Agreement
    since: datetime
    cut: bool


def taught(
    tx: Tx,
    policy: Policy,
    now: datetime,
    *,
    since: datetime,
    until: datetime,
    shops: Collection[str] | None,
) -> Taught:
    """Label the orders that were made in a span, and measure signals and people by it."""
    found = past(tx, policy, since=since, until=until, shops=shops, types=LABELLING)
    by_order: dict[str, list[Opinion]] = defaultdict(list)
    for opinion in latest(opinions(tx, found.events.keys())):
        by_order[opinion.order_no].append(opinion)
    orders = []
    borne_out = judged = 0
    for facts in found.orders:
        said = by_order.get(facts.order_no, [])
        traced = trace(facts, policy, now)
        mature = traced.began is not None and now - traced.began >= MATURE
        label = label_of(found.events[facts.order_no], said, mature=mature)
        orders.append((seen(traced, label.bad_at), label))
        alone = label_of(found.events[facts.order_no], (), mature=mature)
        if said and alone.truth is not Truth.OPEN:
            judged += len(said)
            borne_out += sum(opinion.useful is alone.worth for opinion in said)
    every = [opinion for said in by_order.values() for opinion in said]
    return Taught(
        month=month_of(orders, policy.rules),
        opinions=Counter(opinion.useful for opinion in every),
        borne_out=borne_out,
        judged=judged,
        reasons=Counter(o.because for o in every if o.because and not o.useful),
        agreement=agreement(every),
        since=found.since,
        cut=found.cut,
    )
