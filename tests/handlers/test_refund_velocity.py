"""Applications of one address and day, and of one buyer, are counted as brute force does (A-39)."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import zip_longest
from random import Random
from typing import Any

import pytest

from handlers.events import intake
from handlers.refunds.naming import application_id
from rules.events.event import Event
from rules.refunds.decide import RefundTerms
from rules.refunds.facts import RefundFacts
from storage.tx import Tx
from tests.builders import an_event
from tests.harness import Harness

_SAMPLE, _FULL = 40, 2000
_PORTION = 250
_MIDNIGHT = datetime(2026, 1, 5, 16, tzinfo=UTC)  #: In Shanghai.
_NEAR = (-86_400_000_001, -86_400_000_000, -1_000_000, -1, 0, 1, 1_000_000, 86_399_999_999)


def _stream(number: int, rng: Random) -> list[Event]:
    """Return applications from an address of the stream's own: disorder, and some of them twice."""
    dresses = (f"2001:DB8::{number:X}", f"2001:db8:0:0:0:0:0:{number:x}")
    told = [
        an_event(
            "refund.requested", f"{number}-{n % 2}", event_id=f"{number}:{n}",
            at=_MIDNIGHT + timedelta(microseconds=rng.choice(_NEAR)),
            received_at=_MIDNIGHT + timedelta(days=2), id=f"{number}:{n}", amount="9.00",
            ip=rng.choice(dresses),
        )
        for n in range(rng.randrange(1, 7))
    ]  # fmt: skip
    told += rng.sample(told, rng.randrange(len(told) + 1))
    rng.shuffle(told)
    return told


def _brute_force(stream: list[Event]) -> dict[str, int]:
    """Count for each application how many of its day there were when it came, itself included."""
    first: dict[str, int] = {}
    for event in stream:
        first.setdefault(event.id, (event.at + timedelta(hours=8)).toordinal())
    days = list(first.values())
    return {name: days[: n + 1].count(days[n]) for n, name in enumerate(first)}


def _facts(tx: Tx, event: Event) -> RefundFacts:
    return tx.refunds.history(application_id(event))[0].facts


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_streams_with_boundaries_duplicates_and_disorder_are_counted_as_brute_force_does(
    h: Harness, *, full_proof: bool
) -> None:
    rng, count = Random(11), _FULL if full_proof else _SAMPLE  # noqa: S311 - the same streams each time
    h.now = _MIDNIGHT + timedelta(days=2)
    for start in range(1, count + 1, _PORTION):
        streams = [_stream(n, rng) for n in range(start, min(start + _PORTION, count + 1))]
        longest = max(map(len, streams))
        for place in range(longest):  # streams come side by side
            batch = [stream[place] for stream in streams if place < len(stream)]
            h.database.do(lambda tx, batch=batch: intake.take(tx, h.deps, batch, h.now))  # type: ignore[misc]
        for stream in streams:
            found = h.database.look(lambda tx, s=stream: {e.id: _facts(tx, e) for e in s})  # type: ignore[misc]
            counted = {name: facts.same_ip_refunds_1d for name, facts in found.items()}
            assert counted == _brute_force(stream), stream


_TERMS = RefundTerms(rate_window=timedelta(days=30), rate_after=3)
_TICK = timedelta(microseconds=1)
_SHOPS: tuple[dict[str, str], ...] = ({"shop": "one"}, {"shop": "one"}, {"shop": "two"}, {})
_PLACED = tuple(_MIDNIGHT - ago for ago in (
    _TERMS.rate_window + _TICK, _TERMS.rate_window, _TERMS.rate_window - _TICK,
    timedelta(days=9), timedelta(), -_TICK,
))  # fmt: skip


def _told(kind: str, no: str, at: datetime, name: str, **data: Any) -> Event:  # noqa: ANN401
    late = _MIDNIGHT + timedelta(days=2)
    return an_event(kind, no, at=at, event_id=f"{no}:{name}", received_at=late, **data)


def _portions(number: int, rng: Random) -> list[list[Event]]:
    """Return, as they come, what is told of the orders of one name in two shops and in none."""
    told: list[Event] = []
    for n in range(rng.randrange(2, 11)):
        no, shop = f"{number}-{n}", rng.choice(_SHOPS)
        told.append(
            _told(
                "order.created", no, rng.choice(_PLACED), "new", **shop, platform="taobao",
                amount="9.00", items=[{"sku": "A", "qty": 1}], customer={"id": f"c-{number}"},
            )
        )  # fmt: skip
        told += [
            _told(
                "refund.requested", no, _MIDNIGHT + rng.choice((-1, 0, 1)) * _TICK, f"ask {m}",
                id=f"{no}:ask {m}",
            )
            for m in range(rng.choice((0, 1, 1, 2)))
        ]  # fmt: skip
        if not rng.randrange(5):
            told.append(_told("refund.paid", no, _MIDNIGHT, "paid", amount="9.00"))
    told += rng.sample(told, rng.randrange(len(told) + 1))
    rng.shuffle(told)
    size = rng.randrange(1, 5)
    return [told[start : start + size] for start in range(0, len(told), size)]


def _rates_by_brute_force(portions: list[list[Event]]) -> dict[str, Fraction]:
    """Look through all that has come each time that something is asked for the first time."""
    come: dict[str, Event] = {}
    rates: dict[str, Fraction] = {}
    for portion in portions:
        come |= {e.id: e for e in portion if e.type != "refund.requested"}
        for asked in (e for e in portion if e.type == "refund.requested"):
            if asked.id in come:
                continue
            come[asked.id] = asked
            orders = {e.order_no: e for e in come.values() if e.type == "order.created"}
            back = {e.order_no for e in come.values() if e.type != "order.created"}
            own, oldest = orders.get(asked.order_no), asked.at - _TERMS.rate_window
            mine = [
                no for no, one in orders.items()
                if own and one.data.get("shop") == own.data.get("shop")
                and (one is own or oldest < one.at <= asked.at)
            ]  # fmt: skip
            share = Fraction(sum(no in back for no in mine), len(mine) or 1)
            rates[asked.id] = share if len(mine) >= _TERMS.rate_after else Fraction()
    return rates


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_the_rate_of_a_buyer_is_what_brute_force_finds_in_all_that_has_come(
    h: Harness, *, full_proof: bool
) -> None:
    rng, count = Random(39), _FULL if full_proof else _SAMPLE  # noqa: S311 - the same streams each time
    h.now, h.refunds = _MIDNIGHT + timedelta(days=2), _TERMS
    counted, high = 0, 0
    streams = [_portions(number, rng) for number in range(count)]
    for start in range(0, count, _PORTION):
        for together in zip_longest(*streams[start : start + _PORTION], fillvalue=()):
            new = [event for portion in together for event in portion]
            h.database.do(lambda tx, new=new: intake.take(tx, h.deps, new, h.now))  # type: ignore[misc]
    for portions in streams:
        asked = [e for portion in portions for e in portion if e.type == "refund.requested"]
        found = h.database.look(lambda tx, a=asked: {e.id: _facts(tx, e) for e in a})  # type: ignore[misc]
        expected = _rates_by_brute_force(portions)
        assert found.keys() == expected.keys()
        for name, facts in found.items():
            assert facts.buyer_refund_rate is not None
            off = abs(Fraction(facts.buyer_refund_rate) - expected[name])
            assert off < Fraction(1, 10_000), (name, portions)
        counted += sum(map(bool, expected.values()))
        high += sum(rate > Fraction(1, 2) for rate in expected.values())
    assert counted > count / 2
    assert high > count / 8
