"""Dressing a page: the style sheet inside it, so that nothing is loaded and nothing flickers."""

from functools import cache
from http import HTTPStatus
from pathlib import Path
from string import Template

from nicegui import ui
from starlette.responses import HTMLResponse

from bot.channels.console import labels

_FOLDER = Path(__file__).parent / "static"

#: Seconds until a page that could not be read asks again.
_AGAIN = 3
#: The tab's icon: two waves that meet.
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="8" fill="#2b5fd9"/>'
    '<path d="M5 17c3-8 6-8 9 0s6 8 9 0" fill="none" stroke="#fff" stroke-width="2.6"/>'
    '<circle cx="25.5" cy="12" r="3" fill="#ff5a4d"/></svg>'
)


#: The colours of day and night, then what uses them.
_SHEETS = ("tokens.css", "nav.css", "console.css", "lists.css", "weights.css")


@cache
def _sheet() -> str:
    return "".join(_read(name) for name in _SHEETS)


def _read(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


@cache
def _plain() -> Template:
    return Template(_read("plain.html"))


def dress() -> None:
    """Give the page being built its style."""
    ui.add_head_html(f"<style>{_sheet()}</style>")


def plain(key: str, status: int, lang: str, script: str = "") -> HTMLResponse:
    """Return a page of one sentence: a dead end, and the way out of it."""
    text = _plain().substitute(
        lang=labels.html_lang(lang),
        colours=_read("tokens.css"),
        title=labels.label(f"{key}_title", lang),
        text=labels.label(f"{key}_text", lang),
        script=script,
    )
    return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store"})


def away(lang: str) -> HTMLResponse:
    """Return the page that stands in for one whose data cannot be read now: it tries again."""
    script = f"<script>setTimeout(() => location.reload(), {_AGAIN * 1000})</script>"
    found = plain("away", HTTPStatus.SERVICE_UNAVAILABLE, lang, script)
    found.headers["retry-after"] = f"{_AGAIN}"
    return found
