"""Visitors: who reads a page: whom the gate let in, or in the demo whoever was chosen."""

from collections.abc import Sequence

from fastapi import Request

from bot.channels.console.gate import PERSON
from bot.channels.console.parts import ConsoleParts
from rules.delivery.rooms import CHANNEL
from rules.people.permissions import Person
from rules.vocabulary import Role
from rules.wording.say import say


def reader(parts: ConsoleParts, request: Request) -> Person | None:
    """Return who reads: whom the gate let in, or in the demo whoever was chosen."""
    if not parts.open:
        person: Person | None = request.scope.get(PERSON)
        return person
    chosen = find(parts, request.query_params.get("as", ""))
    if chosen is not None:
        return chosen
    known = linked(parts)
    able = [p for p in known if p.role.rank >= Role.APPROVER.rank]
    return next(iter(able or known), None)


def find(parts: ConsoleParts, user_id: str) -> Person | None:
    """Return the person whose id on this channel it is."""
    return next((p for p in linked(parts) if p.ids[CHANNEL] == user_id), None)


def linked(parts: ConsoleParts) -> Sequence[Person]:
    """Return everybody who has an id on this channel."""
    return [p for p in parts.rooms.people if p.ids.get(CHANNEL)]


def card_of(person: Person, lang: str) -> dict[str, str]:
    """Return how a page shows a person."""
    return {
        "id": person.ids[CHANNEL],
        "name": person.name,
        "role": say(f"role_{person.role}", lang),
    }
