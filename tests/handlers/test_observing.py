"""What doors saw is added up in the database, whoever adds at the same time."""

from datetime import timedelta
from functools import partial

from rules.contracts.observation import Aspect, Observation, count, window_of
from storage.tx import Tx
from tests.harness import Harness


def _see(one: Observation, tx: Tx) -> None:
    tx.windows.add(count([one]))


def test_shapes_are_forgotten_after_two_days_and_figures_after_fourteen(h: Harness) -> None:
    one = Observation(partner="wechat", at=h.now, received_at=h.now, shape={"payer": "text"})
    h.database.do(partial(_see, one))
    start = window_of(h.now)
    left = []
    for days in (1, 1, 11, 2):
        h.pass_time(timedelta(days=days))
        counts = h.database.do(lambda tx: tx.windows.between(start, start))
        left.append({key.aspect for key in counts})
    kept = {Aspect.MESSAGES, Aspect.SHAPE, Aspect.KIND}
    assert left == [kept, {Aspect.MESSAGES}, {Aspect.MESSAGES}, set()]


def test_what_several_looks_saw_is_one_row_for_each_thing_in_common(h: Harness) -> None:
    now = h.now
    orders = ["1024", "1025", None, "1026"]
    for order_no in orders:
        one = Observation(
            partner="wechat",
            at=now,
            received_at=now,
            missing=("amount",),
            encryption="RSA",
            matches=False,
            offset_seconds=301,
            order_no=order_no,
            shape={"payer": "text"},
            answers={200: 1},
        )
        h.database.do(partial(_see, one))
    start = window_of(now)
    counts = h.database.do(lambda tx: tx.windows.between(start, start + timedelta(minutes=5)))
    assert {key.aspect for key in counts} == set(Aspect) - {Aspect.REASON}
    assert {one.number for one in counts.values()} == {len(orders)}
    assert {one.order_no for one in counts.values()} == {"1024"}
