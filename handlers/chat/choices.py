"""Choices: a list of orders that is offered, and the number that somebody answers it with."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.deps import derived_id
from handlers.ports import ChatMessage
from rules.chat.answers import CHOICES
from rules.chat.grammar import Bare, Command
from rules.chat.references import Reference
from rules.chat.values import Change
from rules.chat.words import Name
from storage.chat.choices import Choice
from storage.tx import Tx

#: For so long a list may be answered; later, the world has moved on.
OPEN_FOR = timedelta(minutes=10)
_LOWEST_CODE, _CODES = 1000, 9000


def offer(
    tx: Tx, message: ChatMessage, command: Command, order_nos: Sequence[str], now: datetime
) -> None:
    """Let one of these orders be chosen by its place on the list, for what was wished."""
    places = {str(place): (no,) for place, no in enumerate(order_nos[:CHOICES], start=1)}
    _save(tx, message, command, places, now)


def ask_for_code(
    tx: Tx, message: ChatMessage, command: Command, order_nos: Sequence[str], now: datetime
) -> str:
    """Let all of these orders be confirmed together, by a code that nobody types by chance."""
    number = int(derived_id("confirm", message.channel, message.message_id), 16)
    code = str(_LOWEST_CODE + number % _CODES)
    _save(tx, message, command, {code: tuple(order_nos)}, now)
    return code


def offered(tx: Tx, message: ChatMessage, now: datetime) -> Choice | None:
    """Return what this person was offered in this conversation and may still answer."""
    return tx.choices.of(message.channel, message.conversation, message.user_id, now)


def is_answer(choice: Choice | None, bare: Bare) -> bool:
    """Say whether a number is an answer to a list."""
    return choice is not None and bool(bare.picks) and set(bare.picks) <= set(choice.options)


def take(tx: Tx, choice: Choice, bare: Bare) -> Command:
    """Return the command with the orders chosen; the list is answered."""
    tx.choices.save(replace(choice, taken=True))
    chosen = dict.fromkeys(no for pick in bare.picks for no in choice.options[pick])
    refs = tuple(Reference(text=order_no) for order_no in chosen)
    return replace(_command(choice.command), refs=refs)


def _save(
    tx: Tx,
    message: ChatMessage,
    command: Command,
    options: Mapping[str, tuple[str, ...]],
    now: datetime,
) -> None:
    tx.choices.save(
        Choice(
            channel=message.channel,
            conversation=message.conversation,
            user_id=message.user_id,
            until=now + OPEN_FOR,
            command=_record(command),
            options=options,
        )
    )


def _record(command: Command) -> dict[str, Any]:
    """Write down what was wished, without the orders."""
    seconds = command.duration.total_seconds() if command.duration is not None else None
    return {
        "name": command.name.value,
        "rest": command.rest,
        "hold": command.hold,
        "seconds": seconds,
        "changes": [[change.kind, change.delta] for change in command.changes],
    }


def _command(record: Mapping[str, Any]) -> Command:
    seconds = record["seconds"]
    return Command(
        name=Name(record["name"]),
        rest=record["rest"],
        hold=record["hold"],
        duration=timedelta(seconds=seconds) if seconds is not None else None,
        changes=tuple(Change(kind=kind, delta=delta) for kind, delta in record["changes"]),
    )
