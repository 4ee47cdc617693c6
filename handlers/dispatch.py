"""Dispatch: from what a person wrote to the one handler that answers it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from handlers import decisions
from handlers.commands import (
    alerts,
    autolock,
    debug,
    firing,
    interruptions,
    lists,
    mute,
    oncall,
    orders,
    phone,
    routes,
    signals,
    unshipped,
    what_if,
    why,
    why_not_me,
)
from handlers.commands import (
    help as help_command,
)
from handlers.decisions import Wish
from handlers.deps import Deps
from handlers.lookup import Found, Missing, Several, find_order
from handlers.ports import ChatMessage, Reply
from handlers.presses import given_before, on_press
from handlers.question import Answer, Question
from rules import commands, wording
from rules.command_words import BY_NAME, Name
from rules.commands import Command, MissingArgument, NearMiss
from rules.masking import mask_phones
from rules.permissions import Actor, Denied, authorize, may, within
from rules.vocabulary import Action
from storage.orders import Order
from storage.tx import Tx

__all__ = ["on_message", "on_press"]

#: A command older than this when it reaches us is not carried out: the world has moved on (A-61).
LATE = timedelta(minutes=5)

_ACTIONS: Mapping[Name, Action] = {
    Name.LOCK: Action.FREEZE,
    Name.RELEASE: Action.RELEASE,
    Name.CLAIM: Action.CLAIM,
    Name.FALSE_ALARM: Action.FALSE_ALARM,
    Name.SNOOZE: Action.SNOOZE,
}


#: What each command that a person does not decide an order with answers.
_REPORTS: Mapping[Name, Callable[[Tx, Deps, Question, datetime], str | Answer]] = {
    Name.ORDER: lambda tx, deps, q, now: orders.order(tx, deps, q.about, now),
    Name.TRACE: lambda tx, deps, q, now: orders.trace(tx, deps, q.about, now),
    Name.CHECK: lambda tx, deps, q, now: orders.check(tx, deps, q.about, now),
    Name.WHY: lambda tx, deps, q, now: why.why(tx, deps, q.about, now),
    Name.WHAT_IF: lambda tx, deps, q, now: what_if.what_if(tx, deps, q.about, q.command, now),
    Name.WHY_NOT_ME: why_not_me.why_not_me,
    Name.ROUTES: routes.routes,
    Name.TEST: firing.fire,
    Name.INTERRUPTIONS: interruptions.interruptions,
    Name.PHONE: phone.phone,
    Name.AUTOLOCK_OFF: autolock.off,
    Name.AUTOLOCK_ON: autolock.on,
    Name.ALERTS: lambda tx, deps, q, _now: alerts.alerts(tx, deps, q.actor, q.command.rest),
    Name.LISTS: lambda tx, deps, q, now: lists.lists(tx, deps, q.actor, q.command, now),
    Name.UNSHIPPED: lambda tx, deps, q, now: unshipped.unshipped(tx, deps, q.actor, now),
    Name.SIGNALS: lambda tx, deps, q, now: signals.signals(tx, deps, q.actor, q.command, now),
    Name.MUTE: lambda tx, deps, q, now: mute.mute(
        tx, deps, q.actor, q.command, q.message.conversation, now
    ),
    Name.ONCALL: lambda tx, deps, q, now: oncall.oncall(tx, deps, q.actor, q.command, now),
    Name.DEBUG: lambda tx, deps, q, now: debug.debug(
        tx, deps, q.actor, q.command, q.message.conversation, now
    ),
    Name.HELP: lambda _tx, deps, q, _now: help_command.help_(deps, q.actor, q.command),
}


def on_message(message: ChatMessage, tx: Tx, deps: Deps, now: datetime) -> Reply | None:
    """Answer a message, None for silence; one delivered again gets the answer it got before."""
    parsed = commands.parse(message.text, addressed=message.addressed)
    if parsed is None:
        return None
    if not tx.inbox.admit(message.channel, message.message_id, now):
        return given_before(tx, message.channel, message.message_id)
    reply = _answer(message, parsed, tx, deps, now)
    if (line := debug.banner(deps, debug.in_debug(tx, now), now)) and line not in reply.text:
        reply = replace(reply, text=f"{line}\n{reply.text}")
    tx.inbox.answered(
        message.channel, message.message_id, {"text": reply.text, "private": reply.private}
    )
    return reply


def _actor(message: ChatMessage, deps: Deps) -> Actor:
    """Return who asks, as they may be answered there (A-57)."""
    actor = deps.directory.actor(message.channel, message.user_id)
    if message.private:
        return actor
    return within(actor, deps.scopes, (message.channel, message.conversation))


def _answer(
    message: ChatMessage,
    parsed: Command | NearMiss | MissingArgument,
    tx: Tx,
    deps: Deps,
    now: datetime,
) -> Reply:
    actor = _actor(message, deps)
    if not actor.known:
        gate = authorize(actor, "help", shop=None)
        if isinstance(gate, Denied):
            return decisions.refuse(
                tx,
                deps,
                actor,
                gate,
                action="message",
                order_no=None,
                now=now,
                private=message.private,
            )
    match parsed:
        case NearMiss(word=word, suggestions=suggestions, rest=rest):
            allowed = tuple(name for name in suggestions if may(actor, name.value))
            hint = NearMiss(word=word, suggestions=allowed, rest=rest)
            return Reply(text=wording.near_miss(hint, deps.lang), private=True)
        case MissingArgument(command=name):
            if not may(actor, name.value):
                gate = authorize(actor, name.value, shop=None)
                if isinstance(gate, Denied) and gate.reason != "shop":
                    return decisions.refuse(
                        tx,
                        deps,
                        actor,
                        gate,
                        action=name.value,
                        order_no=None,
                        now=now,
                        private=message.private,
                    )
            return Reply(text=wording.missing(parsed, deps.lang), private=True)
        case Command():
            return _run(message, parsed, actor, tx, deps, now=now)


def _run(
    message: ChatMessage, command: Command, actor: Actor, tx: Tx, deps: Deps, *, now: datetime
) -> Reply:
    late = now - message.at
    if BY_NAME[command.name].changes and late > LATE:
        decisions.note(tx, actor, command.permission, command.order_ref, "late", now=now)
        return Reply(
            text=wording.say("too_late", deps.lang, late=wording.span(late, deps.lang)),
            private=True,
        )
    order: Order | None = None
    if command.order_ref is not None:
        match find_order(tx, actor, command.order_ref):
            case Missing(near=near):
                decisions.note(
                    tx,
                    actor,
                    command.permission,
                    None,
                    "not_found",
                    now=now,
                    detail=command.order_ref,
                )
                return Reply(text=wording.not_found(command.order_ref, near, deps.lang))
            case Several(order_nos=found):
                decisions.note(
                    tx,
                    actor,
                    command.permission,
                    None,
                    "ambiguous",
                    now=now,
                    detail=command.order_ref,
                )
                return Reply(text=wording.choose(command.order_ref, found, deps.lang))
            case Found(order=order):
                pass
    if order is not None and not actor.sees(order.shop):
        anywhere = deps.directory.actor(message.channel, message.user_id)
        if anywhere.sees(order.shop):  # the person may, this conversation may not
            no = order.order_no
            decisions.note(tx, actor, command.permission, no, "refused", now=now, detail="scope")
            return Reply(text=wording.say("scope_group", deps.lang), private=True)
    if command.name in _ACTIONS and order is not None:
        return _act(message, command, order, tx, deps, actor=actor, now=now)
    order_no = order.order_no if order else None
    gate = authorize(actor, command.permission, shop=order.shop if order else None)
    if isinstance(gate, Denied):
        return decisions.refuse(
            tx,
            deps,
            actor,
            gate,
            action=command.permission,
            order_no=order_no,
            now=now,
            private=message.private,
        )
    question = Question(actor=actor, command=command, order=order, message=message)
    said = _REPORTS[command.name](tx, deps, question, now)
    answer = said if isinstance(said, Answer) else Answer(text=said)
    decisions.note(
        tx, actor, command.permission, order_no, answer.outcome, now=now, detail=answer.detail
    )
    text = mask_phones(answer.text) if answer.masked else answer.text
    return Reply(text=text, private=answer.private, changed=answer.changed)


def _act(
    message: ChatMessage,
    command: Command,
    order: Order,
    tx: Tx,
    deps: Deps,
    *,
    actor: Actor,
    now: datetime,
) -> Reply:
    locked = tx.orders.lock((order.order_no,), now)[order.order_no]
    wish = Wish(
        actor=actor,
        action=_ACTIONS[command.name],
        order=locked,
        alert=tx.alerts.latest_of((order.order_no,)).get(order.order_no),
        reason=mask_phones(command.rest),
        hold=command.hold,
        duration=command.duration,
        private=message.private,
    )
    return decisions.carry_out(tx, deps, wish, now)
