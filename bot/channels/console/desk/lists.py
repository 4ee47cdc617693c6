"""List pages: lines that are filtered, searched, chosen and acted on; the address says which."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import Request
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from bot.channels.console import labels, nav
from bot.channels.console.labels import label
from bot.channels.console.parse import CHANNEL
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views.desk import DESK, Desk, seat
from bot.channels.console.views.order_data import Reading
from handlers.deps import Deps
from rules.people.permissions import Actor, Person
from storage.tx import Tx

_LABELS = (
    "close", "list_none", "list_reset", "list_choose", "list_choose_all",
    "list_chosen", "list_reason", "list_reason_first", "list_page", "list_earlier", "list_later",
    "list_filters", "list_stale", "list_loading", "sheet_by",
)  # fmt: skip
_LONGEST = 64

Asked = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a list is read with."""

    tx: Tx
    deps: Deps
    actor: Actor
    asked: Asked
    reading: Reading
    href: Callable[[str], str]  #: The address of another page for the same reader.

    @property
    def now(self) -> datetime:
        """When it is read."""
        return self.reading.now

    @property
    def lang(self) -> str:
        """In which language."""
        return self.reading.lang


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """A list: what its address may say, and what is shown."""

    title: str  #: A label.
    asks: tuple[str, ...]
    show: Callable[[Look], dict[str, Any]]
    every: float = 5.0  #: Seconds between two looks of an open page.


class ListView(Element, component="../static/list.js", dependencies=[DESK]):
    """The list in the browser."""


async def begin(parts: ConsoleParts, request: Request, page: ListPage) -> None:
    """Show it to whoever the gate let in, and keep it fresh."""
    person = seat(parts, request, page.title)
    if person is None:
        return
    asked = read_asked(page, request.query_params)
    view = ListView()
    view.props["labels"] = labels.table(*_LABELS, lang=parts.deps.lang)

    async def read() -> dict[str, Any]:
        wanted, found = asked, await _read(parts, person, page, asked)
        while wanted != asked:  # chosen anew meanwhile
            wanted, found = asked, await _read(parts, person, page, asked)
        return found

    desk = Desk(parts, request, person, view, ("list", read))

    async def choose(event: GenericEventArguments) -> None:
        nonlocal asked
        asked = read_asked(page, event.args)
        await desk.look()

    view.on("choose", choose)
    await desk.begin(page.every)


def read_asked(page: ListPage, raw: object) -> Asked:
    """Read what an address or a page asks for; what neither would say is as if it were absent."""
    said = raw if isinstance(raw, Mapping) else {}
    return {
        name: value.replace("\0", "")
        for name in page.asks
        if isinstance(value := said.get(name), str) and 0 < len(value) <= _LONGEST
    }


def number(asked: Asked, name: str) -> int:
    """Read a number of the address, 0 where there is none."""
    text = asked.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1" * 16) else 0


def filters(
    facets: Iterable[str],
    counted: Mapping[str, Mapping[str, int]],
    name: Callable[[str, str, str], str],
    lang: str,
) -> list[dict[str, Any]]:
    """Return the filters of a list, each with what there is, most of it first, as `name` says."""
    return [
        {
            "name": facet,
            "label": label(f"by_{facet}", lang),
            "options": [
                {"code": code, "name": name(facet, code, lang), "count": count}
                for code, count in sorted(counted[facet].items(), key=lambda one: (-one[1], one[0]))
                if code
            ],
        }
        for facet in facets
    ]


async def _read(
    parts: ConsoleParts, person: Person, page: ListPage, asked: Asked
) -> dict[str, Any]:
    deps = parts.deps
    actor = deps.directory.actor(CHANNEL, person.ids[CHANNEL])
    reading = Reading(
        now=parts.clock.now(), tz=deps.timezone, lang=deps.lang, directory=deps.directory
    )

    def work(tx: Tx) -> dict[str, Any]:
        look = Look(
            tx=tx, deps=deps, actor=actor, asked=asked, reading=reading,
            href=lambda path: nav.href(parts, person, path),
        )  # fmt: skip
        return {**page.show(look), "asked": dict(asked)}

    return await parts.database.read(work)
