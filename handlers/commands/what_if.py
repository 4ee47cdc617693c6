"""`假如`: the score an order would have if something happened now; nothing is written (A-45)."""

from datetime import datetime

from handlers.deps import Deps
from handlers.orders.look import look_at
from rules.alerts import alert as alerts
from rules.chat.grammar import Command
from rules.resonance.facts import Detection, Occurrence
from rules.resonance.measure import Resonance, decimal_text, measure
from rules.resonance.signals import detect
from rules.vocabulary import Level
from rules.wording.say import kind_name, listing, say
from storage.orders.orders import Order
from storage.tx import Tx


def what_if(tx: Tx, deps: Deps, asked: Order, command: Command, now: datetime) -> str:
    """Judge the order's facts with occurrences added or taken away, by the one evaluator."""
    seen = look_at(tx, deps, asked.order_no, now)
    if seen is None:
        return say("not_found", deps.lang, ref=asked.order_no)
    lang, rebased_at = deps.lang, seen.case.order.rebased_at
    unknown = next((c.kind for c in command.changes if c.kind not in seen.policy.rules), None)
    if unknown is not None:
        return say("signals_unknown", lang, kind=unknown)
    found = detect(seen.facts.until(now), seen.policy)
    for change in command.changes:
        _apply(found, change.kind, change.delta, now)
    after = measure(found, seen.facts, seen.policy, now=now, rebased_at=rebased_at)
    changes = listing((f"{kind_name(c.kind, lang)}{c.delta:+d}" for c in command.changes), lang)
    lines = [
        say("what_if_title", lang, changes=changes),
        _result(seen.resonance, after, lang),
    ]
    match alerts.decide(seen.case.alert, after, seen.policy, now=now):
        case alerts.Raise(level=Level.RED) | alerts.Update(level=Level.RED, why=alerts.Why.LOUDER):
            lines.append(say("what_if_lock", lang))
        case alerts.Raise():
            lines.append(say("what_if_card", lang))
        case _:
            lines.append(say("what_if_nothing", lang))
    return "\n".join([*lines, say("what_if_dry", lang)])


def _result(before: Resonance, after: Resonance, lang: str) -> str:
    scores = {"before": decimal_text(before.score), "after": decimal_text(after.score)}
    old, new = (say(f"level_{one.level}", lang) for one in (before, after))
    if old == new:
        return say("what_if_same", lang, **scores, level=new)
    return say("what_if_result", lang, **scores, level_before=old, level_after=new)


def _apply(found: Detection, kind: str, delta: int, now: datetime) -> None:
    """Add imagined occurrences that begin now, or take the latest real ones away."""
    for number in range(delta):
        found.occurrences.append(Occurrence(kind, f"what-if|{number}", now))
    if delta < 0:
        real = sorted((o for o in found.occurrences if o.kind == kind), key=lambda o: o.at)
        gone = {id(o) for o in real[delta:]}
        found.occurrences[:] = [o for o in found.occurrences if id(o) not in gone]
