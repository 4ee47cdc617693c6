"""Fifty people press at the same moment: one wins, the others hear who (A-14)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from handlers.events import intake
from rules.events.event import Event
from rules.refunds.decide import RefundTerms
from rules.vocabulary import Action
from storage.database import opened
from storage.tx import Tx
from tests.builders import an_event
from tests.harness import Harness


def test_of_fifty_presses_at_once_one_wins_and_forty_nine_hear_the_winners_name(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    card = h.expect_card("1024")
    actions = [Action.FREEZE if n % 2 else Action.RELEASE for n in range(50)]

    with ThreadPoolExecutor(16) as people:
        replies = list(people.map(lambda action: card.press(action, by="王敏"), actions))

    assert sum(reply.changed for reply in replies) == 1
    assert all("王敏" in reply.text for reply in replies)
    done = [
        a
        for a in h.database.look(lambda tx: tx.audit.of_order("1024"))
        if a.actor == "王敏" and a.outcome == "done"
    ]
    assert len(done) == 1
    h.expect_card("1024", redraw=True)


def test_fifty_lock_commands_at_once_set_one_hold(h: Harness) -> None:
    h.ordered("1024")
    names = ["李雷", "韩梅", "王敏", "陈静", "李雷"] * 10

    with ThreadPoolExecutor(16) as people:
        replies = list(people.map(lambda name: h.says("锁单 1024", by=name), names))

    assert sum(reply is not None and reply.changed for reply in replies) == 1
    holds = h.order()["holds"]
    assert len(holds) == 1
    assert all(reply is not None and holds[0]["by"] in reply.text for reply in replies)


@pytest.mark.parametrize("same", ["address", "buyer"])
def test_applications_at_once_of_one_address_or_buyer_are_counted_one_after_the_other(
    h: Harness, same: str
) -> None:
    h.refunds = RefundTerms(rate_after=4)
    for n in range(4):
        h.ordered(f"o-{n}", customer={"id": "ann" if same == "buyer" else f"c-{n}"})
    told = [
        an_event(
            "refund.requested", f"o-{n}", at=h.now, source=f"s-{n}",
            ip="203.0.113.7" if same == "address" else f"203.0.113.{n}",
        )
        for n in range(4)
    ]  # fmt: skip
    # Each in a process of its own: on PostgreSQL all are inside before one counts; of those on
    # SQLite one writes at a time, and the barrier is before its door.
    start, is_sqlite = Barrier(len(told)), h.database.is_sqlite

    def take(event: Event) -> None:
        def work(tx: Tx) -> None:
            if not is_sqlite:
                start.wait(10)
            intake.take(tx, h.deps, [event], h.now)

        with opened(h.database.url) as own:
            if is_sqlite:
                start.wait(10)
            own.do(work)

    with ThreadPoolExecutor(len(told)) as processes:
        list(processes.map(take, told))

    made = [h.database.look(lambda tx, e=e: tx.refunds.histories(e.order_no)) for e in told]  # type: ignore[misc]
    facts = [decided.facts for ((_, (decided,)),) in made]
    counted = sorted(
        (f.same_ip_refunds_1d or 0) if same == "address" else int((f.buyer_refund_rate or 0) * 4)
        for f in facts
    )
    assert counted == [1, 2, 3, 4]
    h.read()
