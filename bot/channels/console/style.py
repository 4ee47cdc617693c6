"""Dressing a page: the style sheet inside it, so that nothing is loaded and nothing flickers."""

from functools import cache
from pathlib import Path

from nicegui import ui

_FOLDER = Path(__file__).parent / "static"

#: The tab's icon: two waves that meet.
FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="8" fill="#2b5fd9"/>'
    '<path d="M5 17c3-8 6-8 9 0s6 8 9 0" fill="none" stroke="#fff" stroke-width="2.6"/>'
    '<circle cx="25.5" cy="12" r="3" fill="#ff5a4d"/></svg>'
)


@cache
def _sheet() -> str:
    return (_FOLDER / "console.css").read_text(encoding="utf-8")


def dress() -> None:
    """Give the page being built its style."""
    ui.add_head_html(f"<style>{_sheet()}</style>")
