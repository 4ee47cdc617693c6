"""`测试`: an imagined alert walks the six stages; each says how it went and why (A-46)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from handlers.commands.question import Answer, Question
from handlers.commands.routes import targets_text
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.people.rota import routing_of
from handlers.resonance import breaker
from handlers.resonance.cases import silent_types
from handlers.resonance.published import current_policy
from rules.alerts import alert as alerts
from rules.alerts.attention import Muted, Now, attention
from rules.alerts.firing import LEAST_WAIT, Fire, Mark, Stage, imagine, read_fire
from rules.cards.alert.lines import part_text
from rules.delivery.routes import Target
from rules.people.silences import AlertFacts
from rules.resonance.measure import Resonance, decimal_text
from rules.vocabulary import Level
from rules.wording.say import listing, say, span
from storage.orders.orders import Order
from storage.system import marks
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """How one stage went, and the word why."""

    stage: Stage
    mark: Mark
    why: str


def fire(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Walk an imagined alert through the stages; nothing is written but, if asked, one message."""
    lang, name = deps.lang, f"test:{question.actor.name}"
    last = tx.marks.get(name)
    if last is not None and timedelta() <= now - last.at < LEAST_WAIT:
        wait = span(LEAST_WAIT - (now - last.at) + timedelta(seconds=1), lang)
        return Answer(text=say("test_too_soon", lang, wait=wait), private=True, outcome="too_soon")
    tx.marks.set(marks.Mark(name=name, state="tested", by=question.actor.name, at=now))
    asked = read_fire(question.command.rest)
    result = imagine(current_policy(tx, deps), asked.level, now)
    stages = [
        _fetch(tx, deps, now),
        _score(tx, deps, asked, result),
        _decide(tx, deps, asked, result, now),
        _route(deps, asked, now),
        _quiet(tx, deps, asked, now),
    ]
    stages.append(_send(tx, deps, question, asked, stages, now=now))
    lines = [say("test_title", lang, level=say(f"threshold_{asked.level}", lang))]
    lines += [
        say(
            "test_line",
            lang,
            mark=say(f"test_{passed.mark}", lang),
            stage=say(f"test_stage_{passed.stage}", lang),
            why=passed.why,
        )
        for passed in stages
    ]
    return Answer(text="\n".join(lines), detail=", ".join(f"{p.stage} {p.mark}" for p in stages))


def _fetch(tx: Tx, deps: Deps, now: datetime) -> Passed:
    heard = {feed.source for feed in tx.feeds.all()}
    if not heard:
        return Passed(stage=Stage.FETCH, mark=Mark.WARN, why=say("test_fetch_none", deps.lang))
    silent = silent_types(tx, deps, now)
    named = sorted({feed.source for feed in tx.feeds.all() if feed.type in silent})
    if named:
        why = say("test_fetch_silent", deps.lang, sources=listing(named, deps.lang))
        return Passed(stage=Stage.FETCH, mark=Mark.WARN, why=why)
    why = say("test_fetch_ok", deps.lang, count=len(heard))
    return Passed(stage=Stage.FETCH, mark=Mark.PASS, why=why)


def _score(tx: Tx, deps: Deps, asked: Fire, result: Resonance) -> Passed:
    lang, score = deps.lang, decimal_text(result.score)
    if result.level.rank < asked.level.rank:
        policy = current_policy(tx, deps)
        threshold = policy.red if asked.level is Level.RED else policy.orange
        why = say("test_score_short", lang, score=score, threshold=decimal_text(threshold))
        return Passed(stage=Stage.SCORE, mark=Mark.FAIL, why=why)
    parts = listing((part_text(part, lang) for part in result.parts), lang)
    why = say("test_score_ok", lang, parts=parts, score=score)
    return Passed(stage=Stage.SCORE, mark=Mark.PASS, why=why)


def _decide(tx: Tx, deps: Deps, asked: Fire, result: Resonance, now: datetime) -> Passed:
    lang = deps.lang
    decided = alerts.decide(None, result, current_policy(tx, deps), now=now)
    if not isinstance(decided, alerts.Raise) or decided.level.rank < asked.level.rank:
        return Passed(stage=Stage.DECIDE, mark=Mark.FAIL, why=say("test_decide_no", lang))
    level, switch = say(f"level_{decided.level}", lang), tx.marks.get(breaker.SWITCH)
    if decided.level is not Level.RED:
        why = say("test_decide_ok", lang, level=level)
    elif switch is not None and switch.holds("off", now):
        why = say("test_decide_paused", lang, level=level, by=switch.by)
        return Passed(stage=Stage.DECIDE, mark=Mark.WARN, why=why)
    else:
        why = say("test_decide_lock", lang, level=level)
    return Passed(stage=Stage.DECIDE, mark=Mark.PASS, why=why)


def _route(deps: Deps, asked: Fire, now: datetime) -> Passed:
    """Say where an alert of no particular shop would go, and whether that is where it should."""
    lang = deps.lang
    routed = routing_of(deps, asked.level, Order(order_no="", received_at=now))
    targets = targets_text(deps, routed.targets)
    if asked.target is not None and asked.target not in map(str, routed.targets):
        anywhere = {str(target) for one in deps.routes for target in one.to}
        key = "test_route_other" if asked.target in anywhere else "test_route_missing"
        mark = Mark.WARN if asked.target in anywhere else Mark.FAIL
        return Passed(stage=Stage.ROUTE, mark=mark, why=say(key, lang, target=asked.target))
    if not routed.numbers:
        why = say("test_route_fallback", lang, targets=targets)
        return Passed(stage=Stage.ROUTE, mark=Mark.WARN, why=why)
    why = say("test_route_ok", lang, targets=targets)
    return Passed(stage=Stage.ROUTE, mark=Mark.PASS, why=why)


def _quiet(tx: Tx, deps: Deps, asked: Fire, now: datetime) -> Passed:
    verdict = attention(
        AlertFacts(order_no="", level=asked.level),
        now,
        silences=tuple(tx.silences.in_force(now)),
        hours=deps.people.hours,
        tz=deps.timezone,
    )
    if not isinstance(verdict, Now):
        name = verdict.code if isinstance(verdict, Muted) else "quiet"
        why = say("test_quiet_some", deps.lang, names=name)
        return Passed(stage=Stage.QUIET, mark=Mark.WARN, why=why)
    return Passed(stage=Stage.QUIET, mark=Mark.PASS, why=say("test_quiet_none", deps.lang))


def _send(
    tx: Tx, deps: Deps, question: Question, asked: Fire, stages: list[Passed], *, now: datetime
) -> Passed:
    """Promise a marked message to the conversation that asked, and to no other."""
    lang, message = deps.lang, question.message
    if not asked.send:
        return Passed(stage=Stage.SEND, mark=Mark.SKIP, why=say("test_send_skip", lang))
    if any(passed.mark is Mark.FAIL for passed in stages):
        return Passed(stage=Stage.SEND, mark=Mark.SKIP, why=say("test_send_earlier", lang))
    facts = {"by": question.actor.name}
    here = Target(channel=message.channel, conversation=message.conversation)
    door = Promises(tx, deps)
    door.say(here, "test_message", facts, now, about=message.message_id)
    door.write()
    why = say("test_send_ok", lang, target=question.place)
    return Passed(stage=Stage.SEND, mark=Mark.PASS, why=why)
