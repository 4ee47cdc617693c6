"""Pages for customers: drawn on the server, for a phone, with nothing from anywhere else."""

import secrets
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.types import Scope

from bot.web.door.endpoint import Refuse
from bot.web.door.problems import Answer, Problem
from rules.wording.say import say

HTML: Final = b"text/html; charset=utf-8"
_TEMPLATES: Final = Path(__file__).parents[1] / "templates"
_pages = Environment(
    loader=FileSystemLoader(_TEMPLATES),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, status: int, **shown: Any) -> Answer:  # noqa: ANN401 - what it shows
    """
    Draw a page. Its address is a secret: no other site hears of it, and no cache keeps the page.

    Scripts and styles run with the page's own `nonce` alone.
    """
    nonce = secrets.token_urlsafe(16)
    body = _pages.get_template(template).render(nonce=nonce, **shown).encode()
    policy = (
        f"default-src 'none'; img-src 'self' data: blob:; style-src 'nonce-{nonce}'; "
        f"script-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    headers = ((b"content-security-policy", policy.encode()), *PRIVATE)
    return Answer(status=status, body=body, content_type=HTML, headers=headers)


def closed(lang: str, text: str = "page_closed_text") -> Refuse:
    """Return how customers are told what went wrong on our side: by a page with a way on."""

    def draw(problem: Problem, scope: Scope) -> Answer:
        if problem.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return problem.answer(scope["path"])
        return _closed(problem, lang, "page_closed", text, again=say("page_closed_again", lang))

    return draw


def file_closed(lang: str) -> Refuse:
    """Return how it is told that a file is not to be had, now or any more: browsers get a page."""
    away = closed(lang, "page_closed_file")

    def refuse(problem: Problem, scope: Scope) -> Answer:
        if b"text/html" not in dict(scope["headers"]).get(b"accept", b""):
            return problem.answer(scope["path"])
        if problem.status == HTTPStatus.UNAUTHORIZED:
            return _closed(problem, lang, "page_expired", "page_expired_file")
        return away(problem, scope)

    return refuse


def _closed(problem: Problem, lang: str, title: str, text: str, *, again: str = "") -> Answer:
    shown = page(
        "closed.html",
        problem.status,
        lang="zh-CN" if lang == "zh" else "en",
        title=say(title, lang),
        about="",
        text=say(text, lang),
        again=again,
    )
    return replace(shown, headers=(*shown.headers, *problem.headers))


#: Of whatever is behind an address that is a secret.
PRIVATE: Final = (
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex"),
)
