"""Asking: of an order that nobody said was paid, its payment provider is asked (M-28)."""

from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps, derived_id
from handlers.events.unpaid import ENDS
from handlers.payments.taking import settle
from handlers.ports import GaveUp, Sent
from rules.delivery.calls import Call, CallAction, call_of
from rules.delivery.policy import PRIORITY
from rules.payments.judging import judge
from rules.payments.questions import next_ask
from rules.vocabulary import Level
from storage.delivery.outbox import Entry
from storage.tx import Tx

#: What these calls are about, as the ledger names it.
SUBJECT = "payment"
#: Orders that are asked about in one transaction.
_PORTION = 100
#: Nobody waits for it.
_PRIORITY = PRIORITY[Level.CALM]


def ask(tx: Tx, deps: Deps, now: datetime) -> int:
    """Ask about a portion of what is due; every provider, since an order does not say which."""
    asked = deps.payments.asked
    if not asked:
        return 0
    due, door = tx.unpaid.due(now, _PORTION), Promises(tx, deps)
    for one in due:
        for gateway in asked:
            call = Call(
                id=derived_id("call", gateway, one.order_no, one.asked),
                action=CallAction.QUERY,
                order_no=one.order_no,
                warehouse="",
                reason=SUBJECT,
                at=now,
            )
            door.call(gateway, call, SUBJECT, one.order_no, now, at=now, priority=_PRIORITY)
    tx.unpaid.ask(due)
    door.write()
    return len(due)


def leaving(tx: Tx, deps: Deps, entry: Entry, now: datetime) -> Call | None:
    """
    Return the question while its provider is asked, and nothing ended the wait.

    One that is not asked any more may be again: then the order's turn has come.
    """
    no = entry.subject_id or ""
    if entry.channel not in deps.payments.asked:
        tx.unpaid.ask_again(no, now)
        return None
    is_over = tx.journal.of_orders((no,), ENDS).get(no)
    return None if is_over else call_of(entry.body["call"])


def settled(tx: Tx, deps: Deps, entry: Entry, outcome: Sent | GaveUp, now: datetime) -> None:
    """
    Do what a call-back of the same words would have done; of what is not paid nothing is kept.

    The next question waits for this answer: a provider that is slow is not asked faster than it
    answers.
    """
    answer = outcome.answer if isinstance(outcome, Sent) else None
    if answer is not None:
        judged = judge(answer, deps.payments.in_force(answer.provider))
        settle(tx, deps, [(tx.call_backs.keep(answer), judged)], now)
        tx.unpaid.drop((entry.subject_id or "",))  # from here on it is a call-back like others
    one, asked = tx.unpaid.get(entry.subject_id or ""), deps.payments.asked
    if one is None:
        return
    if not asked:  # now; once somebody is again, the order's turn has come
        tx.unpaid.ask_again(one.order_no, now)
        return
    every = min(asked.values())
    again = next_ask(one.asked, one.created_at, every, now)
    if again is None:
        tx.unpaid.drop((one.order_no,))
    else:
        tx.unpaid.ask_again(one.order_no, again)
