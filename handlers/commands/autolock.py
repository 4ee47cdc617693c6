"""`停止自动锁`, `恢复自动锁`: the kill switch for what the machine locks by itself (M-22)."""

from datetime import datetime

from handlers.commands.question import Answer, Question
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.resonance import breaker
from rules.masking import mask_phones
from rules.resonance.breaker import LONGEST_STOP, STOP
from rules.wording.say import clock, say
from storage.tx import Tx


def off(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Stop the machine from locking, for a while, with a reason; those who get red alerts hear."""
    span = min(question.command.duration or STOP, LONGEST_STOP)
    reason = mask_phones(question.command.rest)
    by = question.actor.name
    mark = breaker.turn_off(tx, by=by, reason=reason, now=now, span=span)
    until = clock(mark.until or now, now=now, tz=deps.timezone)
    facts = {"by": by, "reason": reason, "until": until}
    _tell_others(tx, deps, question, "autolock_stopped", now, **facts)
    return Answer(text=say("autolock_stopped", deps.lang, **facts), changed=True, detail=reason)


def on(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Let the machine lock again; what it left unlocked meanwhile still waits for people."""
    breaker.turn_on(tx, by=question.actor.name, now=now)
    facts = {"by": question.actor.name}
    _tell_others(tx, deps, question, "autolock_resumed", now, **facts)
    return Answer(text=say("autolock_resumed", deps.lang, **facts), changed=True)


def _tell_others(
    tx: Tx, deps: Deps, question: Question, wording: str, now: datetime, **facts: str
) -> None:
    """Tell the red routes, except the conversation that reads the answer anyway."""
    door = Promises(tx, deps)
    here = None if question.message.private else question.place
    breaker.tell_red_places(door, wording, now, but=here, **facts)
    door.write()
