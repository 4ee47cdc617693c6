"""Working what is unshipped: taken, done or given back by a person, each order by one at a time."""

from collections.abc import Callable, Collection
from datetime import datetime

from handlers.alerts.wishes import note
from handlers.deps import Deps
from handlers.ports import Reply
from handlers.unshipped import morning
from rules.people.permissions import Actor, Denied, authorize
from rules.people.refusals import denied
from rules.unshipped.work import Work
from rules.wording.say import clock, say
from storage.tx import Tx

#: What needs the permission of whoever works a queue.
PERMISSION = "next"


def take(tx: Tx, deps: Deps, actor: Actor, order_nos: Collection[str], now: datetime) -> Reply:
    """Take orders; of one that somebody else has or has done, say who."""
    return _each(tx, deps, actor, order_nos, now, word="claim", do=tx.worklist.take)


def finish(tx: Tx, deps: Deps, actor: Actor, order_nos: Collection[str], now: datetime) -> Reply:
    """Note that orders are done; of one that was done before, say by whom."""
    return _each(tx, deps, actor, order_nos, now, word="done", do=tx.worklist.finish)


def _each(
    tx: Tx,
    deps: Deps,
    actor: Actor,
    order_nos: Collection[str],
    now: datetime,
    *,
    word: str,
    do: Callable[[str, str, datetime], bool],
) -> Reply:
    """Do one thing to each of several orders, and say of each whether it was done."""
    orders = tx.orders.find(order_nos)
    said, changed, refused = [], False, True
    for no in order_nos:
        order = orders.get(no)
        gate = authorize(actor, PERMISSION, shop=order.shop if order is not None else None)
        if isinstance(gate, Denied):
            note(tx, actor, PERMISSION, no, "refused", now=now, detail=gate.reason)
            why = denied(gate, deps.lang, private=False)
            said.append(say("work_refused", deps.lang, order_no=no, why=why))
            continue
        refused = False
        if order is None:
            said.append(say("work_unknown", deps.lang, order_no=no))
            continue
        done = do(no, actor.name, now)
        changed |= done
        note(tx, actor, f"unshipped_{word}", no, "done" if done else "too_late", now=now)
        key = f"work_{word}" if done else "work_late"
        said.append(say(key, deps.lang, order_no=no, **_who(tx, deps, no, now)))
    if changed:
        morning.draw_anew(tx, deps, order_nos, now)
    return Reply(text="\n".join(said), private=refused, changed=changed)


def _who(tx: Tx, deps: Deps, order_no: str, now: datetime) -> dict[str, str]:
    work = tx.worklist.of((order_no,)).get(order_no) or Work(order_no=order_no)
    by, at = (work.done_by, work.done_at) if work.done_at else (work.taken_by, work.taken_at)
    return {"by": by or "", "at": clock(at or now, now=now, tz=deps.timezone)}
