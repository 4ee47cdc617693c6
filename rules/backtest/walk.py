"""Walking: one order judged at each of its moments, as it would have been, and what was told."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from rules.alerts import alert as alerts
from rules.alerts import changes
from rules.alerts.alert import Alert
from rules.backtest.fixed import deadlines
from rules.orders.course import SCORED
from rules.orders.endings import OUTCOME, ended_badly_at
from rules.resonance.facts import Detection, Facts
from rules.resonance.measure import Resonance, measure
from rules.resonance.policy import Policy
from rules.resonance.signals import detect
from rules.vocabulary import Level

#: So many weak signals at once are a resonance before any threshold says so (S-51).
THREE = 3
#: The product itself, beside the fixed rules.
RESONANCE = "resonance"
_NO_WAIT = timedelta()


class Verdict(NamedTuple):
    """What became of one order, and who would have spoken of it when."""

    order_no: str
    weight: float  #: For how many orders it stands.
    bad_at: datetime | None  #: When its first bad outcome reached us.
    ended: bool  #: Whether any outcome did.
    raised: int  #: Alerts of the product; one may end and another begin.
    first: Mapping[str, datetime]  #: Who spoke first when: the product, or a fixed rule by name.
    three_at: datetime | None  #: When three weak signals first counted at once.
    red_at: datetime | None = None  #: When the product first had it as red.

    @property
    def loudest(self) -> Level:
        """How loud the order ever was."""
        if self.red_at is not None:
            return Level.RED
        return Level.ORANGE if RESONANCE in self.first else Level.CALM


class Span(NamedTuple):
    """A stretch of time in which nothing new was heard of an order."""

    since: datetime
    until: datetime | None  #: When something new was heard; None: never again.
    known: Facts
    found: Detection


def walk(facts: Facts, policy: Policy, until: datetime) -> Verdict:
    """
    Judge an order at each arrival and whenever time alone changes something, up to `until`.

    Evaluator and decision are those of live orders, and see what had arrived by then. People do
    nothing: no alert is claimed or released, so that each says what the machine says by itself.
    """
    first: dict[str, datetime] = {}
    last: Alert | None = None
    raised, three_at, red_at = 0, None, None
    for span in spans(facts, policy, until):
        for at, result in _judged(span, policy, until):
            last, rose = told(last, result, policy, facts, at)
            if rose:
                raised += 1
                first.setdefault(RESONANCE, at)
            if red_at is None and last is not None and last.level is Level.RED:
                red_at = at
            if three_at is None and sum(part.count for part in result.parts) >= THREE:
                three_at = at
        for rule, at in broken(span, policy, until):
            first.setdefault(rule, at)
    ended_at, bad_at = ending(facts, until)
    return Verdict(
        order_no=facts.order_no,
        weight=weight_of(facts),
        bad_at=bad_at,
        ended=ended_at is not None,
        raised=raised,
        first=first,
        three_at=three_at,
        red_at=red_at,
    )


def judgements(
    facts: Facts, policy: Policy, until: datetime
) -> Iterator[tuple[datetime, Resonance]]:
    """Yield every judgement of an order up to `until`, and when it was."""
    for span in spans(facts, policy, until):
        yield from _judged(span, policy, until)


def ending(facts: Facts, until: datetime) -> tuple[datetime | None, datetime | None]:
    """Return when the first outcome had reached us, and when the first bad one had."""
    told = [e for e in facts.events if e.type == OUTCOME and e.received_at <= until]
    return min((e.received_at for e in told), default=None), ended_badly_at(told)


def broken(span: Span, policy: Policy, until: datetime) -> Iterator[tuple[str, datetime]]:
    """Yield the fixed rules that speak within a span, and when."""
    for rule, due in deadlines(span.found.course, policy):
        at = max(due, span.since)
        if at <= until and (span.until is None or at < span.until):
            yield rule, at


def spans(facts: Facts, policy: Policy, until: datetime) -> Iterator[Span]:
    """Yield the stretches of an order's life, each with what was known in it."""
    scored = replace(facts, events=tuple(e for e in facts.events if e.type in SCORED))
    heard = {e.received_at for e in scored.events}
    if not heard:
        return
    begin = min(heard)
    heard |= {c.received_at for c in facts.elsewhere if c.received_at > begin}
    moments = sorted(at for at in heard if at <= until)
    if not moments:
        return
    for since, then in zip(moments, [*moments[1:], None], strict=True):
        known = scored.until(since)
        yield Span(since, then, known, detect(known, policy))


def _judged(span: Span, policy: Policy, until: datetime) -> Iterator[tuple[datetime, Resonance]]:
    """Yield judgements from the beginning of a span to its end; what is due then comes after it."""
    now: datetime | None = span.since
    while now is not None and now <= until and (span.until is None or now < span.until):
        result = measure(span.found, span.known, policy, now=now, rebased_at=None)
        yield now, result
        now = result.next_at


def told(
    last: Alert | None, result: Resonance, policy: Policy, facts: Facts, now: datetime
) -> tuple[Alert | None, bool]:
    """Return the order's alert after a judgement, and whether it was raised just now."""
    match alerts.decide(last, result, policy, now=now, trusted="trusted" in facts.listed):
        case alerts.Raise(level=level):
            raised = changes.raised(
                result,
                level,
                alert_id=facts.order_no,
                order_no=facts.order_no,
                shop=None,
                after=last,
                now=now,
                wait=_NO_WAIT,
            )
            return raised, True
        case alerts.Update() as change if last is not None:
            return changes.judged(last, result, change, now=now, wait=_NO_WAIT), False
        case alerts.End(state=state) if last is not None:
            return changes.ended(last, state, now=now), False
        case _:
            return last, False


def weight_of(facts: Facts) -> float:
    """Return for how many orders this one stands; one that says nothing of it for itself."""
    said: list[Any] = [
        e.data.get("sample_weight") for e in facts.events if e.type == "order.created"
    ]
    weights = [w for w in said if isinstance(w, (int, float)) and not isinstance(w, bool) and w > 0]
    return float(weights[0]) if weights else 1.0
