"""Drift: a change of what a partner means by its messages, and one window beside what is usual."""

from dataclasses import dataclass
from enum import StrEnum

from rules.contracts.usual import KindUse
from rules.contracts.window import Window


class Change(StrEnum):
    """What may happen to a field."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    TYPE = "type"
    WORD = "word"  #: A value that was never on its list.
    ENCODING = "encoding"
    UNIT = "unit"  #: A hundred times more or less: 元 and 分, seconds and milliseconds.
    CLOCK = "clock"  #: Whole hours earlier or later: a time of another zone.


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """One change, told once."""

    change: Change
    kind: str  #: Of message.
    field: str
    was: str = ""
    now: str = ""  #: What is there instead: a field, a type, a word, a factor, hours.
    messages: int  #: That show it …
    of: int  #: … of so many.
    order_no: str | None = None  #: The first that shows it.

    @property
    def name(self) -> str:
        """What it is, so that the same is not told twice."""
        return "/".join(filter(None, (self.kind, self.change, self.field, self.now)))


@dataclass(frozen=True, slots=True)
class Look:
    """One kind of message in one window, beside what is usual of it."""

    window: Window
    kind: str
    use: KindUse

    @property
    def of(self) -> int:
        """How many messages of the kind were looked at."""
        return self.window.kinds[self.kind].number

    def shown(self, name: str) -> dict[str, int]:
        """Return how often what stood in a field."""
        there = self.window.shapes.get(self.kind, {}).get(name, {})
        return {what: one.number for what, one in there.items()}

    def first_with(self, name: str, *shapes: str) -> str | None:
        """Return the first order that has a field, or one of these in it."""
        there = self.window.shapes.get(self.kind, {}).get(name, {})
        orders = (one.order_no for what, one in there.items() if not shapes or what in shapes)
        return next(filter(None, orders), None)

    def first(self) -> str | None:
        """Return the first order of all."""
        return self.window.kinds[self.kind].order_no
