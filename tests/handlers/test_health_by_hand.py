"""The five figures of simulated days are what counting by hand over journal and ledgers finds."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random

import pytest

from bot.day.customers import Customers, Habits
from bot.day.desk import STARTS
from bot.day.faults import Fault
from bot.day.merchant import Merchant
from bot.demo.scenario.steps import Happens
from handlers.health.days import kept_of
from handlers.health.figures import Asked, health_of
from rules.events.event import Event
from rules.health.figures import Metric
from rules.refunds.words import Action
from rules.unshipped.sheet import Side as _Side
from storage.tx import Tx
from tests.builders import SHANGHAI, an_event
from tests.harness import Harness

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: What the words of the simulated systems come to, written out once more.
STAGES = {
    "erp:WaitConfirm": "preparing", "erp:SENT": "shipped", "oms:PAID": "preparing",
    "oms:SHIPPED": "shipped", "oms:SIGNED": "signed", "wms:PRINT": "preparing",
    "wms:PICK": "preparing", "wms:LOADED": "shipped",
}  # fmt: skip
BYS = ("customer", "买家", "客服小王", "platform_auto", "call")
#: After these an order goes on as another, which was paid as it was.
GOES_ON = ("order.merged", "order.split")
Counts = dict[Metric, tuple[int, int]]


def week(seed: int) -> Iterator[Event]:
    """Yield what happens to a merchant's orders in a week, with people and platforms beside it."""
    dice = Random(seed)  # noqa: S311 - a play
    customers = Customers(seed=seed, starts=STARTS, habits=Habits())
    merchant = Merchant(
        seed=seed, starts=STARTS, days=2, orders=18, guarded=False, customers=customers,
        faults=dict.fromkeys(Fault, Decimal("0.04")),
    )  # fmt: skip
    events: list[Event] = []
    for step in merchant.agenda.due(merchant.ends):
        assert isinstance(step.what, Happens)
        told = step.what.event
        at = datetime.fromisoformat(told["time"])
        events.append(Event(told["source"], told["id"], told["type"], told.get("subject"), at,
                            max(at, step.at), told["data"]))  # fmt: skip
    created = [e for e in events if e.type == "order.created"]
    changed = {str(e.order_no) for e in events if e.type in GOES_ON}
    for no, begins in [(str(e.order_no), e.at) for e in created]:
        ends = begins + dice.random() * 4 * DAY
        if dice.random() < 0.4:
            for number in range(6):  # enough conversations for an alert of most
                at = begins + (number + 1) * HOUR
                events.append(an_event("chat.opened", no, at=at, event_id=f"{no}:c{number}"))
        if dice.random() < 0.4:
            kind = dice.choice(("complaint", "penalty", "ok", "returned"))
            late = ends + dice.random() * HOUR
            events += [an_event("outcome.reported", no, at=ends, received_at=late, kind=kind)]
        if no not in changed and dice.random() < 0.2:
            events.append(an_event("order.cancelled", no, at=ends, reason="不想要了"))
        for _ in range(dice.choice((0, 0, 1, 2))):
            at = begins + dice.random() * 6 * DAY
            by = dice.choice(BYS)
            events.append(an_event("confirmation.received", no, at=at, by=by))
    yield from sorted(events, key=lambda event: (event.received_at, event.id))


def by_hand(tx: Tx, since: datetime, until: datetime) -> Counts:
    """Count the five figures of [since, until) from all that was ever written down."""
    told: dict[str, list[Event]] = defaultdict(list)
    for event in tx.journal.each():
        if event.order_no is not None:
            told[event.order_no].append(event)
    paid: dict[str, list[Event]] = defaultdict(list)
    for no, events in told.items():
        into = [e.data["into"] for e in events if e.type in GOES_ON]
        after = {n for named in into for n in ([named] if isinstance(named, str) else named)}
        for name in (no, *after):
            paid[name] += [e for e in events if e.type == "order.paid"]
    shares: dict[Metric, list[bool]] = {metric: [] for metric in Metric}
    for no, events in told.items():
        _of_order(tx, no, events, _first(paid[no], "order.paid"), (since, until), shares)
    return {metric: (sum(found), len(found)) for metric, found in shares.items()}


def _first(events: Sequence[Event], *kinds: str) -> datetime | None:
    return min((e.at for e in events if e.type in kinds), default=None)


def _of_order(
    tx: Tx, no: str, events: Sequence[Event], paid: datetime | None,
    between: tuple[datetime, datetime], shares: dict[Metric, list[bool]],
) -> None:  # fmt: skip
    (since, until), moved = between, _first(events, "carrier.trace")
    ended = _first(events, "order.cancelled", "order.merged", "order.split")
    holds = tx.holds.of_order(no)
    if paid is not None and paid < until and all(t is None or t >= since for t in (moved, ended)):
        here = all(t is None or t >= until for t in (moved, ended))
        created = max((e for e in events if e.type == "order.created"), key=lambda e: e.at)
        promised = created.data.get("promised_ship_at")
        late = promised is not None and datetime.fromisoformat(promised) < until
        held = any(
            h.since < until and all(t is None or t >= until for t in (h.released_at, h.expires))
            for h in holds
        )
        shares[Metric.BLOCKED].append(here and (late or held))
        _words(events, until, shares)
    words = [e for e in events if e.type in ("confirmation.received", "customer.acted")]
    by_people = [e for e in words if e.data.get("by") != "platform_auto"]
    answer = min(by_people, key=lambda e: (e.received_at, e.id), default=None)
    closed = min((e.at for e in words if e not in by_people), default=None)
    mine = answer is not None and answer.data.get("by", "customer") in ("customer", "买家", "call")
    end = min((t for t in (answer and answer.at, closed) if t is not None), default=None)
    if end is not None and since <= end < until:
        first = answer is not None and answer.at == end
        shares[Metric.SELF_SERVICE].append(first and mine)
    if answer is not None and since <= answer.at < until:
        shares[Metric.AUTOMATED].append(mine)
    shares[Metric.AUTOMATED] += [h.owner == "system" for h in holds if since <= h.since < until]
    shares[Metric.AUTOMATED] += [
        decided.cause != "person"
        for _, history in tx.refunds.histories(no)
        for decided in history
        if since <= decided.at < until and decided.decision.action is not Action.REVIEW
    ]
    bad = min(
        (e.received_at for e in events if e.type == "outcome.reported" and e.data["kind"] != "ok"),
        default=None,
    )
    if bad is not None and since <= bad < until:
        shares[Metric.CAPTURED].append(any(a.opened_at < bad for a in tx.alerts.of_order(no)))


