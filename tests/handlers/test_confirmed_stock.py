"""Stock that waits for confirmations: whatever happens, no piece is lost and none counts twice."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.events import intake
from rules.events.event import Event
from storage.database import Database
from storage.tx import Tx
from tests.builders import NOON, an_event, an_order, some_deps

_SKUS, _NUMBERS = ("a", "b"), ("1001", "1002", "1003")
_ITEMS = st.lists(st.tuples(st.sampled_from(_SKUS), st.integers(1, 5)), min_size=1, max_size=3)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("created", "count", "signed", "confirmed", "platform", "called")),
        st.sampled_from(_NUMBERS),
        st.integers(0, 40),
    ),
    max_size=16,
)
Goods = Mapping[str, Sequence[tuple[str, int]]]


class _UndoneError(Exception):
    """Ends a transaction without a commit."""


def _event(step: tuple[str, str, int], at: int, goods: Goods) -> Event:
    kind, no, number = step
    when, name = NOON + timedelta(minutes=at), f"e-{at}"
    match kind:
        case "created":
            items = [{"sku": sku, "qty": qty} for sku, qty in goods[no]]
            return an_order(no, at=when, event_id=name, items=items)
        case "count":
            sku = _SKUS[number % len(_SKUS)]
            return an_event("stock.counted", None, at=when, event_id=name, sku=sku, on_hand=number)
        case "signed":
            return an_event(
                "carrier.trace", no, at=when, event_id=name, tracking_no=f"SF{no}", state="已签收"
            )
        case "called":
            return an_event("call.reported", no, at=when, event_id=name, result="unanswered")
        case _:
            by = "platform_auto" if kind == "platform" else "customer"
            return an_event("confirmation.received", no, at=when, event_id=name, by=by)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(goods=st.fixed_dictionaries(dict.fromkeys(_NUMBERS, _ITEMS)), steps=_STEPS)
def test_the_sum_over_all_places_is_what_was_counted_after_every_step(
    database: Database, goods: Goods, steps: list[tuple[str, str, int]]
) -> None:
    counted: dict[str, int] = {}
    known: set[str] = set()
    there: set[str] = set()
    confirmed: set[str] = set()

    def work(tx: Tx) -> None:
        for at, step in enumerate(steps):
            event = _event(step, at, goods)
            intake.take(tx, some_deps(), [event], event.received_at)
            kind, no, number = step
            if kind == "count":
                counted[_SKUS[number % len(_SKUS)]] = number
            {"created": known, "signed": there, "confirmed": confirmed}.get(kind, set()).add(no)
            pending = Counter[str]()
            for waits in (there - confirmed) & known:
                for sku, qty in goods[waits]:
                    pending[sku] += qty
            for sku in _SKUS:
                stock = tx.stock.of(sku)
                assert (stock is not None) is (sku in counted)
                if stock is not None:
                    assert (stock.on_hand, stock.pending) == (counted[sku], pending[sku])
                    assert stock.promotable + stock.pending == stock.on_hand
        raise _UndoneError

    with suppress(_UndoneError):
        database.do(work)


def test_an_earlier_count_that_arrives_later_changes_nothing(database: Database) -> None:
    for at, on_hand in ((1, 5), (0, 9)):
        when = NOON + timedelta(hours=at)
        event = an_event("stock.counted", None, at=when, sku="a", on_hand=on_hand)
        database.do(lambda tx, e=event: intake.take(tx, some_deps(), [e], NOON))  # type: ignore[misc]
    stock = database.look(lambda tx: tx.stock.of("a"))
    assert stock is not None
    assert stock.on_hand == 5
