"""Claiming: choose what of the outbox may go now, and compose it of the present state."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from handlers.delivery import lateness, quota, storms
from handlers.delivery.composing.kinds import KINDS
from handlers.delivery.composing.outgoing import KeptBack, Needless
from handlers.delivery.promises import Promises
from handlers.delivery.settling import settle
from handlers.deps import Deps
from handlers.ports import GaveUp, Outgoing
from rules.delivery.capabilities import Capabilities
from rules.delivery.pacing import OPEN, Budget, Lane
from rules.delivery.policy import RED_PRIORITY
from storage.delivery.outbox import Delivery, Entry
from storage.delivery.queue import Waiting
from storage.delivery.storms import Storm
from storage.tx import Tx

#: How long one try may take before another process may take the promise over.
LEASE = timedelta(seconds=60)
#: Promises of one lane in one go: a red one never waits behind more than these.
PORTION = 5
#: Promises settled in one go of channels that are off: 10 ms, for which a scanner may wait.
OFF_PORTION = 20
Place = tuple[str, str]


@dataclass(slots=True)
class _Look:
    """One look at what is due."""

    tx: Tx
    deps: Deps
    channels: Mapping[str, Capabilities]
    now: datetime
    budget: Budget
    door: Promises
    storms: dict[Place, Storm] = field(default_factory=dict)
    spent: dict[tuple[str, bool], int] = field(default_factory=dict)

    def left(self, lane: Lane) -> int:
        """Return how much of a lane may still go in this look."""
        key = (lane.channel, lane.redraws)
        whole = self.budget.whole.get(key)
        own = min(self.budget.left(lane), PORTION)
        return own if whole is None else max(0, min(own, whole - self.spent.get(key, 0)))


def has_work(
    tx: Tx,
    deps: Deps,
    channels: Mapping[str, Capabilities],
    now: datetime,
    *,
    budget: Budget = OPEN,
    held: Collection[str] | None = None,
) -> bool:
    """Say whether `claim` would do anything, without a write transaction."""
    if tx.queue.has_abandoned(now):
        return True
    open_storms = tx.storms.open()
    if any(storms.is_past(tx, deps, storm, now) for storm in open_storms):
        return True
    stormy = {(storm.channel, storm.conversation) for storm in open_storms}
    for one in tx.queue.waiting(now):
        can = channels.get(one.channel)
        if can is None:
            return True
        if held is not None and one.channel not in held:
            continue
        if budget.left(_lane(one, can)) > 0:
            return True
        many = one.number > deps.delivery.merge_above
        if _is_new_alert(one) and (many or (one.channel, one.conversation) in stormy):
            return True
    return False


def claim(
    tx: Tx,
    deps: Deps,
    channels: Mapping[str, Capabilities],
    now: datetime,
    *,
    budget: Budget = OPEN,
    held: Collection[str] | None = None,
) -> list[Outgoing]:
    """
    Take what may go now, red first in each conversation, and draw it.

    A conversation whose budget is spent waits without holding up others. `held` names the channels
    that this process delivers for; None is all. What cannot be sent at all is settled here.
    """
    tx.queue.abandoned(
        now,
        owner=None,
        repeatable=[name for name, can in channels.items() if can.idempotent],
        wait=deps.delivery.verify_after_crash,
    )
    look = _Look(tx, deps, channels, now, budget, Promises(tx, deps))
    look.storms = {(s.channel, s.conversation): s for s in storms.going_on(tx, deps, now)}
    waiting = tx.queue.waiting(now)
    _settle_off(look, {w.channel for w in waiting} - channels.keys(), waiting)
    mine = [w for w in waiting if w.channel in channels and (held is None or w.channel in held)]
    for place in {(w.channel, w.conversation) for w in mine if _is_new_alert(w)}:
        storm = storms.gather(
            tx, deps, place, channels[place[0]], now, storm=look.storms.get(place)
        )
        if storm is not None:
            look.storms[place] = storm
    lateness.tell(look.door, channels, mine, now, held=held)
    # Drawn anew after storms took what is theirs.
    lanes = dict.fromkeys(_lane(w, channels[w.channel]) for w in mine)
    lanes |= dict.fromkeys(Lane(*place) for place in look.storms if place[0] in channels)
    drawn: list[Outgoing] = []
    for lane in lanes:
        drawn += _take(look, lane)
    return drawn


def _is_new_alert(one: Waiting | Entry) -> bool:
    return one.kind == "card" and one.subject == "alert"


def _lane(waiting: Waiting, can: Capabilities) -> Lane:
    """Return where a promise queues: what redraws nothing says everything in messages."""
    return Lane(waiting.channel, waiting.conversation, can.redraws and waiting.kind == "redraw")


def _take(look: _Look, lane: Lane) -> list[Outgoing]:
    limit = look.left(lane)
    if limit <= 0:
        return []
    tx, deps, now = look.tx, look.deps, look.now
    can = look.channels[lane.channel]
    taken = tx.queue.take(
        lane.channel,
        lane.conversation,
        redraws=lane.redraws if can.redraws else None,
        owner=deps.worker,
        now=now,
        until=now + LEASE,
        limit=limit,
    )
    storm = look.storms.get((lane.channel, lane.conversation))
    # Counted before the storm card is drawn, so that it shows them.
    alone = [e.card_id for e in taken if e.card_id and _is_new_alert(e)]
    if alone and storm is not None:
        storms.count_alone(tx, storm, alone)
        storm.last_at = now
        tx.storms.save(storm)
    drawn = []
    for entry in taken:
        out = _compose(look, entry, can)
        if out is None:
            continue
        if not lane.redraws and can.quota is not None:
            if not _is_affordable(look, entry, can):
                continue
            out = replace(out, month=quota.month_of(deps, now))
        drawn.append(out)
    key = (lane.channel, lane.redraws)
    look.spent[key] = look.spent.get(key, 0) + len(drawn)
    return drawn


def _compose(look: _Look, entry: Entry, can: Capabilities) -> Outgoing | None:
    """Compose a promise; None where nothing goes, and it is written down why."""
    tx, deps, now = look.tx, look.deps, look.now
    match KINDS[entry.kind].compose(look.door, entry, can, now):
        case Outgoing() as out:
            return out
        case GaveUp() as gone:
            settle(tx, deps, entry, gone, now)
        case Needless(code=code):
            muted = Delivery.MUTED
            tx.outbox.settle(
                entry.id, owner=deps.worker, state=muted, now=now, code=code, error=None
            )
        case KeptBack():
            pass
    return None


def _is_affordable(look: _Look, entry: Entry, can: Capabilities) -> bool:
    """Count a message against the month; what does not fit is shown in the fallback place."""
    tx, deps, now = look.tx, look.deps, look.now
    red = entry.priority <= RED_PRIORITY
    if quota.spend(tx, deps, entry.channel, can, now, red=red):
        return True
    tx.outbox.settle(
        entry.id,
        owner=deps.worker,
        state=Delivery.THROTTLED,
        now=now,
        code="quota",
        error=None,
    )
    if entry.kind == "notice" and entry.body["wording"] != "delayed":
        quota.say_elsewhere(tx, deps, entry, now)
    elif entry.kind == "card" and entry.card_id:
        copy = tx.cards.get(entry.card_id)
        if copy is not None:
            elsewhere = deps.cards[copy.subject].lost(tx, deps, copy, now)
            quota.show_elsewhere(tx, deps, elsewhere, entry.priority, now)
        if entry.subject == storms.SUBJECT:
            look.storms.pop((entry.channel, entry.conversation), None)
    return False


def _settle_off(look: _Look, off: Collection[str], waiting: Iterable[Waiting]) -> None:
    """Settle promises of channels that are off; somebody else is told."""
    left = OFF_PORTION
    for place in sorted({(w.channel, w.conversation) for w in waiting if w.channel in off}):
        taken = look.tx.queue.take(
            *place,
            redraws=None,
            owner=look.deps.worker,
            now=look.now,
            until=look.now + LEASE,
            limit=left,
        )
        left -= len(taken)
        for entry in taken:
            gone = GaveUp(code="channel_off", error=f"channel {entry.channel} is off")
            settle(look.tx, look.deps, entry, gone, look.now)
