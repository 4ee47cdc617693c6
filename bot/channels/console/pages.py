"""The console's door: mounts its pages into the web application."""

from fastapi import FastAPI, Request
from nicegui import core, ui
from starlette.routing import Mount

from bot.channels.console import chat_page, labels, order_page, style
from bot.channels.console.gate import ConsoleMount, Gate
from bot.channels.console.parts import ConsoleParts

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
