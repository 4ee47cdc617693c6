"""`停止自动锁`, `恢复自动锁`: the kill switch for what the machine locks by itself (M-22)."""

from datetime import datetime

from handlers.commands.question import Answer, Question
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.resonance import breaker
from rules.chat.help import example
from rules.masking import mask_phones
from rules.resonance.breaker import LONGEST_STOP, SHORTEST_STOP, STOP
from rules.wording.say import clock, say
from rules.wording.say import span as span_text
from storage.tx import Tx


def off(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Stop the machine from locking, for a while, with a reason; those who get red alerts hear."""
    asked = question.command.duration
    span = STOP if asked is None else asked
    if not SHORTEST_STOP <= span <= LONGEST_STOP:
        shown = example(question.command.name, deps.lang)
        longest = span_text(LONGEST_STOP, deps.lang)
        return Answer(text=say("span_beyond", deps.lang, longest=longest, example=shown))
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
