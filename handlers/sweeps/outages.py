"""Outages: say once that a source is silent and once that it is back, and send what waited."""

from datetime import datetime

from handlers.delivery.leaving import OUTAGE
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.people.rota import routing_of
from rules.vocabulary import ALIVE, SYSTEM, Level
from rules.wording.say import span
from storage.system.marks import Mark
from storage.tx import Tx

_PORTION = 1000


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Compare who is silent with what people know; return how much changed."""
    if not deps.silence:
        return 0
    heard: dict[str, datetime] = {}
    for feed in tx.feeds.all():
        heard[feed.source] = max(feed.received_at, heard.get(feed.source, feed.received_at))
    silent = {
        source: heard[source]
        for source, longest in deps.silence.items()
        if source in heard and now - heard[source] > longest
    }
    known = {mark.name.removeprefix(OUTAGE): mark.at for mark in tx.marks.called(OUTAGE)}
    for source in sorted(silent.keys() - known.keys()):
        tx.marks.set(Mark(name=OUTAGE + source, state="out", by=SYSTEM, at=silent[source]))
        _say(tx, deps, "outage_began", source, silent[source], now)
    for source in sorted(known.keys() - silent.keys()):
        tx.marks.clear(OUTAGE + source)
        _say(tx, deps, "outage_ended", source, known[source], now)
    done = len(silent.keys() ^ known.keys())
    return done if silent else done + _send_what_waited(tx, now)


def _send_what_waited(tx: Tx, now: datetime) -> int:
    """Send the alerts that are still alive; which source each lacked is not asked twice."""
    muted = tx.amends.muted_by_outage([state.value for state in ALIVE], _PORTION)
    tx.amends.raise_again([card for card, alive in muted if alive], now)
    tx.amends.outage_is_over([card for card, alive in muted if not alive])
    return len(muted)


def _say(tx: Tx, deps: Deps, wording: str, source: str, since: datetime, now: datetime) -> None:
    facts = {"source": source, "span": span(now - since, deps.lang)}
    door = Promises(tx, deps)
    for target in routing_of(deps, Level.ORANGE, None).targets:
        about = f"{source}:{since.isoformat()}"
        door.say(target, wording, facts, now, about=about, sources=(source,))
    door.write()
