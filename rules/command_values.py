"""Command values: what a message may be read as: a command, a near miss, a lack of something."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from rules.command_words import Name


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
class Command:
    """A message understood. Fields that its command does not take keep their defaults."""

    name: Name
    order_ref: str | None = None  #: As typed: an order or tracking number, or the end of one.
    rest: str = ""  #: Whatever else was said: the reason, a note.
    hold: str | None = None  #: release: the reason code of the hold that is meant.
    duration: timedelta | None = None  #: snooze, autolock_off
    changes: tuple[Change, ...] = ()  #: what_if
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
    argument: Literal["order", "changes", "word", "reason"]
