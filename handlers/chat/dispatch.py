"""Dispatch: from what a person wrote to the one handler that answers it."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.alerts.wishes import note, refuse
from handlers.chat import about_orders, choices
from handlers.chat.command_table import AHEAD, do
from handlers.chat.presses import gave, given_before, on_press
from handlers.chat.quotes import quoted
from handlers.commands import debug
from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.orders.lookup import Names, as_typed, named, with_applications
from handlers.ports import ChatMessage, Reply
from rules.chat import answers, grammar
from rules.chat.grammar import Asked, Bare, Command, MissingArgument, NearMiss, Reading
from rules.chat.words import Name
from rules.people.permissions import Actor, Allowed, Denied, authorize, may, within
from rules.wording import say as wording
from storage.chat.choices import Choice
from storage.tx import Tx

__all__ = ["on_message", "on_press"]

#: A command older than this when it reaches us is not carried out: the world has moved on (A-61).
LATE = timedelta(minutes=5)
#: They take the id of an application for its order.
_OF_APPLICATIONS = frozenset({Name.APPEAL, Name.REFUND})
#: A number of so many characters is an order's, known or not; a shorter one may be chatter.
_LONG_NUMBER = 4


def reads_ahead(message: ChatMessage) -> bool:
    """Say whether a message asks for what is read before a writer has it (`read_ahead`)."""
    parsed = grammar.parse(message.text, addressed=message.addressed)
    return isinstance(parsed, Command) and parsed.name in AHEAD


def read_ahead(message: ChatMessage, tx: Tx, deps: Deps, now: datetime) -> ChatMessage:
    """
    Return the message with its answer, read for whoever may have it; nothing is written.

    `on_message` gives that answer, or the one that was given before, or refuses.
    """
    command, actor = grammar.parse(message.text, addressed=True), _actor(message, deps)
    if not isinstance(command, Command) or command.name not in AHEAD:
        return message
    if isinstance(authorize(actor, command.permission, shop=None), Denied):
        return message
    question = Question(message=message, command=command, actor=actor)
    said = AHEAD[command.name](tx, deps, question, now)
    answer = said if isinstance(said, Answer) else Answer(text=said)
    return replace(message, ahead=answer.text, exhibit=answer.exhibit)


def on_message(message: ChatMessage, tx: Tx, deps: Deps, now: datetime) -> Reply | None:
    """Answer a message, None for silence; one delivered again gets the answer it got before."""
    quote = quoted(message, tx)
    parsed = grammar.parse(message.text, addressed=message.addressed, quote=quote)
    if parsed is None:
        return None
    choice = choices.offered(tx, message, now) if isinstance(parsed, Bare) else None
    if isinstance(parsed, Bare) and not _is_for_us(tx, parsed, choice):
        return None
    if not tx.inbox.admit(message.channel, message.message_id, now):
        return given_before(tx, message.channel, message.message_id, now)
    reply = _answer(message, parsed, choice, tx, deps, now=now)
    if (line := debug.banner(deps, debug.in_debug(tx, now), now)) and line not in reply.text:
        reply = replace(reply, text=f"{line}\n{reply.text}")
    gave(tx, deps, message.channel, message.message_id, reply, now)
    return reply


def obey(typed: ChatMessage, tx: Tx, deps: Deps, now: datetime) -> Reply:
    """Do what a command says that nobody had to type; what is none of ours is told to be none."""
    parsed = grammar.parse(typed.text, addressed=True)
    if parsed is None:
        return Reply(text=wording.say("card_unknown", deps.lang), private=True)
    return _answer(typed, parsed, None, tx, deps, now=now)


def _is_for_us(tx: Tx, bare: Bare, choice: Choice | None) -> bool:
    """Say whether a number is more than chatter: an answer, an order, or too long to be chatter."""
    return (
        choices.is_answer(choice, bare)
        or len(bare.text) >= _LONG_NUMBER
        or bool(named(tx, bare.asked.candidates))
    )


def _actor(message: ChatMessage, deps: Deps) -> Actor:
    """Return who asks, as they may be answered there (A-57)."""
    actor = deps.directory.actor(message.channel, message.user_id)
    if message.private:
        return actor
    return within(actor, deps.scopes, (message.channel, message.conversation))


def _answer(
    message: ChatMessage,
    parsed: Reading,
    choice: Choice | None,
    tx: Tx,
    deps: Deps,
    *,
    now: datetime,
) -> Reply:
    actor = _actor(message, deps)
    gate = Allowed() if actor.known else authorize(actor, "help", shop=None)
    if isinstance(gate, Denied):
        return _refuse(message, tx, deps, actor, gate, action="message", now=now)
    match parsed:
        case NearMiss(word=word, suggestions=suggestions, rest=rest):
            allowed = tuple(name for name in suggestions if may(actor, name.value))
            hint = NearMiss(word=word, suggestions=allowed, rest=rest)
            return Reply(text=answers.near_miss(hint, deps.lang), private=True)
        case MissingArgument():
            return _ask_for(message, parsed, actor, tx, deps, now=now)
        case Bare() if choice is not None and choices.is_answer(choice, parsed):
            return _take(message, choice, parsed, actor, tx, deps, now=now)
        case Bare(asked=asked) | (Asked() as asked):
            return _look_up(message, asked, actor, tx, deps, now=now)
        case Command():
            return _run(Question(message=message, command=parsed, actor=actor), tx, deps, now)


def _look_up(
    message: ChatMessage, asked: Asked, actor: Actor, tx: Tx, deps: Deps, *, now: datetime
) -> Reply:
    names = as_typed(tx, message.text, named(tx, asked.candidates))
    if asked.name in _OF_APPLICATIONS:
        names = with_applications(tx, asked.candidates, names)
    read = grammar.complete(asked, names)
    if isinstance(read, MissingArgument):
        return _ask_for(message, read, actor, tx, deps, now=now)
    asked_of = Question(message=message, command=read, actor=actor, names=names)
    return _run(asked_of, tx, deps, now)


def _take(
    message: ChatMessage,
    choice: Choice,
    answer: Bare,
    actor: Actor,
    tx: Tx,
    deps: Deps,
    *,
    now: datetime,
) -> Reply:
    """Do what was wished to the orders chosen from the list."""
    if choice.taken:
        return Reply(text=wording.say("choice_taken", deps.lang), private=True)
    command = choices.take(tx, choice, answer)
    names: Names = {ref.text: (ref.text,) for ref in command.refs}
    chosen = Question(message=message, command=command, actor=actor, names=names, chosen=True)
    return _run(chosen, tx, deps, now)


def _refuse(
    message: ChatMessage,
    tx: Tx,
    deps: Deps,
    actor: Actor,
    gate: Denied,
    *,
    action: str,
    now: datetime,
) -> Reply:
    private = message.private
    return refuse(tx, deps, actor, gate, action=action, order_no=None, now=now, private=private)


def _ask_for(
    message: ChatMessage,
    lack: MissingArgument,
    actor: Actor,
    tx: Tx,
    deps: Deps,
    *,
    now: datetime,
) -> Reply:
    name = lack.command.value
    if not may(actor, name):
        gate = authorize(actor, name, shop=None)
        if isinstance(gate, Denied) and gate.reason != "shop":
            return _refuse(message, tx, deps, actor, gate, action=name, now=now)
    return Reply(text=answers.missing(lack, deps.lang), private=True)


def _run(question: Question, tx: Tx, deps: Deps, now: datetime) -> Reply:
    command, late = question.command, now - question.message.at
    if question.changes and late > LATE:
        typed = command.refs[0].text if command.refs else None
        note(tx, question.actor, command.permission, typed, "late", now=now)
        text = wording.say("too_late", deps.lang, late=wording.span(late, deps.lang))
        return Reply(text=text, private=True)
    if not command.refs:
        return do(question, tx, deps, now)
    return about_orders.answer(tx, deps, question, lambda one: do(one, tx, deps, now), now)
