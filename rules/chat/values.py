"""Command values: what a message may be read as: a command, a near miss, a lack of something."""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from rules.chat.references import Reference, candidates
from rules.chat.words import Name

_PICKS = re.compile(r"第?[0-9]{1,4}(?:[\s,，、]+[0-9]{1,4})*[个项]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`假如`: so many more (or fewer) occurrences of one kind."""

    kind: str
    delta: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEdit:
    """`信号 急用词 加/删`: one urgent word to add or to take away."""

    op: Literal["add", "remove"]
    word: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A command about orders, before anybody has looked up which of the words name one."""

    name: Name
    said: str  #: What stands behind the command word.
    quote: str = ""  #: What the message is an answer to.

    @property
    def candidates(self) -> tuple[str, ...]:
        """The words that may name an order, for `command_readers.complete`."""
        return tuple(dict.fromkeys((*candidates(self.said), *candidates(self.quote))))


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A message understood. Fields that its command does not take keep their defaults."""

    name: Name
    refs: tuple[Reference, ...] = ()  #: The orders it is about.
    rest: str = ""  #: Whatever else was said: the reason, a note.
    further: tuple[str, ...] = ()  #: Orders that are only mentioned in `rest`.
    hold: str | None = None  #: release: the reason code of the hold that is meant.
    duration: timedelta | None = None  #: snooze, autolock_off
    changes: tuple[Change, ...] = ()  #: what_if
    supposed: tuple[tuple[str, str], ...] = ()  #: what_if: what else is otherwise, by name.
    topic: Name | None = None  #: help
    kind: str | None = None  #: signals: the one kind asked about.
    words: bool = False  #: signals: the list of urgent words is meant.
    edit: WordEdit | None = None  #: signals: a change of that list.

    @property
    def permission(self) -> str:
        """What `permissions.authorize` is to be asked for."""
        return "urgent_words" if self.edit else self.name.value


@dataclass(frozen=True, slots=True, kw_only=True)
class NearMiss:
    """Almost a command, never run; the hint names `suggestions`, or help if there are none."""

    word: str
    suggestions: tuple[Name, ...]
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingArgument:
    """A command that lacks what it is about."""

    command: Name
    argument: Literal["order", "changes", "word", "reason", "span"]
    said: str = ""  #: What stands in its place and could not be read.


@dataclass(frozen=True, slots=True, kw_only=True)
class Bare:
    """Nothing but a number: an order's, or the answer to a list that was offered."""

    text: str

    @property
    def picks(self) -> tuple[str, ...]:
        """The places on the list, where it can be such an answer."""
        return tuple(re.findall("[0-9]+", self.text)) if _PICKS.fullmatch(self.text) else ()

    @property
    def asked(self) -> Asked:
        """What it means as an order's number: a look at that order."""
        return Asked(name=Name.ORDER, said=self.text)
