"""Measuring: print and dwell times are kept, each with the baseline it is measured against."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from handlers.deps import Deps
from rules.events.event import Event
from rules.events.tellings import happened
from rules.resonance import baselines
from rules.resonance.policy import Policy
from storage.resonance.samples import NEWEST, Sample
from storage.tx import Tx

#: Types of events that carry a time to be measured.
MEASURED = frozenset({"label.printed", "checkout.dwelled"})


def baselines_of(
    tx: Tx, policy: Policy, order_nos: Collection[str], now: datetime, *, keep: bool
) -> dict[str, dict[str, Decimal]]:
    """
    Return for each order the baselines of its samples, by what was `measured`.

    A baseline is worked out once and kept (`keep`), until a late sample makes it out of date.
    """
    known = tx.samples.of_orders(order_nos)
    fresh: dict[tuple[str, str], list[Sample]] = {}
    found: dict[str, dict[str, Decimal]] = {no: {} for no in known}
    for no, samples in known.items():
        for sample in samples:
            if sample.baseline is None:
                fresh.setdefault((sample.kind, sample.scope), []).append(sample)
            elif sample.baseline:
                found[no][_name(sample)] = Decimal(sample.baseline)
    worked_out: list[tuple[Sample, str]] = []
    for samples in fresh.values():
        for sample, baseline in _work_out(tx, policy, samples, now):
            worked_out.append((sample, "" if baseline is None else str(baseline)))
            if baseline is not None:
                found[sample.order_no][_name(sample)] = baseline
    if keep:
        tx.samples.set_baselines(worked_out)
    return found


def _work_out(
    tx: Tx, policy: Policy, samples: Sequence[Sample], now: datetime
) -> Iterable[tuple[Sample, Decimal | None]]:
    """Measure samples of one scope against those before each, reading the scope once."""
    earliest, latest = min(s.at for s in samples), max(s.at for s in samples)
    since = earliest - policy.baseline_span
    between = tx.samples.count_between(samples[0], since=earliest, until=latest)
    readings = tx.samples.before(
        samples[0], since=since, until=latest, known_by=now, limit=NEWEST + between
    )
    usual = baselines.OF_KIND[samples[0].kind]
    for sample in samples:
        values = readings.between(sample.at - policy.baseline_span, sample.at)
        yield sample, usual(values, at_least=policy.baseline_samples)


def take_samples(tx: Tx, deps: Deps, events: Iterable[Event]) -> set[str]:
    """Keep print and dwell times; return orders whose baseline a late arrival changes."""
    samples = [s for e in events if (s := _sample(e, deps)) is not None]
    if not samples:
        return set()
    tx.samples.add(samples)
    earliest: dict[tuple[str, str], datetime] = {}
    for sample in samples:
        measured = (sample.kind, sample.scope)
        earliest[measured] = min(sample.at, earliest.get(measured, sample.at))
    concerned: set[str] = set()
    for (kind, scope), at in earliest.items():
        until = at + deps.policy.baseline_span
        concerned |= tx.samples.forget_baselines(kind, scope, after=at, until=until)
    return concerned


def measured(event: Event) -> str | None:
    """Name what an event measured, alike however often it is told; None where it is nothing."""
    if event.type == "label.printed":
        kind, value = baselines.LABEL, event.data["took_ms"]
    elif event.type == "checkout.dwelled":
        kind, value = baselines.DWELL, event.data["seconds"]
    else:
        return None
    return _named(kind, happened(event), str(value))


def _name(sample: Sample) -> str:
    return _named(sample.kind, sample.at, sample.value)


def _named(kind: str, at: datetime, value: str) -> str:
    return f"{kind}|{at:%Y%m%d%H%M%S}|{value}"


def _sample(event: Event, deps: Deps) -> Sample | None:
    name = measured(event)
    found = baselines.sample(event, deps.timezone)
    if event.order_no is None or name is None or found is None:
        return None
    return Sample(
        kind=found.kind,
        # What is told again is one sample, or a sheet sent twice would move the median.
        event_key=f"{event.order_no}|{name}",
        order_no=event.order_no,
        scope=found.scope,
        at=happened(event),
        received_at=event.received_at,
        value=found.value,
    )
