"""Leases: what only one may do is done by one at a time, however long it takes."""

import threading
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import Database, opened
from storage.tx import Tx
from tests.builders import NOON

_LONG = timedelta(seconds=30)
_numbers = count()  #: Each example has a lease of its own.
_NAMES = ("one", "other", "third")


def _take(name: str, owner: str, now: datetime, until: datetime, tx: Tx) -> bool:
    return tx.leases.take(name, owner=owner, now=now, until=until)


def _drop(name: str, owner: str, now: datetime, tx: Tx) -> None:
    tx.leases.drop([name], owner=owner, now=now)


def test_what_is_done_under_a_lease_is_not_begun_by_another_even_after_it_ran_out(
    postgresql_url: str,
) -> None:
    with opened(postgresql_url) as one, opened(postgresql_url) as other:
        begun, go = threading.Event(), threading.Event()

        def long_work(tx: Tx) -> bool:
            taken = _take("sweep:x", "one", NOON, NOON + _LONG, tx)
            begun.set()
            assert go.wait(20)
            return taken

        under_way = one.submit(long_work)
        assert begun.wait(20)
        later = NOON + timedelta(hours=1)

        meanwhile = other.do(partial(_take, "sweep:x", "other", later, later + _LONG))
        go.set()

        assert under_way.result(20)
        assert not meanwhile
        assert other.do(partial(_take, "sweep:x", "other", later, later + _LONG))


@given(
    st.lists(
        st.tuples(
            st.sampled_from(_NAMES),
            st.sampled_from(("take", "drop")),
            st.integers(0, 40),  #: Seconds since the step before.
            st.integers(1, 60),  #: For how many seconds it is taken.
        ),
        max_size=25,
    )
)
@settings(
    max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_a_lease_has_one_holder_until_it_runs_out_or_is_dropped(
    database: Database, steps: list[tuple[str, str, int, int]]
) -> None:
    name = f"x{next(_numbers)}"
    holder, until, now = None, NOON, NOON
    for owner, wish, pause, span in steps:
        now += timedelta(seconds=pause)
        end = now + timedelta(seconds=span)
        if wish == "drop":
            database.do(partial(_drop, name, owner, now))
            until = min(until, now) if holder == owner else until
            continue
        free = holder in (None, owner) or until <= now
        assert free is database.do(partial(_take, name, owner, now, end))
        if free:
            holder, until = owner, end
        assert database.look(lambda tx: tx.leases.owner(name)) == holder
