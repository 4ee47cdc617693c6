"""Absences: a source or a signal that falls silent against its own usual hours is one trouble."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.health import listening, troubles
from handlers.health.beats import lost_sources
from rules.health.absence import (
    HOUR,
    WEEKS,
    Missed,
    missed,
    silent_hours,
    unfired,
    weeks_before,
)
from rules.health.troubles import Found, Wrong
from rules.vocabulary import ALIVE
from storage.events.feeds import Feed
from storage.tx import Tx

#: A system's own word that it lives is waited for by `heartbeats`.
_BEAT = "system.heartbeat"
_WEEK = timedelta(weeks=1)
_KEPT = _WEEK * (WEEKS + 1)
_PORTION = 1000
#: Of a source that is silent for longer than people said it may be.
_AGREED = {"what": ""}


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Compare who is silent with who usually is not; return how much changed."""
    since = listening.since(tx, deps, now)
    tx.feeds.forget_hours(now - _KEPT)
    # Whoever waits for an answer of ours comes back within minutes; until then nobody is missed.
    if now - since < listening.grace(deps):
        return 0
    found = _silences(tx, deps, now)
    done = troubles.compare(tx, deps, Wrong.SILENCE, found, now)
    done += troubles.compare(tx, deps, Wrong.UNFIRED, _unfired(tx, deps, since, now), now)
    if any(one.facts == _AGREED for one in found.values()):
        return done
    return done + _send_what_waited(tx, now)


def _silences(tx: Tx, deps: Deps, now: datetime) -> dict[str, Found]:
    """Return the sources that are silent, each with what it does not send."""
    feeds: dict[str, list[Feed]] = defaultdict(list)
    for feed in tx.feeds.all():
        if feed.type != _BEAT:
            feeds[feed.source].append(feed)
    lacks = _missed(tx, [feed for of_one in feeds.values() for feed in of_one], now)
    found = {}
    known = {t.name for t in tx.troubles.lasting() if t.wrong is Wrong.SILENCE}
    for source in sorted(feeds.keys() - (lost_sources(tx) - known)):
        last = max(feed.received_at for feed in feeds[source])
        longest = deps.silence.get(source)
        silent = [feed for feed in feeds[source] if (source, feed.type) in lacks]
        if longest is not None and now - last > longest:
            found[source] = Found(since=last, facts=_AGREED)
        elif silent:
            found[source] = _found(source, silent, len(feeds[source]), lacks)
    return found


def _found(
    source: str, silent: Sequence[Feed], feeds: int, lacks: Mapping[tuple[str, str], Missed]
) -> Found:
    of_each = [lacks[source, feed.type] for feed in silent]
    return Found(
        since=max(feed.received_at for feed in silent),
        facts={
            "what": "" if len(silent) == feeds else ",".join(sorted(f.type for f in silent)),
            "usual": str(sum(one.usual for one in of_each)),
            "least": str(sum(one.least for one in of_each)),
            "most": str(sum(one.most for one in of_each)),
        },
    )


def _missed(tx: Tx, feeds: Sequence[Feed], now: datetime) -> dict[tuple[str, str], Missed]:
    """Return what is missed of feeds by (source, type)."""
    hours = {feed: list(silent_hours(feed.received_at, now)) for feed in feeds}
    silent = {feed for feed in feeds if hours[feed]}
    told = tx.feeds.hours(
        {week for feed in silent for hour in hours[feed] for week in weeks_before(hour)},
        {feed.source for feed in silent},
    )
    outages: dict[str, set[datetime]] = defaultdict(set)
    for past in tx.troubles.over(Wrong.SILENCE, now - _KEPT):
        outages[past.name] |= {h for h in told if past.since <= h <= (past.over_at or now)}
    found = {}
    for feed in silent:
        key = (feed.source, feed.type)
        counts = {hour: heard.get(key, 0) for hour, heard in told.items()}
        known = told.keys() - outages[feed.source]
        if (lack := missed(feed.received_at, counts, known, now)) is not None:
            found[key] = lack
    return found


def _unfired(tx: Tx, deps: Deps, since: datetime, now: datetime) -> dict[str, Found]:
    """Return the signals that took part in no alert of a week in which somebody was listening."""
    if now - since < _WEEK:
        return {}
    weeks: dict[str, dict[int, int]] = defaultdict(Counter)
    for ago in range(WEEKS + 1):
        until = now - _WEEK * ago
        for pattern, number in tx.alert_history.patterns(until - _WEEK, until).items():
            for kind in deps.policy.rules.keys() & set(pattern.split("+")):
                weeks[kind][ago] += number
    return {
        kind: Found(since=now - _WEEK, facts={"usual": str(usual)})
        for kind, usual in unfired(weeks).items()
    }


def _send_what_waited(tx: Tx, now: datetime) -> int:
    """Send the alerts that are still alive; which source each lacked is not asked twice."""
    if not tx.troubles.over(Wrong.SILENCE, now - HOUR):
        return 0
    muted = tx.amends.muted_by_outage([state.value for state in ALIVE], _PORTION)
    tx.amends.raise_again([card for card, alive in muted if alive], now)
    tx.amends.outage_is_over([card for card, alive in muted if not alive])
    return len(muted)
