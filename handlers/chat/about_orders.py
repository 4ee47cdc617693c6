"""About orders: a command is done to every order that it names, each with its result."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from handlers.alerts.wishes import note
from handlers.chat import choices
from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.orders.lookup import Found, Missing, Several, resolve
from handlers.ports import Reply
from rules.chat import answers as wording
from rules.chat.answers import Result
from rules.chat.references import Reference
from storage.orders.orders import Order
from storage.tx import Tx

#: More orders than these are changed at once only after they were confirmed (A-47).
UNCONFIRMED = 20
#: So many orders are looked at with one message; an answer stays short.
LOOKED_AT = 5

#: What does a command to the one order of a question.
Do = Callable[[Question], Reply]


def answer(tx: Tx, deps: Deps, asked: Question, do: Do, now: datetime) -> Reply:
    """Do what is asked to one order, or to each of several; say of every order what came of it."""
    if len(asked.command.refs) == 1:
        reply = _one(tx, deps, asked, asked.command.refs[0], do, now)
    elif asked.changes:
        reply = _each(tx, deps, asked, do, now)
    else:
        reply = _look_at_each(tx, deps, asked, do, now)
    if asked.changes and asked.command.further:
        left = wording.further(asked.command, deps.lang)
        reply = replace(reply, text=f"{reply.text}\n{left}")
    return reply


def _resolve(tx: Tx, asked: Question, ref: Reference) -> Found | Several | Missing:
    command = asked.command
    alone = len(command.refs) == 1 and not command.rest and not command.further
    return resolve(tx, asked.actor, ref, asked.names, changes=asked.changes, alone=alone)


def _one(
    tx: Tx,
    deps: Deps,
    asked: Question,
    ref: Reference,
    do: Do,
    now: datetime,
) -> Reply:
    match _resolve(tx, asked, ref):
        case Found(order=order):
            return replace(do(replace(asked, order=order)), about=(order.order_no,))
        case Several(order_nos=found) as several:
            _note(tx, asked, ref, "ambiguous", now)
            if len(asked.command.refs) == 1:  # a list of one among several could not be told apart
                choices.offer(tx, asked.message, asked.command, found, now)
            text = wording.choose(ref.text, found, deps.lang, guessed=several.guessed)
            return Reply(text=text, about=found)
        case Missing(near=near):
            _note(tx, asked, ref, "not_found", now)
            return Reply(text=wording.not_found(ref, near, deps.lang), about=near)


def _each(tx: Tx, deps: Deps, asked: Question, do: Do, now: datetime) -> Reply:
    """Change each order named in full; one that is not is left alone, and its line says so."""
    orders: dict[str, Order] = {}
    results: list[Result] = []
    offered: list[str] = []
    for ref in asked.command.refs:
        match _resolve(tx, asked, ref):
            case Found(order=order):
                orders[order.order_no] = order
            case Several(order_nos=near):
                results.append(_left(tx, deps, asked, ref, near, "ambiguous", now))
                offered += near
            case Missing(near=near):
                results.append(_left(tx, deps, asked, ref, near, "not_found", now))
                offered += near
    about = (*orders, *offered)
    if len(orders) > UNCONFIRMED and not asked.chosen:
        code = choices.ask_for_code(tx, asked.message, asked.command, list(orders), now)
        name, count = asked.command.name, len(orders)
        text = wording.confirm(name, count, UNCONFIRMED, code, results, deps.lang)
        return Reply(text=text, about=about)
    replies = {no: do(replace(asked, order=order)) for no, order in orders.items()}
    results += [
        Result(name=no, done=reply.changed, text=reply.text) for no, reply in replies.items()
    ]
    return Reply(
        text=wording.results(asked.command, results, deps.lang),
        changed=any(reply.changed for reply in replies.values()),
        private=bool(replies) and all(reply.private for reply in replies.values()),
        about=about,
    )


def _left(
    tx: Tx,
    deps: Deps,
    asked: Question,
    ref: Reference,
    near: tuple[str, ...],
    outcome: str,
    now: datetime,
) -> Result:
    _note(tx, asked, ref, outcome, now)
    return Result(name=ref.text, done=False, text=wording.not_found(ref, near, deps.lang))


def _look_at_each(tx: Tx, deps: Deps, asked: Question, do: Do, now: datetime) -> Reply:
    """Answer for each order as if it alone had been asked about, for as many as fit."""
    shown, rest = asked.command.refs[:LOOKED_AT], asked.command.refs[LOOKED_AT:]
    replies = [_one(tx, deps, asked, ref, do, now) for ref in shown]
    texts = [reply.text for reply in replies]
    if rest:
        texts.append(wording.look_at_rest(asked.command.name, rest, LOOKED_AT, deps.lang))
    return Reply(
        text="\n\n".join(texts),
        private=any(reply.private for reply in replies),
        about=tuple(no for reply in replies for no in reply.about),
    )


def _note(tx: Tx, asked: Question, ref: Reference, outcome: str, now: datetime) -> None:
    permission = asked.command.permission
    note(tx, asked.actor, permission, None, outcome, now=now, detail=ref.text)
