"""Rooms: the conversations of the console, and the one rule of who may open which."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from rules.delivery.routes import FALLBACK, Target
from rules.people.permissions import ALL_SHOPS, Person, Scopes
from rules.vocabulary import Role

CHANNEL = "console"
#: A room that belongs to nobody and to no shop (`console:lead`) is for those who may release red.
LEAST_ROLE = Role.APPROVER


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """
    The rooms of one installation's console.

    The group is for everybody who signs in, a person's own room (named by their console id) for
    that person alone, a room bound to shops for those who see one of these shops, and any other
    for approvers and admins. Nobody without a console id opens anything.
    """

    people: tuple[Person, ...] = ()
    group: str = FALLBACK.conversation
    scopes: Scopes = field(default_factory=lambda: MappingProxyType({}))
    named: tuple[str, ...] = ()  #: Those that the configuration writes to.

    def may_open(self, person: Person, room: str) -> bool:
        """Say whether this person may read and write in a room."""
        if CHANNEL not in person.ids:
            return False
        if self.is_group(room):
            return True
        if room in self._ids:
            return self.own(person) == room
        shops = self.scopes.get((CHANNEL, room))
        if shops is not None:
            return ALL_SHOPS in person.shops or not set(shops).isdisjoint(person.shops)
        return person.role.rank >= LEAST_ROLE.rank

    def is_group(self, room: str) -> bool:
        """Say whether a room is for everybody: the group, and where goes what has no other way."""
        return room in (self.group, FALLBACK.conversation)

    def own(self, person: Person) -> str | None:
        """Return a person's own room, None where it would not be theirs alone."""
        room = person.ids.get(CHANNEL)
        if room is None or self.is_group(room) or self._ids[room] != 1:
            return None
        return room

    def readers(self, room: str) -> tuple[Person, ...]:
        """Return everybody who may open a room."""
        return tuple(person for person in self.people if self.may_open(person, room))

    def is_read(self, room: str) -> bool:
        """
        Say whether a message in a room reaches somebody.

        In the group it always does: it is kept there for whoever signs in, and there is no other
        place left to tell.
        """
        return self.is_group(room) or bool(self.readers(room))

    def of(self, person: Person) -> tuple[str, ...]:
        """Return the rooms a person is shown: what is for everybody, their own, the named ones."""
        if CHANNEL not in person.ids:
            return ()
        own = self.own(person)
        first = (self.group, FALLBACK.conversation, *((own,) if own is not None else ()))
        named = (room for room in self.named if self.may_open(person, room))
        return tuple(dict.fromkeys((*first, *named)))

    @cached_property
    def _ids(self) -> Mapping[str, int]:
        """How many people claim each console id."""
        return Counter(person.ids[CHANNEL] for person in self.people if CHANNEL in person.ids)


def rooms_of(targets: Iterable[Target]) -> tuple[str, ...]:
    """Return the rooms of the console among the conversations that a configuration names."""
    rooms = (target.conversation for target in targets if target.channel == CHANNEL)
    return tuple(dict.fromkeys(rooms))
