"""`假如`: what an order would come to if something were otherwise, and what would run (A-45)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from handlers.commands.routes import targets_text
from handlers.deps import Deps
from handlers.orders.look import OrderCase, look_at
from handlers.people.regard import Regard
from handlers.people.rota import Rota, routing_of
from handlers.resonance import breaker
from handlers.resonance.published import KIND, changes_of, merged, published, with_changes
from rules.alerts import alert as alerts
from rules.alerts import changes
from rules.alerts.attention import Held, Muted
from rules.alerts.supposed import Given, Unclear, read_given
from rules.chat.grammar import Command
from rules.resonance.measure import Resonance, decimal_text
from rules.resonance.override_texts import odd_text
from rules.resonance.overrides import Odd
from rules.resonance.supposing import Outcome, suppose
from rules.shipping.reasons import reason_of
from rules.vocabulary import Level
from rules.wording.say import clock, kind_name, listing, say, who
from storage.orders.orders import Order
from storage.system.marks import Mark
from storage.tx import Tx

_NO_WAIT = timedelta()
_EXAMPLES = MappingProxyType({
    "zh": "地址修改=1.0、橙=2.0、季节=双11、发货时限=+4h、现在=23:30、勿扰=22:00-08:00、草案=1",
    "en": "address_changed=1.0, orange=2.0, season=peak, deadline=+4h, now=23:30, "
    "quiet=22:00-08:00, draft=1",
})  # fmt: skip


def what_if(tx: Tx, deps: Deps, asked: Order, command: Command, now: datetime) -> str:
    """Judge the order as if this were so, by the one evaluator; nothing is written."""
    lang = deps.lang
    seen = look_at(tx, deps, asked.order_no, now)
    if seen is None:
        return say("not_found", lang, ref=asked.order_no)
    given = read_given(command.supposed, now, deps.timezone)
    if isinstance(given, Unclear):
        return say("suppose_unclear", lang, word=given.word, examples=_EXAMPLES[lang])
    policy = seen.policy
    if given.draft is not None:
        draft = tx.drafts.get(given.draft)
        if draft is None or draft.kind != KIND:
            return say("suppose_no_draft", lang, number=given.draft)
        numbers = merged(published(tx)[1], changes_of(draft.content))
        policy = with_changes(tx, deps, numbers)
    at = given.at or now
    happens = tuple((change.kind, change.delta) for change in command.changes)
    what = replace(given.what, happens=happens)
    after = suppose(seen.facts, policy, what, now=at, rebased_at=seen.case.order.rebased_at)
    if isinstance(after, Odd):
        return odd_text(after, lang)
    return "\n".join(
        [
            say("what_if_title", lang, changes=listing(_said(command, lang), lang)),
            _result(seen.resonance, after.resonance, lang),
            *_follows(tx, deps, seen, after, given, at),
            say("what_if_dry", lang),
        ]
    )


def _said(command: Command, lang: str) -> Iterator[str]:
    for change in command.changes:
        yield f"{kind_name(change.kind, lang)}{change.delta:+d}"
    for name, value in command.supposed:
        yield f"{name}={value}"


def _result(before: Resonance, after: Resonance, lang: str) -> str:
    scores = {"before": decimal_text(before.score), "after": decimal_text(after.score)}
    old, new = (say(f"level_{one.level}", lang) for one in (before, after))
    if old == new:
        return say("what_if_same", lang, **scores, level=new)
    return say("what_if_result", lang, **scores, level_before=old, level_after=new)


def _follows(
    tx: Tx, deps: Deps, seen: OrderCase, after: Outcome, given: Given, at: datetime
) -> Iterator[str]:
    """Say what would run: decision, lock, where the card goes, and whether it waits."""
    lang, result = deps.lang, after.resonance
    trusted = "trusted" in seen.case.listed
    match alerts.decide(seen.case.alert, result, after.policy, now=at, trusted=trusted):
        case alerts.Raise(level=level):
            pass
        case alerts.Update(level=level, why=alerts.Why.LOUDER):
            pass
        case alerts.Update():
            yield say("suppose_redraw", lang)
            return
        case alerts.End():
            yield say("suppose_end", lang)
            return
        case alerts.Quiet(why=why):
            yield say(f"suppose_quiet_{why}", lang)
            return
    if level is Level.RED:
        yield _lock(tx, deps, seen, result, at)
    else:
        yield say("what_if_card", lang)
    yield _told(tx, deps, seen, result, level, given, at)


def _lock(tx: Tx, deps: Deps, seen: OrderCase, result: Resonance, at: datetime) -> str:
    lang = deps.lang
    if result.left:
        return say("suppose_left", lang)
    if any(reason_of(h.reason).by_score and h.is_open(at) for h in seen.case.holds):
        return say("suppose_locked", lang)
    match breaker.Guarded(tx, deps, policy=seen.policy).why_not(at):
        case Mark(by=by):
            return say("suppose_switched_off", lang, by=who(by, lang))
        case int(locks):
            return say("suppose_breaker", lang, count=locks)
        case _:
            return say("what_if_lock", lang)


def _told(
    tx: Tx,
    deps: Deps,
    seen: OrderCase,
    result: Resonance,
    level: Level,
    given: Given,
    at: datetime,
) -> str:
    """Say where the card would go, who is called there, and whether it would wait or be muted."""
    lang, order = deps.lang, seen.case.order
    people = deps.people
    if given.quiet is not None:
        people = replace(people, hours=replace(people.hours, quiet=given.quiet.span))
    supposed = replace(deps, people=people)
    rota = Rota(tx, supposed)
    targets = rota.targets(level, order, at)
    called = rota.answers_for(order, routing_of(supposed, level, order), at)
    facts = {
        "targets": targets_text(deps, targets),
        "called": listing(called, lang) if called else say("suppose_nobody", lang),
    }
    alert = changes.raised(
        result, level, alert_id="", order_no=order.order_no, shop=order.shop, after=None, now=at,
        wait=_NO_WAIT,
    )  # fmt: skip
    match Regard(tx, supposed).verdict(alert, order, at):
        case Held(until=until):
            until_text = clock(until, now=at, tz=deps.timezone)
            return say("suppose_held", lang, until=until_text, **facts)
        case Muted(by=by, until=until):
            until_text = clock(until, now=at, tz=deps.timezone)
            return say("suppose_muted", lang, by=who(by, lang), until=until_text, **facts)
        case _:
            return say("suppose_now", lang, **facts)
