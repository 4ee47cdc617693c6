"""The console's door: mounts its pages into the web application."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from nicegui import core, ui
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Mount

from bot.channels.console import labels, style
from bot.channels.console.gate import ConsoleMount, Gate
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.views import (
    chat_page,
    contracts_page,
    draft_desk,
    draft_pages,
    evidence_page,
    order_page,
    sheet_page,
)
from bot.channels.console.views.health import page as health_page

__all__ = ["ConsoleParts", "mount"]

#: Messages kept for a browser that lost its connection; beyond it the page loads again.
HISTORY = 100


def mount(app: FastAPI, parts: ConsoleParts) -> None:
    """Add the console to the application. Call it after every other route has been added."""
    lang = parts.deps.lang
    title = f"{labels.label('brand', lang)} · {labels.label('group', lang)}"

    @ui.page("/", title=title)
    async def chat(request: Request) -> None:
        await chat_page.chat_page(parts, request)

    @ui.page("/statuses")
    async def statuses(request: Request) -> None:
        await draft_desk.begin(parts, request, draft_pages.STATUS_MAP)

    @ui.page("/refund-rules")
    async def refund_rules(request: Request) -> None:
        await draft_desk.begin(parts, request, draft_pages.REFUND_RULES)

    @ui.page("/refunds/{refund_id}")
    async def refund(request: Request, refund_id: str) -> None:
        await evidence_page.evidence_page(parts, request, refund_id)

    @ui.page("/contracts")
    async def contracts(request: Request, partner: str | None = None) -> None:
        await contracts_page.contracts_page(parts, request, partner)

    @ui.page("/order-health")
    async def health(request: Request) -> None:
        await health_page.show(parts, request)

    @ui.page("/unshipped")
    async def unshipped(request: Request) -> None:
        await sheet_page.unshipped_page(parts, request)

    @ui.page("/orders/{order_no:path}")
    async def order(request: Request, order_no: str) -> None:
        await order_page.order_page(parts, request, order_no)

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
