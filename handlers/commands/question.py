"""Questions: a command with who asked it where, and what a report may answer besides a text."""

from dataclasses import dataclass, field

from handlers.orders.lookup import Names
from handlers.ports import ChatMessage
from rules.chat.grammar import Command
from rules.chat.words import BY_NAME
from rules.people.permissions import Actor
from storage.orders.orders import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A command with who asked it, about which order."""

    actor: Actor  #: As they may be answered in that conversation.
    command: Command
    order: Order | None = None  #: Set once it was found.
    message: ChatMessage
    names: Names = field(default_factory=dict)  #: What the words of the message name.
    chosen: bool = False  #: Its orders were picked from a list, or confirmed by a code.

    @property
    def changes(self) -> bool:
        """Return whether the command changes something."""
        return BY_NAME[self.command.name].changes

    @property
    def about(self) -> Order:
        """Return the order of a command that always has one."""
        if self.order is None:
            message = f"{self.command.name} needs an order"
            raise TypeError(message)
        return self.order

    @property
    def ahead(self) -> str:
        """Return the answer of a command that is always read ahead."""
        if self.message.ahead is None:
            message = f"{self.command.name} is read ahead"
            raise TypeError(message)
        return self.message.ahead

    @property
    def place(self) -> str:
        """Return `channel:conversation` of where it was asked."""
        return f"{self.message.channel}:{self.message.conversation}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer with more to say than its text."""

    text: str
    private: bool = False
    changed: bool = False
    masked: bool = True  #: False: full phone numbers may stand in it. Only in private.
    outcome: str = "done"  #: What the audit calls it.
    detail: str = ""
    exhibit: object = None  #: The same as figures: see `handlers.ports.Reply`.