def _words(events: Sequence[Event], until: datetime, shares: dict[Metric, list[bool]]) -> None:
    """Compare the last words of ERP or order centre and of the warehouse, where both spoke."""
    last: dict[_Side, tuple[datetime, str]] = {}
    for event in events:
        if event.type == "label.printed":
            side, word = _Side.WAREHOUSE, "wms:PRINT"
        elif event.type == "system.status":
            system = event.data["system"]
            side = _Side.WAREHOUSE if system == "wms" else _Side.SYSTEM
            word = f"{system}:{event.data['status']}"
        else:
            continue
        last[side] = max(last.get(side, (event.at, "")), (event.at, word))
    if len(last) == 2 and all(at < until for at, _ in last.values()):
        stages = {STAGES.get(word) for _, word in last.values()}
        settled = until - timedelta(minutes=5)
        shares[Metric.DIFFERING].append(
            None not in stages and len(stages) == 2 and all(at < settled for at, _ in last.values())
        )


def counted(h: Harness, first: date, last: date) -> Counts:
    asked = Asked(first=first, last=last)
    found = h.database.look(lambda tx: health_of(tx, h.deps, asked, h.now, most=10**6))
    for one in found:
        blamed = one.figure.blamed
        assert len(one.orders) == blamed or one.figure.metric is Metric.AUTOMATED
        assert sum(part.part for part in one.places.values()) == one.figure.part
    return {one.figure.metric: (one.figure.part, one.figure.whole) for one in found}


def kept(h: Harness, day: date) -> Counts:
    found = h.database.look(lambda tx: kept_of(tx, h.deps, Asked(first=day, last=day)))
    return {
        metric: (sum(one.part for one in places), sum(one.whole for one in places))
        for metric, places in ((m, found.get(day, {}).get(m, {}).values()) for m in Metric)
    }


def check_kept(h: Harness, between: tuple[date, date], for_good: dict[date, Counts]) -> None:
    """Compare what is kept with what was so when it was counted, for the last time or just now."""
    first, today = between
    assert kept(h, today) == counted(h, today, today)
    for day in (today - 2 * DAY, today - DAY):
        if day < first or day in for_good:
            continue
        end = datetime.combine(day + DAY, datetime.min.time(), SHANGHAI)
        found, hand = kept(h, day), h.database.look(partial(by_hand, since=end - DAY, until=end))
        # What its systems said then is known no more: that stays as it was while the day lasted.
        assert {**found, Metric.DIFFERING: None} == {**hand, Metric.DIFFERING: None}, day
        if h.now >= end + 12 * HOUR:
            for_good[day] = found
    assert all(kept(h, day) == found for day, found in for_good.items())


@pytest.mark.parametrize("seed", [3, 8])
def test_every_day_is_what_counting_by_hand_finds(h: Harness, seed: int) -> None:
    dice = Random(seed)  # noqa: S311 - a play
    starts = STARTS.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0)
    h.now, seen = STARTS, set[str]()
    checks = [starts + (number + dice.random()) * DAY for number in range(7)]
    held: list[str] = []
    some = dict.fromkeys(Metric, 0)
    for_good: dict[date, Counts] = {}

    def check(first: date, last: date) -> None:
        since = datetime.combine(first, datetime.min.time(), SHANGHAI)
        until = datetime.combine(last + DAY, datetime.min.time(), SHANGHAI)
        until = min(until, h.now + timedelta(microseconds=1))
        hand = h.database.look(lambda tx: by_hand(tx, since, until))
        assert counted(h, first, last) == hand, f"{first} {last} at {h.now}"
        for metric, (part, whole) in hand.items():
            some[metric] |= (part > 0) | 2 * (part < whole)

    for event in week(seed):
        while checks and checks[0] < event.received_at:
            h.pass_time(max(checks.pop(0) - h.now, timedelta()))
            today = h.now.astimezone(SHANGHAI).date()
            check(today, today)
            check_kept(h, (starts.date(), today), for_good)
        h.now = max(h.now, event.received_at)
        h.takes(event)
        if event.type == "order.paid" and event.order_no and dice.random() < 0.3:
            h.locks(event.order_no, by="finance", hold="FINANCE")
            held.append(event.order_no)
        if held and dice.random() < 0.05:
            h.releases(held.pop(0), by="finance")
        seen.add(event.type)
    h.now += 2 * DAY
    for number in range(9):
        day = starts.date() + number * DAY
        check(day, day)
    check(starts.date(), starts.date() + 8 * DAY)
    assert {metric for metric, both in some.items() if both == 3} == set(Metric), some
    assert len(for_good) >= 4
    h.read()
