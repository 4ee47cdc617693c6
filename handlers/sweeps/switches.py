"""Switches: what people turned off for a while comes back by itself, and they are told."""

from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.resonance import breaker
from rules.vocabulary import SYSTEM
from storage.system.audit import Attempt
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Turn the machine's own locking on again when `停止自动锁` has run out."""
    switch = tx.marks.get(breaker.SWITCH)
    if switch is None or switch.state != "off" or switch.until is None or now < switch.until:
        return 0
    breaker.turn_on(tx, by=SYSTEM, now=now)
    tx.audit.add(
        Attempt(
            at=now,
            actor=SYSTEM,
            channel=SYSTEM,
            action="autolock_on",
            outcome="done",
            detail=f"off by {switch.by} ended",
        )
    )
    door = Promises(tx, deps)
    breaker.tell_red_places(door, "autolock_ended", now, by=switch.by)
    door.write()
    return 1
