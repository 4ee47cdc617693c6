"""The HTTP application: which address leads where. It is given its parts and reads no settings."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.alerts import AlertPages
from bot.web.auth import Gatekeeper
from bot.web.endpoint import Asked, Endpoint
from bot.web.events import EventsEndpoint
from bot.web.health import BACKLOG, Healthz, MetricsPage, Readyz
from bot.web.ledger import Ledger
from bot.web.missed import MissedScans
from bot.web.modelled import ModelledRoute, unreadable
from bot.web.openapi import document
from bot.web.orders import OrdersEndpoint
from bot.web.pages import DocsPage, DocumentPage
from bot.web.parts import Source, WebParts
from bot.web.problems import Answer, Problem, our_mistake
from bot.web.routes import WholePartsRoute
from bot.web.rush import Rush
from bot.web.scans import ScansEndpoint

__all__ = ["BACKLOG", "Source", "WebParts", "create"]


class Application(FastAPI):
    """FastAPI with a fast lane: the busiest addresses skip middleware as costly as they are."""

    fast_lane: Mapping[tuple[str, str], ASGIApp] = MappingProxyType({})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] == "http":
            target = self.fast_lane.get((scope["path"], scope["method"]))
            if target is not None:
                await target(scope, receive, send)
                return
        await super().__call__(scope, receive, send)


def create(parts: WebParts) -> FastAPI:
    """Put the application together; `app.state.missed_scans` is what the audit has yet to get."""
    app = Application(
        title="order-resonance",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        exception_handlers={
            HTTPException: _refused,
            RequestValidationError: _unreadable,
            Exception: _failed,
        },
    )
    gate = Gatekeeper(parts.sources)
    missed, rush = MissedScans(parts.database), Rush()
    app.state.missed_scans = missed

    def endpoint(
        route: str, method: str, handle: Callable[[Asked], Awaitable[Answer]]
    ) -> tuple[str, str, ASGIApp]:
        return route, method, Endpoint(route, method, handle, gate=gate, metrics=parts.metrics)

    busiest = (
        endpoint("/v1/events", "POST", EventsEndpoint(parts, rush)),
        endpoint("/v1/scans", "POST", ScansEndpoint(parts, missed, rush)),
    )
    app.fast_lane = {(route, method): target for route, method, target in busiest}
    orders = OrdersEndpoint(parts)

    def read() -> Mapping[str, Any]:
        return document(parts, app.routes)

    for route, method, target in (
        *busiest,
        endpoint("/v1/orders/{no}", "GET", orders.show),
        endpoint("/v1/orders/{no}/lock", "POST", orders.lock),
        endpoint("/v1/orders/{no}/release", "POST", orders.release),
        ("/healthz", "GET", Healthz()),
        ("/readyz", "GET", Readyz(parts)),
        ("/metrics", "GET", MetricsPage(parts)),
        ("/docs", "GET", DocsPage(read)),
        ("/openapi.json", "GET", DocumentPage(read)),
    ):
        app.router.routes.append(WholePartsRoute(route, target, methods=[method]))
    for path, answer, refuses, summary in (
        ("/v1/alerts", AlertPages(parts).list_alerts, (), "预警列表 / alerts, a page at a time"),
        ("/v1/outbox/{id}", Ledger(parts).get_promise, ("404",), "一条承诺 / one promise"),
    ):
        app.router.routes.append(
            ModelledRoute(
                path, answer, summary=summary, refuses=refuses, gate=gate, metrics=parts.metrics
            )
        )
    return app


async def _refused(request: Request, error: Exception) -> Response:
    """Turn what the framework refuses into a problem."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    shown = "".join(c for c in request.url.path[:200] if c.isprintable())
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = headers.get("Allow") or headers.get("allow") or "—"
        problem = Problem(
            code="method_not_allowed",
            detail=f"{shown} 只接受 {allowed} / {shown} takes {allowed} only",
        )
    elif status == HTTPStatus.NOT_FOUND:
        problem = Problem(
            code="not_found",
            detail=f"没有 {shown}，接口列表见 /docs / there is no {shown}; see /docs",
        )
    else:
        code = {413: "too_large", 415: "unsupported_media_type", 503: "unavailable"}.get(status)
        problem = Problem(code=code or "malformed_path", detail=str(getattr(error, "detail", "")))
    return _response(problem.answer(request.url.path), headers)


async def _unreadable(request: Request, error: Exception) -> Response:
    """Name what of a request does not fit its model."""
    problem = unreadable(error) if isinstance(error, RequestValidationError) else our_mistake()
    return _response(problem.answer(request.url.path), {})


async def _failed(request: Request, _error: Exception) -> Response:
    """Answer for a mistake of ours; the server logs it with its traceback."""
    return _response(our_mistake().answer(request.url.path), {})


def _response(answer: Answer, headers: dict[str, str]) -> Response:
    more = {name.decode(): value.decode() for name, value in answer.headers}
    response = Response(answer.body, status_code=answer.status, headers={**headers, **more})
    response.headers["content-type"] = answer.content_type.decode()
    return response
