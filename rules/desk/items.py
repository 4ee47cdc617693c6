"""Items of the desk: one line for whatever waits, chosen and ordered by its reader."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from rules.unshipped.urgency import looked_at

#: Lines of one page. More than these are never changed at once without being asked again (A-47).
LINES = 20
#: Who asks for what nobody has taken asks for this.
NOBODY = "-"
_NEVER = datetime.max.replace(tzinfo=UTC)


class What(StrEnum):
    """What an item is about."""

    ALERT = "alert"
    HOLD = "hold"  #: Without an alert that waits: that one's line says that the order is locked.
    LINE = "line"  #: Of today's sheet.
    TICKET = "ticket"
    DRAFT = "draft"
    CONFIRMATION = "confirmation"


class By(StrEnum):
    """What stands on top."""

    URGENCY = "urgency"
    YUAN = "yuan"
    DEADLINE = "deadline"
    AGE = "age"


class Do(StrEnum):
    """What may be done to several items at once."""

    LOCK = "lock"
    CLAIM = "claim"
    RELEASE = "release"
    FALSE_ALARM = "false_alarm"
    USEFUL = "useful"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Something that waits for somebody."""

    what: What
    key: str  #: Unique among those of its kind.
    name: str = ""  #: What it is of its kind: the level of an alert, the reason of a hold, a kind.
    order_no: str = ""
    shop: str = ""
    warehouse: str = ""
    level: str = ""  #: Of an alert.
    state: str = "open"
    owner: str = ""
    since: datetime
    deadline: datetime | None = None
    risk: Decimal | None = None  #: CNY that it costs if nobody does anything in time.
    saves: Decimal | None = None  #: CNY that a minute of work on it saves.
    amount: Decimal | None = None  #: CNY that the order is worth.
    about: str = ""
    may: frozenset[Do] = field(default_factory=frozenset)  #: What its reader would not be refused.


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of it a reader wants; an empty text is any."""

    what: str = ""
    shop: str = ""
    warehouse: str = ""
    level: str = ""
    owner: str = ""
    state: str = ""
    search: str = ""
    by: By = By.URGENCY
    page: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a reader sees of it."""

    items: tuple[Item, ...]
    number: int
    pages: int
    found: int


def page_of(items: Iterable[Item], choice: Choice) -> Page:
    """Return a page of what was chosen; one behind the last is the last."""
    found = sorted((one for one in items if is_chosen(one, choice)), key=_ORDER[choice.by])
    pages = max(1, -(-len(found) // LINES))
    number = min(max(1, choice.page), pages)
    return Page(
        items=tuple(found[LINES * (number - 1) : LINES * number]),
        number=number,
        pages=pages,
        found=len(found),
    )


def is_chosen(item: Item, choice: Choice) -> bool:
    """Say whether a reader wants to see it."""
    return (
        all(getattr(choice, name) in ("", getattr(item, name)) for name in _SAME)
        and choice.owner in ("", item.owner or NOBODY)
        and _is_found(item, choice.search)
    )


_SAME = ("what", "shop", "warehouse", "level", "state")
_SEARCHED = ("order_no", "key", "shop", "warehouse", "owner", "about")
#: What readers choose by, beside the words that they search.
FACETS = (*_SAME, "owner")


def facets(items: Sequence[Item]) -> dict[str, Counter[str]]:
    """Count what there is to choose from."""
    return {
        name: Counter(
            (item.owner or NOBODY) if name == "owner" else str(getattr(item, name))
            for item in items
        )
        for name in FACETS
    }


def _is_found(item: Item, search: str) -> bool:
    text = "\n".join(getattr(item, name) for name in _SEARCHED).casefold()
    return all(word in text for word in search.casefold().split())


def _due(item: Item) -> tuple[datetime, datetime]:
    return (item.deadline or _NEVER, item.since)


def _worth(item: Item) -> tuple[Decimal, Decimal]:
    return (-(item.risk or Decimal(0)), -(item.amount or Decimal(0)))


def _urgency(item: Item) -> tuple[Any, ...]:
    return (*looked_at(item.level, item.saves, item.deadline), item.since)


_ORDER: Mapping[By, Callable[[Item], tuple[Any, ...]]] = MappingProxyType({
    By.URGENCY: lambda item: (*_urgency(item), item.what, item.key),
    By.YUAN: lambda item: (*_worth(item), *_due(item), item.what, item.key),
    By.DEADLINE: lambda item: (*_due(item), item.what, item.key),
    By.AGE: lambda item: (item.since, item.what, item.key),
})  # fmt: skip
