"""The navigation: one bar over every page, from which each of the others is one step away."""

from dataclasses import dataclass
from urllib.parse import quote

from fastapi import Request
from nicegui import context, ui
from nicegui.element import Element

from bot.channels.console import labels, style, visitors
from bot.channels.console.parts import ConsoleParts
from rules.chat.words import Name
from rules.delivery.rooms import CHANNEL
from rules.people.permissions import Person, may


@dataclass(frozen=True, slots=True, kw_only=True)
class Tab:
    """A page that the bar leads to."""

    path: str
    label: str
    key: str  #: Pressed after `g`.
    asks: str = ""  #: What its reader has to be allowed; nothing: everybody who may come in.


#: A new page is one row here; what it shows to whom stays its own business.
TABS = (
    Tab(path="/todo", label="todo", key="t"),
    Tab(path="/", label="chat", key="c"),
    Tab(path="/locked", label="locked_title", key="l"),
    Tab(path="/unshipped", label="sheet_short", key="s"),
    Tab(path="/statuses", label="statuses", key="m"),
    Tab(path="/refund-rules", label="refund_rules", key="r"),
    Tab(path="/weights", label="weights", key="w"),
    Tab(path="/order-health", label="health", key="h"),
    Tab(path="/contracts", label="contracts", key="k"),
    Tab(path="/oncall", label="oncall", key="o"),
    Tab(path="/audit", label="audit", key="a", asks=Name.AUDIT.value),
)
_LABELS = (
    "brand", "i_am", "sign_out", "skip", "pages", "menu", "close", "keys", "keys_help",
    "keys_next", "keys_open", "keys_choose", "keys_search", "keys_close", "keys_on",
)  # fmt: skip


class NavView(Element, component="static/nav.js"):
    """The bar in the browser."""


def frame(parts: ConsoleParts, request: Request, title: str | None = None) -> Person | None:
    """Dress a page, put the bar over it, name it, and return who reads it."""
    lang, person = parts.deps.lang, visitors.reader(parts, request)
    style.dress()
    if title is not None:
        ui.page_title(f"{title} · {labels.label('brand', lang)}")
    view = NavView()
    view.props["labels"] = labels.table(*_LABELS, lang=lang)
    view.props["tabs"] = _tabs(parts, request, person)
    view.props["me"] = visitors.card_of(person, lang) if person is not None else None
    everybody = visitors.linked(parts) if parts.open else ()
    view.props["people"] = [visitors.card_of(one, lang) for one in everybody]
    view.move(context.client.layout, 0)
    return person


def href(parts: ConsoleParts, person: Person | None, path: str) -> str:
    """Return the address of a page for this reader; in the demo it says who that is."""
    if not parts.open or person is None:
        return path
    return f"{path}{'&' if '?' in path else '?'}as={quote(person.ids[CHANNEL])}"


def _tabs(parts: ConsoleParts, request: Request, person: Person | None) -> list[dict[str, object]]:
    if person is None:
        return []
    actor, here = parts.deps.directory.actor(CHANNEL, person.ids[CHANNEL]), request.url.path
    return [
        {
            "href": href(parts, person, tab.path),
            "name": labels.label(tab.label, parts.deps.lang),
            "key": tab.key,
            "here": here == tab.path,
        }
        for tab in TABS
        if not tab.asks or may(actor, tab.asks)
    ]
