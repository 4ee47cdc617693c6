"""Signatures at work: how late the order centre has what a carrier says of each order (S-15)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.resonance.cases import Case
from handlers.statuses.published import published
from rules.events.event import Event
from rules.events.tellings import happened
from rules.health.lags import centre_says_signed, says_signed
from storage.orders.signatures import Lags, Signature
from storage.tx import Tx

#: A mean is of what both had told of within so long.
WINDOW = timedelta(hours=24)
#: What the centre lacks for longer than so is not waited for any more; nor are more than so many.
_GIVEN_UP = timedelta(days=7)
_MOST = 1000
#: Of a parcel whose carrier nobody named.
NOBODY = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """An order that a carrier says is signed for, and the order centre does not."""

    order_no: str
    span: timedelta


def keep(tx: Tx, deps: Deps, events: Sequence[Event], cases: Mapping[str, Case]) -> Iterable[str]:
    """Remember from traces and statuses when each side first had an order as signed for."""
    statuses = published(tx, deps)
    signed = [
        e
        for e in events
        if e.order_no and (says_signed(e, statuses) or centre_says_signed(e, statuses))
    ]
    known = tx.signatures.of_orders({str(e.order_no) for e in signed}) if signed else {}
    for event in signed:
        order_no, at = str(event.order_no), happened(event)
        before = known.get(order_no) or Signature(order_no=order_no, known_at=event.received_at)
        late = max(before.known_at, event.received_at)
        if event.type == "carrier.trace":
            first = min(before.signed_at or at, at)
            carrier = before.carrier or _carrier(event, cases)
            after = replace(before, signed_at=first, carrier=carrier, known_at=late)
        else:
            after = replace(before, centre_at=min(before.centre_at or at, at), known_at=late)
        known[order_no] = after
    tx.signatures.save(list(known.values()))
    return ()


def lags(tx: Tx, now: datetime) -> dict[str, Lags]:
    """Return each carrier's lags, of what both had told of within WINDOW."""
    return {carrier or NOBODY: one for carrier, one in tx.signatures.sums(now - WINDOW).items()}


def told(tx: Tx, now: datetime) -> dict[str, list[timedelta]]:
    """Return the same one by one."""
    found: dict[str, list[timedelta]] = defaultdict(list)
    for one in tx.signatures.told(now - WINDOW):
        if one.lag is not None:
            found[one.carrier or NOBODY].append(one.lag)
    return found


def awaited(tx: Tx, now: datetime) -> dict[str, list[Awaited]]:
    """Return each carrier's signatures that the order centre lacks, the longest awaited first."""
    found: dict[str, list[Awaited]] = defaultdict(list)
    for one in tx.signatures.awaited(since=now - _GIVEN_UP, until=now, limit=_MOST):
        if one.signed_at is not None:
            waits = Awaited(order_no=one.order_no, span=now - one.signed_at)
            found[one.carrier or NOBODY].append(waits)
    return found


def _carrier(trace: Event, cases: Mapping[str, Case]) -> str | None:
    """Return the carrier a trace names, or else the one that the parcel was given to."""
    case, number = cases.get(trace.order_no or ""), trace.data.get("tracking_no")
    told = [trace, *(case.events if case is not None else ())]
    named = (e.data.get("carrier") for e in told if e.data.get("tracking_no") == number)
    return next((str(name) for name in named if name), None)
