"""Contracts: what partners send is held against their limits and against what is usual of them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.health import troubles
from handlers.health.ghosts import told_by_ghosts
from handlers.people.rota import names_orders
from rules.contracts.drifting import drifts
from rules.contracts.explained import explained
from rules.contracts.limits import LEAST
from rules.contracts.observation import WINDOW, window_of
from rules.contracts.rates import breaches
from rules.contracts.telling import of_breach, of_drift
from rules.contracts.usual import Usual
from rules.contracts.window import Window, windows_of
from rules.health.troubles import Found, Trouble, Wrong
from rules.vocabulary import Level
from storage.tx import Tx

#: So long after its end a window is counted in full: doors write what they saw every few seconds.
_GRACE = timedelta(seconds=30)
#: How far back windows are looked at; of older ones nothing is learned, if we were away.
_BACK = 2 * WINDOW
#: How long figures are kept, and how long shapes are.
_KEPT, _SHAPES_KEPT = timedelta(days=14), timedelta(days=2)


@dataclass(slots=True)
class _Looked:
    """What a look found, and what it could not tell."""

    found: dict[Wrong, dict[str, Found]] = field(
        default_factory=lambda: {Wrong.CONTRACT: {}, Wrong.DRIFT: {}}
    )
    told: set[str] = field(default_factory=set)  #: Partners of which enough came.
    kinds: set[tuple[str, str]] = field(default_factory=set)  #: … and kinds of message.


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Judge the window that runs and the one before, and learn from those that are over."""
    before, usuals, looked, learned = tx.usuals.all(), tx.usuals.all(), _Looked(), {}
    told_of = told_by_ghosts(tx, now, _BACK)
    newest = window_of(now)
    windows = windows_of(tx.windows.between(newest - _BACK, newest))
    for window in windows:
        partner = window.partner
        usual = usuals.setdefault(partner, Usual())
        recent = window.start >= newest - WINDOW
        is_new = usual.until is None or window.start > usual.until
        is_over = window.start + WINDOW + _GRACE <= now
        if not recent and not (is_new and is_over):
            continue
        wrong = _judge(deps, window, usual, by_ghosts=partner in told_of)
        if recent:
            _note(looked, deps, window, wrong)
        if is_new and is_over:
            usual.until = window.start
            if not wrong[Wrong.CONTRACT]:
                kinds = {one.facts["kind"] for one in wrong[Wrong.DRIFT].values()}
                usual.learn(window, but=kinds)
            learned[partner] = usual

    def write(tx: Tx) -> int:
        # What a person accepted meanwhile stays; the window is learned at the next look.
        known = tx.usuals.all() if learned else {}
        tx.usuals.save({p: one for p, one in learned.items() if known.get(p) == before.get(p)})
        return _write(tx, deps, looked, now)

    return write


def _judge(
    deps: Deps, window: Window, usual: Usual, *, by_ghosts: bool
) -> dict[Wrong, dict[str, Found]]:
    limits = deps.contracts.of(window.partner)
    behind = explained(window, limits, usual) if by_ghosts else frozenset()
    return {
        Wrong.CONTRACT: dict(
            of_breach(window, one, behind=one.metric in behind)
            for one in breaches(window, limits, usual)
        ),
        Wrong.DRIFT: dict(of_drift(window, one) for one in drifts(window, usual)),
    }


def _note(
    looked: _Looked, deps: Deps, window: Window, wrong: Mapping[Wrong, Mapping[str, Found]]
) -> None:
    if window.messages >= LEAST:
        looked.told.add(window.partner)
    kinds = {kind for kind, of in window.kinds.items() if of.number >= LEAST}
    looked.kinds |= {(window.partner, kind) for kind in kinds}
    for way, found in wrong.items():
        for name, one in found.items():
            before = looked.found[way].get(name)
            # Where a card stands in conversations that are bound to shops it names no order.
            named = names_orders(deps, Level.ORANGE)
            facts = {**one.facts, **({} if named else {"order": ""})}
            looked.found[way][name] = Found(
                since=before.since if before else one.since, facts=facts
            )


def _write(tx: Tx, deps: Deps, looked: _Looked, now: datetime) -> int:
    tx.windows.forget(now - _KEPT, shapes_before=now - _SHAPES_KEPT)
    lasting, done = tx.troubles.lasting(), 0
    for way, found in looked.found.items():
        untold = _untold(looked, (one for one in lasting if one.wrong is way))
        done += troubles.compare(tx, deps, way, {**untold, **found}, now)
    return done


def _untold(looked: _Looked, lasting: Iterable[Trouble]) -> dict[str, Found]:
    """Return what too few messages came of to say that it is over."""
    return {
        one.name: Found(since=one.since, facts=one.facts)
        for one in lasting
        if one.source not in looked.told
        or (one.facts.get("kind") and (one.source, one.facts["kind"]) not in looked.kinds)
    }
