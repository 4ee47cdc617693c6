"""Heartbeats: a system that stopped saying that it lives is one trouble until it says so again."""

from datetime import datetime

from handlers.deps import Deps
from handlers.health import listening, troubles
from handlers.health.beats import last_beats
from rules.health.troubles import Found, Wrong
from storage.tx import Tx


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Compare when each system last said so with how often it should; return what changed."""
    every, since = deps.health.heartbeat, listening.since(tx, deps, now)
    known = {t.name for t in tx.troubles.lasting() if t.wrong is Wrong.HEARTBEAT}
    late = {}
    for system, beat in last_beats(tx).items():
        # While we were away it may have said so: it has time to say it again.
        heard = system in known or beat.received_at >= since
        last = beat.at if heard else max(beat.at, since)
        # Half an interval of grace: found within two, and a beat may be a little late.
        if now - last > every * 1.5:
            facts = {"every": str(int(every.total_seconds()))}
            late[system] = Found(since=beat.at, facts=facts)
    return troubles.compare(tx, deps, Wrong.HEARTBEAT, late, now)
