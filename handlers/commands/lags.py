"""`同步延迟`, `签收延迟`: how late each source tells, and how late the order centre knows."""

from collections import defaultdict
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.orders import signatures
from rules.events.event import Event
from rules.health.lags import service_lags, spread
from rules.orders.overlay import delay
from rules.wording.say import say, span
from storage.tx import Tx

#: Enough for a 95th percentile of a source that sends one event in a hundred.
_LATEST = 20_000


def lag(tx: Tx, deps: Deps) -> str:
    """Tell median and 95th percentile of each source's delay, and of the centre's after service."""
    lang, events = deps.lang, tx.journal.latest(_LATEST)
    lags: dict[str, list[timedelta]] = defaultdict(list)
    of_orders: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        lags[event.source].append(delay(event))
        if event.order_no is not None:
            of_orders[event.order_no].append(event)
    service = [one for told in of_orders.values() for one in service_lags(told)]
    named = [*sorted(lags.items()), (say("lag_centre", lang), service)]
    lines = [line for name, found in named if (line := _line(deps, "lag_line", name, found))]
    if not lines:
        return say("lag_none", lang)
    return "\n".join([say("lag_title", lang, count=len(events)), *lines])


def sign_lag(tx: Tx, deps: Deps, now: datetime) -> str:
    """Tell each carrier's signatures: how late the order centre had them, and which it lacks."""
    lang, lines = deps.lang, []
    told, waiting = signatures.told(tx, now), signatures.awaited(tx, now)
    for carrier in sorted(told.keys() | waiting.keys()):
        if lags := told.get(carrier):
            mean = _exact(sum(lags, timedelta()) / len(lags), lang)
            lines.append(_line(deps, "signed_line", carrier, lags, mean=mean))
        if waits := waiting.get(carrier):
            longest, order_no = span(waits[0].span, lang), waits[0].order_no
            facts = {"name": carrier, "longest": longest, "order_no": order_no}
            lines.append(say("signed_awaited", lang, count=len(waits), **facts))
    return "\n".join([say("signed_title", lang), *lines]) if lines else say("lag_none", lang)


def _line(deps: Deps, key: str, name: str, lags: list[timedelta], **facts: str) -> str:
    found = spread(lags)
    if found is None:
        return ""
    p50, p95 = _exact(found.p50, deps.lang), _exact(found.p95, deps.lang)
    return say(key, deps.lang, name=name, p50=p50, p95=p95, count=found.count, **facts)


def _exact(lag: timedelta, lang: str) -> str:
    """Write a lag in seconds, since two of them are compared, and as people say it."""
    seconds = int(lag.total_seconds())
    if lag < timedelta(minutes=1):
        return say("lag_seconds_only", lang, seconds=seconds)
    return say("lag_seconds", lang, seconds=seconds, span=span(lag, lang))
