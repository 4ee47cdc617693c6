"""Leaving: right before a promise is sent, whether it is still to be said, and said now."""

from datetime import datetime, timedelta

from handlers.delivery.promises import Promises
from handlers.people.regard import kept_back, saying_of
from rules.alerts.alert import Alert
from rules.alerts.attention import Held, Now
from rules.delivery.unasked import SAYINGS
from rules.vocabulary import Level
from storage.delivery.outbox import Delivery, Entry

#: What waits for the end of debug mode looks again so often: people may end it early.
_LOOK_AGAIN = timedelta(minutes=1)


def may_leave(
    door: Promises,
    entry: Entry,
    now: datetime,
    *,
    about: Alert | None = None,
    saying: str | None = None,
    level: Level | None = None,
) -> bool:
    """
    Say whether a claimed promise goes now; where not, it is written down why.

    `about` is its alert, where that is at hand; `saying` is the kind of message it comes to, where
    that is not its own; `level` is how important it is where that shows only now. What people do
    not want is kept back as if it were promised now. A card that many alerts share, and what may
    have arrived already, waits instead.
    """
    tx, deps = door.tx, door.deps
    alert = about
    if alert is None and entry.subject == "alert":
        alert = tx.alerts.get(entry.subject_id or "")
    rule = SAYINGS[saying or saying_of(entry)]
    states = rule.only_while
    decided = alert is not None and states is not None and alert.state not in states
    if decided or (rule.only_while_it_lasts and not _lasts(door, entry)):
        over = {"state": Delivery.MUTED, "last_code": "decided", "settled_at": now}
        _withdraw(door, entry, {"card_id": None, **over}, now)
        return False
    verdict = door.regard.of(
        entry, (alert, None) if alert is not None else None, now, saying=saying, level=level
    )
    of_many = entry.card_id is not None and entry.subject != "alert"
    if isinstance(verdict, Now) and of_many and entry.kind == "card" and level is not None:
        verdict = door.budgets.of_many(entry, level, now)
    if isinstance(verdict, Now):
        return True
    changes = kept_back(entry, verdict, now)
    if of_many or entry.resent or "state" not in changes:
        until = (
            verdict.until if isinstance(verdict, Held) else min(verdict.until, now + _LOOK_AGAIN)
        )
        code = verdict.code if isinstance(verdict, Held) else None
        tx.queue.put_back([entry.id], owner=deps.worker, until=until, code=code)
    else:
        _withdraw(door, entry, changes, now)
    return False


def _lasts(door: Promises, entry: Entry) -> bool:
    """Say whether the trouble that a promise is about is not over."""
    trouble = door.tx.troubles.get(entry.subject_id or "")
    return trouble is not None and trouble.lasts


def _withdraw(door: Promises, entry: Entry, changes: dict[str, object], now: datetime) -> None:
    """Keep a promise back under a name of its own, so that it may be made again."""
    key = f"{changes.get('key', entry.key)}:{entry.id}"
    door.tx.outbox.withdraw(entry.id, owner=door.deps.worker, **{**changes, "key": key})
    if entry.kind == "card" and entry.card_id is not None:
        door.tx.cards.forget(entry.card_id)
        door.tx.amends.mute_redraws(entry.card_id, str(changes["last_code"]), now)
