"""Intake: each event once, whatever the order and the portions in which events arrive."""

import gzip
import itertools
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import orjson
import pytest

from handlers.events import intake
from handlers.sweeps import scores
from rules.events.event import Event, parse
from rules.vocabulary import ScanCode
from storage import migrate
from storage.database import Database
from storage.tx import Tx
from tests.builders import (
    NOON,
    a_chat,
    a_label,
    a_parcel,
    a_payment,
    an_address_change,
    an_event,
    an_order,
    minutes,
    seconds,
)
from tests.harness import Harness

ORDERS = Path(__file__).parents[3] / "shared" / "data" / "orders.jsonl.gz"


def _take(h: Harness, events: Sequence[Event], now: datetime) -> intake.Taken:
    return h.database.do(lambda tx: intake.take(tx, h.deps, events, now))


def _state(tx: Tx, order_no: str) -> tuple[Any, ...]:
    """Return what must not depend on the order of arrival."""
    order = tx.orders.get(order_no)
    assert order is not None
    holds = sorted((hold.reason, hold.owner) for hold in tx.holds.of_order(order_no))
    return (order.score, order.level, order.over, order.left_at, order.shop, holds)


def test_requests_that_share_a_commit_are_answered_each_for_itself(h: Harness) -> None:
    order, paid = an_order(), a_payment()

    answers = h.database.do(
        lambda tx: intake.take_requests(tx, h.deps, [[order], [order, paid], [paid]], NOON)
    )

    assert [(a.accepted, a.duplicates) for a in answers] == [(1, 0), (1, 1), (0, 1)]


def test_the_same_events_again_change_no_answer_and_no_alert(h: Harness) -> None:
    events = [
        an_order(),
        an_address_change(),
        a_chat(at=NOON + minutes(1)),
        a_chat(at=NOON + minutes(2)),
    ]
    assert _take(h, events, NOON + minutes(3)).accepted == 4
    before = h.database.look(
        lambda tx: (_state(tx, "1024"), tx.alerts.of_order("1024"), tx.ledger.counts())
    )

    again = _take(h, events, NOON + minutes(4))

    assert (again.accepted, again.duplicates) == (0, 4)
    assert before == h.database.look(
        lambda tx: (_state(tx, "1024"), tx.alerts.of_order("1024"), tx.ledger.counts())
    )


@pytest.mark.parametrize("order_of_arrival", list(itertools.permutations(range(4))))
def test_two_changes_and_two_chats_lock_the_order_in_every_order_of_arrival(
    h: Harness, order_of_arrival: tuple[int, ...]
) -> None:
    four = [
        an_address_change(at=NOON),
        an_address_change(at=NOON + minutes(31)),
        a_chat(at=NOON + minutes(40)),
        a_chat(at=NOON + minutes(41)),
    ]
    _take(h, [an_order(at=NOON - minutes(5))], NOON - minutes(5))

    for place, number in enumerate(order_of_arrival):
        now = NOON + minutes(60 + place)
        arrived = four[number]._replace(received_at=now)
        _take(h, [arrived], now)

    state = h.database.look(lambda tx: _state(tx, "1024"))
    assert state[:2] == ("4.0", "red")
    assert state[-1] == [("RESONANCE_RED", "system")]


def test_who_waited_for_an_order_forgets_nothing_of_what_arrived_meanwhile(h: Harness) -> None:
    """On PostgreSQL a work looks at the clock, and waits then for the order another changes."""
    later = NOON + seconds(2)
    _take(h, [an_order(), a_parcel("P1024")], NOON)
    _take(h, [an_event("order.cancelled", at=later)], later)
    assert _take(h, [a_chat(at=NOON)], NOON + seconds(1)).accepted == 1
    order = h.database.look(lambda tx: tx.orders.get("1024"))
    assert order is not None
    assert order.cancelled
    h.now = NOON + seconds(1)
    assert h.scan().code is ScanCode.CANCELLED


def test_a_scan_that_waited_for_a_lock_obeys_it(h: Harness) -> None:
    _take(h, [an_order(), a_parcel("P1024")], NOON)
    h.now = NOON + seconds(2)
    h.locks("1024", by="erp")
    h.now = NOON + seconds(1)
    assert h.scan().code is ScanCode.LOCKED
    h.locks("1024", by="erp")
    assert len(h.database.look(lambda tx: tx.holds.of_order("1024"))) == 1


@pytest.mark.parametrize("first", [0, 1])
def test_a_burst_is_the_customers_whichever_order_is_heard_of_first(h: Harness, first: int) -> None:
    orders = [an_order("1024", customer={"id": "c9"}), an_order("2048", customer={"id": "c9"})]
    changes = [
        an_address_change("1024", at=NOON + minutes(1)),
        an_address_change("2048", at=NOON + minutes(20)),
    ]
    for now, events in (
        (NOON + minutes(30), [changes[first]]),
        (NOON + minutes(31), orders),
        (NOON + minutes(32), [changes[1 - first]]),
    ):
        _take(h, [e._replace(received_at=now) for e in events], now)

    h.now = NOON + minutes(40)
    assert h.order("1024")["score"] == "0.8"
    assert h.order("2048")["score"] == "1.8"


def test_a_late_label_sample_has_later_labels_judged_anew(h: Harness) -> None:
    slow = a_label(1470, "1024", at=NOON)
    _take(h, [an_order(at=NOON - minutes(60)), slow], NOON)
    h.now = NOON + minutes(1)
    assert h.order()["score"] == "0.0"

    late = [
        a_label(1000, f"L{n}", at=NOON - timedelta(days=1) + minutes(n % 50)) for n in range(20)
    ]
    _take(h, [e._replace(received_at=h.now) for e in late], h.now)
    h.pass_time(minutes(1))

    assert h.order()["score"] == "0.6"


def test_a_tracking_number_belongs_to_its_parcel_whichever_event_comes_first(h: Harness) -> None:
    h.happens("carrier.trace", "1024", tracking_no="SF1", state="PICKED_UP")
    _take(h, [a_parcel("P1", tracking_no="SF1")], h.now)

    codes = h.database.look(lambda tx: tx.parcels.of_order("1024"))

    assert {(code.code, code.parcel_id) for code in codes} == {("SF1", "P1"), ("P1", "P1")}


def _real_events(number: int) -> Iterator[Event]:
    with gzip.open(ORDERS, "rb") as lines:
        for line in itertools.islice(lines, number):
            raw = orjson.loads(line)
            event = parse(raw, received_at=datetime.fromisoformat(raw["time"]))
            assert isinstance(event, Event)
            yield event


def test_the_size_of_a_replays_portions_changes_nothing(tmp_path: Path) -> None:
    events = list(_real_events(700))
    tables = []
    for portion in (7, 100, 500):
        url = f"sqlite:///{tmp_path / f'{portion}.db'}"
        migrate.upgrade(url)
        h = Harness(database=Database(url))
        for start in range(0, len(events), portion):
            batch = events[start : start + portion]
            until = batch[-1].received_at
            take = partial(intake.take, deps=h.deps, events=batch, now=until, replay=True)
            h.database.do(take)
            while h.database.do(partial(scores.catch_up, deps=h.deps, until=until)):
                pass
        tables.append(
            h.database.look(
                lambda tx: {
                    no: (_state(tx, no), tx.alerts.of_order(no))
                    for no in sorted({e.order_no for e in events if e.order_no})
                }
            )
        )
        h.database.close()

    assert tables[0] == tables[1] == tables[2]
