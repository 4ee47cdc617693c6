"""The console's door: mounts its pages into the web application."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from http import HTTPStatus
from types import MappingProxyType

from fastapi import FastAPI, Request
from nicegui import core, ui
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount

from bot.channels.console import labels, style
from bot.channels.console.desk import audit_page, lists, locked_page, oncall_page, todo_page
from bot.channels.console.gate import ConsoleMount, Gate
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views import (
    chat_page,
    contracts_page,
    draft_desk,
    draft_pages,
    evidence_page,
    sheet_page,
)
from bot.channels.console.views.health import page as health_page
from bot.channels.console.views.order import page as order_page
from bot.logs import logger
from storage.faults import StoreError

__all__ = ["ConsoleParts", "mount"]

log = logger(__name__)

#: Seconds that somebody waits for a page; the framework's own limit lies behind it.
PATIENCE = 8.0
_BEHIND = PATIENCE + 2
#: Messages kept for a browser that lost its connection; beyond it the page loads again.
HISTORY = 100
#: Pages by their address; those whose address names something are in `mount`.
PAGES: Mapping[str, Callable[[ConsoleParts, Request], Awaitable[None]]] = MappingProxyType({
    "/": chat_page.chat_page,
    "/todo": partial(lists.begin, page=todo_page.TODO),
    "/locked": partial(lists.begin, page=locked_page.LOCKED),
    "/audit": partial(lists.begin, page=audit_page.AUDIT),
    "/oncall": oncall_page.oncall_page,
    "/order-health": health_page.show,
    "/unshipped": sheet_page.unshipped_page,
    "/statuses": partial(draft_desk.begin, page=draft_pages.STATUS_MAP),
    "/refund-rules": partial(draft_desk.begin, page=draft_pages.REFUND_RULES),
    "/weights": partial(draft_desk.begin, page=draft_pages.WEIGHTS),
})  # fmt: skip


def mount(app: FastAPI, parts: ConsoleParts) -> None:
    """Add the console to the application. Call it after every other route has been added."""
    lang = parts.deps.lang
    title = f"{labels.label('brand', lang)} · {labels.label('group', lang)}"

    for path, begin in PAGES.items():
        _show(parts, path, begin)

    @ui.page("/refunds/{refund_id}", response_timeout=_BEHIND)
    async def refund(request: Request, refund_id: str) -> Response | None:
        page = evidence_page.evidence_page(parts, request, refund_id)
        return await shown(parts, request, page)

    @ui.page("/contracts", response_timeout=_BEHIND)
    async def contracts(request: Request, partner: str | None = None) -> Response | None:
        page = contracts_page.contracts_page(parts, request, partner)
        return await shown(parts, request, page)

    @ui.page("/orders/{order_no:path}", response_timeout=_BEHIND)
    async def order(request: Request, order_no: str) -> Response | None:
        return await shown(parts, request, order_page.order_page(parts, request, order_no))

    # The framework has one application for the process; a second mount must not add to it.
    core.app.user_middleware.clear()
    core.app.middleware_stack = None
    ui.run_with(
        app,
        title=title,
        viewport="width=device-width, initial-scale=1, viewport-fit=cover",
        favicon=style.FAVICON,
        dark=False,
        language="zh-CN" if lang == "zh" else "en-US",
        binding_refresh_interval=None,
        reconnect_timeout=10.0,
        message_history_length=HISTORY,
        tailwind=False,
        show_welcome_message=False,
    )
    mounted = app.router.routes.pop()
    if not isinstance(mounted, Mount):
        message = "the page framework did not mount itself as expected"
        raise TypeError(message)
    app.router.routes.append(ConsoleMount("/", app=Gate(mounted.app, parts), name="console"))
    _show_dead_ends(app, lang)


def _show(
    parts: ConsoleParts, path: str, begin: Callable[[ConsoleParts, Request], Awaitable[None]]
) -> None:
    @ui.page(path, response_timeout=_BEHIND)
    async def show(request: Request) -> Response | None:
        return await shown(parts, request, begin(parts, request))


async def shown(parts: ConsoleParts, request: Request, page: Awaitable[None]) -> Response | None:
    """Show a page; whatever keeps it from being shown is told by a page, too."""
    try:
        async with asyncio.timeout(PATIENCE):
            await page
    except (StoreError, TimeoutError) as error:
        log.warning("page_not_read", path=request.url.path, error=repr(error))
        return style.away(parts.deps.lang)
    except Exception:  # one page's failure is nobody else's
        log.exception("page_failed", path=request.url.path)
        return style.plain("failed", HTTPStatus.INTERNAL_SERVER_ERROR, parts.deps.lang)
    return None


def _show_dead_ends(app: FastAPI, lang: str) -> None:
    """Have people read that a page is not there; programs get the problem document as before."""
    refused = app.exception_handlers[HTTPException]

    async def nowhere(request: Request, error: Exception) -> Response:
        if "text/html" in request.headers.get("accept", ""):
            return style.plain("nowhere", HTTPStatus.NOT_FOUND, lang)
        answer = refused(request, error)
        return answer if isinstance(answer, Response) else await answer

    for one in (app, core.app):  # the framework's own pages have another dead end
        one.add_exception_handler(HTTPStatus.NOT_FOUND, nowhere)
