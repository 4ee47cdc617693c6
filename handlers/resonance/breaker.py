"""The breaker at work: what judging announces, and whether the machine may lock by itself."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.alerts.announce import Announcements
from handlers.delivery.promises import Promises
from handlers.people.rota import routing_of
from rules.resonance.breaker import WINDOW
from rules.resonance.policy import Policy
from rules.shipping.reasons import RATIONED
from rules.vocabulary import SYSTEM, Level
from storage.system.marks import Mark
from storage.tx import Tx

#: The switch that people set by `停止自动锁`, and when they were last asked about the limit.
SWITCH, ASKED = "autolock", "autolock_asked"
#: What the audit calls a red alert that the machine did not lock.
PAUSED = "autolock_paused"


@dataclass(kw_only=False)
class Guarded(Announcements):
    """
    Announcements of one judging, with a count of the machine's own locks.

    Nothing is read until a red is about to lock; then the switch once, and the locks so far once
    for each moment (live there is one).
    """

    policy: Policy = field(kw_only=True)
    _locks: dict[datetime, int] = field(default_factory=dict)
    _switch: Mark | None = None
    _switch_read: bool = False
    _asked: list[datetime] = field(default_factory=list)

    def may_lock(self, order_no: str, now: datetime) -> bool:
        """Say whether the machine may lock one more; where not, write it down and ask people."""
        match self.why_not(now):
            case Mark(by=by):
                self.audit(PAUSED, order_no, f"off by {by}", now)
                return False
            case int(locks):
                self.audit(PAUSED, order_no, f"{locks} locks in the last hour", now)
                self._ask(locks, now)
                return False
            case None:
                return True

    def why_not(self, now: datetime) -> Mark | int | None:
        """Return who stopped it, or how many locks are too many; None: it may. Reads only."""
        if not self._switch_read:
            self._switch, self._switch_read = self.tx.marks.get(SWITCH), True
        if self._switch is not None and self._switch.holds("off", now):
            return self._switch
        after = now - WINDOW
        if self._switch is not None and self._switch.state == "on" and self._switch.at <= now:
            after = max(after, self._switch.at)  # turned on again: the count begins anew
        locks, limits = self._count(after, now), self.deps.limits
        orders = 0
        if limits.asks_for_share(locks) and locks < limits.per_hour:
            orders = self.tx.journal.orders_heard_of(
                after=after, until=now, at_most=limits.orders_needed(locks)
            )
        return None if limits.allow(locks=locks, orders=orders) else locks

    def _count(self, after: datetime, now: datetime) -> int:
        if now not in self._locks:
            self._locks[now] = self.tx.holds.machine_locks(RATIONED, after=after, until=now)
        return self._locks[now] + sum(
            hold.reason in RATIONED and after < hold.since <= now for hold in self.holds
        )

    def _ask(self, locks: int, now: datetime) -> None:
        """Ask people in the red routes, once while the breaker stays open."""
        if not self._asked:
            last = self.tx.marks.get(ASKED)
            self._asked.append(
                last.at if last is not None else datetime.min.replace(tzinfo=now.tzinfo)
            )
        if abs(now - max(self._asked)) < WINDOW:
            return
        self._asked.append(now)
        self.tx.marks.set(Mark(name=ASKED, state="asked", by=SYSTEM, at=now))
        tell_red_places(self, "autolock_tripped", now, locks=str(locks), wait="1")


def tell_red_places(
    door: Promises, wording: str, now: datetime, *, but: str | None = None, **facts: str
) -> None:
    """Promise one sentence to every conversation that red alerts may reach, but for one."""
    for target in routing_of(door.deps, Level.RED, None).targets:
        if str(target) != but:
            door.say(target, wording, facts, now)


def turn_off(tx: Tx, *, by: str, reason: str, now: datetime, span: timedelta) -> Mark:
    """Stop the machine from locking by itself until the end of `span`."""
    mark = Mark(name=SWITCH, state="off", by=by, note=reason, at=now, until=now + span)
    tx.marks.set(mark)
    return mark


def turn_on(tx: Tx, *, by: str, now: datetime) -> Mark | None:
    """Let it lock again, with a fresh count; return how the switch stood before."""
    before = tx.marks.get(SWITCH)
    tx.marks.set(Mark(name=SWITCH, state="on", by=by, at=now))
    asked = tx.marks.get(ASKED)
    if asked is not None:  # a new trip is asked about again
        tx.marks.set(Mark(name=ASKED, state="answered", by=by, at=now - WINDOW))
    return before
