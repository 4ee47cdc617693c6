"""Intake: events into the journal, each once, and what follows from them. Every door leads here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from handlers.events import payments, projections
from handlers.resonance import foreseeing, judging
from handlers.resonance.cases import Case, open_cases
from handlers.resonance.published import current_policy
from handlers.statuses import steps
from handlers.statuses.published import published
from rules.events.event import Event, Rejected
from rules.health.absence import hour_of
from rules.orders.course import SCORED
from rules.resonance.policy import Policy
from rules.statuses.voices import TELLING
from rules.unshipped.progress import progress_of
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a batch."""

    accepted: int
    duplicates: int


def refuse_unknown_signal(event: Event, policy: Policy) -> Rejected | None:
    """Refuse a signal that no policy knows (S-55); `rules.events.event` checks the rest."""
    if event.type == "signal.seen" and event.data["kind"] not in policy.rules:
        kind = event.data["kind"]
        return Rejected(
            code="unknown_signal",
            field="data.kind",
            message=(
                f"没有名为 {kind} 的信号，请先在 [[resonance.signals]] 配置"
                f" / no signal named {kind}; configure it first"
            ),
        )
    return None


def take(
    tx: Tx, deps: Deps, events: Sequence[Event], now: datetime, *, replay: bool = False
) -> Taken:
    """
    Journal a batch and judge the orders it concerns, in the transaction of the caller.

    In a replay each event carries its own time of arrival, and orders are judged at each of them.
    """
    return take_requests(tx, deps, (events,), now, replay=replay)[0]


def take_requests(
    tx: Tx, deps: Deps, requests: Sequence[Sequence[Event]], now: datetime, *, replay: bool = False
) -> list[Taken]:
    """
    Take several requests that wait for the same commit as one batch, and answer each for itself.

    An event that two of them carry is the first one's.
    """
    everything = payments.with_orders(tx, [e for request in requests for e in request])
    concerned = {e.order_no for e in everything if e.order_no is not None and e.type in SCORED}
    # Locked and read before the journal grows: what is new need not be read back.
    cases = open_cases(tx, concerned, now)
    new = tx.journal.add(everything)
    if new:
        _follow(tx, deps, new, cases, now, replay=replay)
    unclaimed = {(event.source, event.id) for event in new}
    answers = []
    for request in requests:
        mine = {(event.source, event.id) for event in request} & unclaimed
        unclaimed -= mine
        answers.append(Taken(accepted=len(mine), duplicates=len(request) - len(mine)))
    return answers


def _follow(
    tx: Tx,
    deps: Deps,
    new: Sequence[Event],
    cases: Mapping[str, Case],
    now: datetime,
    *,
    replay: bool,
) -> None:
    heard = Counter((event.source, event.type, hour_of(event.received_at)) for event in new)
    tx.feeds.heard(heard, now)
    tx.progress.note(progress_of(new, published(tx, deps), deps.timezone).values())
    points: dict[str, list[datetime]] = {}
    for event in new:
        if event.order_no is not None and event.type in SCORED:
            cases[event.order_no].news.append(event)
            points.setdefault(event.order_no, []).append(event.received_at)
    foreseeing.follow(tx, current_policy(tx, deps), new, cases)
    due = projections.follow(tx, deps, new, cases)
    told = {e.order_no for e in new if e.order_no is not None and e.type in TELLING}
    steps.follow(tx, deps, told, now)
    mentioned = {e.order_no for e in new if e.order_no is not None and e.type not in SCORED}
    tx.orders.ensure(sorted(mentioned - cases.keys()), now)
    touched = {order_no: cases[order_no] for order_no in points}
    for case in touched.values():
        case.take_in()
    judging.judge_cases(tx, deps, touched, now, points=points if replay else None)
    tx.orders.make_due(due - points.keys(), now)
