"""Whatever comes in whichever order, however often and through crashes: one payment, one order."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import pytest

from handlers.events import intake
from handlers.health.ghosts import counted
from handlers.payments import matching
from handlers.payments.taking import settle, take
from rules.events.event import Event
from rules.payments.contract import CallBack, Contracts
from rules.payments.ghosts import Ghost, Tally
from rules.payments.judging import judge
from storage.database import Database
from storage.tx import Tx
from tests.builders import an_event
from tests.harness import Harness
from tests.platforms.payments.wechat import WeChatPay

PROVIDER = WeChatPay()
#: What is done in one transaction, which a crash undoes as a whole.
AT_ONCE = 5
#: Payments that are mixed with each other, and how many in all.
TOGETHER = 100
_FULL, _SAMPLE = 100_000, 200
Step = Callable[[Tx], object]


class CrashError(Exception):
    """The process ended before its transaction did."""


def steps(h: Harness, no: str, transaction: str, chance: Random) -> list[Step]:
    """Return what happens about one payment, in no order yet."""
    amount = "199.00"
    posted = PROVIDER.paid(no, at=h.now, transaction_id=transaction)
    told: dict[str, Any] = {"transaction_id": transaction, "amount": amount}
    events = [
        an_event("order.created", no, at=h.now, event_id=f"c{no}", amount=amount),
        an_event("order.paid", no, at=h.now, event_id=f"r{no}", **told),  # the customer came back
        an_event("payment.settled", no, at=h.now, event_id=f"b{no}", source="bank", **told),
        an_event("refund.paid", no, at=h.now, event_id=f"f{no}", amount="1.00"),
    ]
    come = [events[0], *(event for event in events[1:] if chance.random() < 0.5)]
    again = [chance.choice(come) for _ in range(chance.randrange(2))]
    notices: list[Step] = [partial(_posted, h, posted)] * chance.randrange(1, 4)
    said = json.dumps(PROVIDER.content(no, transaction_id=transaction)).encode()
    answer = replace(PROVIDER.signed(said, h.now), asked=True)
    notices += [partial(_answered, h, answer)] * chance.randrange(3)
    back = PROVIDER.refunded(no, at=h.now, transaction_id=transaction)
    notices += [partial(_posted, h, back)] * chance.randrange(2)
    return notices + [partial(_told, h, event) for event in (*come, *again)]


def _posted(h: Harness, posted: CallBack, tx: Tx) -> object:
    return take(tx, h.deps, posted, h.now)


def _answered(h: Harness, answer: CallBack, tx: Tx) -> object:
    """Do what is done with the answer to a question of ours."""
    judged = judge(answer, h.payments.in_force(answer.provider))
    return settle(tx, h.deps, [(tx.call_backs.keep(answer), judged)], h.now)


def _told(h: Harness, event: Event, tx: Tx) -> object:
    return intake.take(tx, h.deps, [event], h.now)


def happen(h: Harness, all_steps: list[Step], chance: Random) -> None:
    """Let all of it happen; what a crash undid is sent again, later than what came after it."""
    waiting = [all_steps[n : n + AT_ONCE] for n in range(0, len(all_steps), AT_ONCE)]
    while waiting:
        portion, crashes = waiting.pop(0), chance.random() < 0.2
        try:
            h.database.do(partial(_in_one, portion, crashes=crashes))
        except CrashError:
            waiting.insert(chance.randrange(len(waiting) + 1), portion)


def _in_one(portion: list[Step], tx: Tx, *, crashes: bool) -> None:
    for step in portion:
        step(tx)
    if crashes:
        raise CrashError


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_in_any_interleaving_a_payment_is_journalled_once_and_pays_one_order(
    sqlite_url: str, *, full_proof: bool
) -> None:
    h = Harness(database=Database(sqlite_url))
    for seed in range((_FULL if full_proof else _SAMPLE) // TOGETHER):
        _walk(h, seed)
    at_rest(h)
    h.database.close()


def _walk(h: Harness, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a seeded walk
    payments = {f"N{seed}-{n}": f"42{seed:06}{n:020}" for n in range(TOGETHER)}
    h.payments = Contracts(all=(PROVIDER.contract(),))
    everything = [
        step for no, transaction in payments.items() for step in steps(h, no, transaction, chance)
    ]
    chance.shuffle(everything)

    happen(h, everything, chance)

    for no, transaction in payments.items():
        events = h.database.look(partial(_journal, no))
        assert [e.id for e in events if e.source == "wechat"] == [f"wechat:{transaction}"], no
    found = h.database.look(lambda tx: tx.payments.orders_of(payments.values()))
    assert found == {transaction: no for no, transaction in payments.items()}


def at_rest(h: Harness) -> None:
    """Fail on any payment that misses its order, of all that happened."""
    later = h.now + timedelta(hours=1)
    for ghost in Ghost:
        assert h.database.look(partial(_ghosts, h, ghost, later)) is None, ghost
    assert h.database.look(lambda tx: matching.look(tx, later)) == []


def _ghosts(h: Harness, ghost: Ghost, now: datetime, tx: Tx) -> Tally | None:
    return counted(tx, h.deps, ghost, now)


def _journal(no: str, tx: Tx) -> list[Event]:
    return tx.journal.of_order(no)
