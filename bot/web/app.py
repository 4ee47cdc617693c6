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
from bot.web.carriers import Kuaidi100Notices
from bot.web.contracts import ContractPages
from bot.web.customers.confirmation import ConfirmationPage
from bot.web.customers.pages import closed, file_closed
from bot.web.customers.photos import Photos
from bot.web.customers.refund import RefundPage
from bot.web.customers.terms import TermsPage
from bot.web.document.openapi import document
from bot.web.document.pages import DocsPage, DocumentPage
from bot.web.door.auth import Anyone, Gate, Gatekeeper, LinkReader
from bot.web.door.endpoint import Asked, Endpoint, Refuse, as_problem
from bot.web.door.problems import Answer, Problem, our_mistake
from bot.web.door.routes import WholePartsRoute
from bot.web.files import SignedFiles
from bot.web.health import BACKLOG, Healthz, MetricsPage, Readyz
from bot.web.intake.events import EventsEndpoint
from bot.web.intake.rush import Rush
from bot.web.ledger import Ledger
from bot.web.lookout import Lookout
from bot.web.modelled import ModelledRoute, unreadable
from bot.web.order_health import HealthPages
from bot.web.orders import OrdersEndpoint
from bot.web.parts import Source, WebParts
from bot.web.payments.notices import PaymentNotices
from bot.web.payments.quarantine import QuarantinePages
from bot.web.refunds import RefundsEndpoint
from bot.web.reports import Reports
from bot.web.shipping.missed import MissedScans
from bot.web.shipping.scans import ScansEndpoint
from bot.web.statuses import StatusPages
from bot.web.stock import StockPages
from bot.web.unshipped import TraceSheet, UnshippedPages
from rules.events import kuaidi100
from rules.payments.contract import Provider

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
    """
    Put the application together.

    `app.state.missed_scans` and `app.state.lookout` are what the database has yet to get.
    """
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
    lookout = Lookout(parts.database)
    app.state.missed_scans, app.state.lookout = missed, lookout

    def endpoint(
        route: str,
        method: str,
        handle: Callable[[Asked], Awaitable[Answer]],
        gate: Gate = gate,
        refuse: Refuse = as_problem,
    ) -> tuple[str, str, ASGIApp]:
        served = Endpoint(route, method, handle, gate=gate, metrics=parts.metrics, refuse=refuse)
        return route, method, served

    def customers(
        route: str, method: str, handle: Callable[[Asked], Awaitable[Answer]]
    ) -> tuple[str, str, ASGIApp]:
        return endpoint(route, method, handle, customer, closed(parts.deps.lang))

    busiest = (
        endpoint("/v1/events", "POST", EventsEndpoint(parts, rush, lookout)),
        endpoint("/v1/scans", "POST", ScansEndpoint(parts, missed, rush, lookout)),
    )
    app.fast_lane = {(route, method): target for route, method, target in busiest}
    orders, refunds, unshipped, confirmation, refunding = (
        OrdersEndpoint(parts),
        RefundsEndpoint(parts),
        UnshippedPages(parts),
        ConfirmationPage(parts),
        RefundPage(parts),
    )
    customer, quarantine = Anyone("customer"), QuarantinePages(parts)
    wechat, alipay = (
        PaymentNotices(parts, provider) for provider in (Provider.WECHAT, Provider.ALIPAY)
    )

    def read() -> Mapping[str, Any]:
        return document(parts, app.routes)

    signed = tuple(
        endpoint(
            f"/{folder}/{{token}}",
            "GET",
            files,
            LinkReader(files.name),
            file_closed(parts.deps.lang),
        )
        for folder, files in (
            ("sheets", SignedFiles(parts, "sheet")),
            ("payments", SignedFiles(parts, "payments")),
            ("appeals", SignedFiles(parts, "appeal")),
        )
    )
    every: tuple[tuple[str, str, ASGIApp], ...] = (
        *busiest,
        endpoint("/v1/orders/{no}", "GET", orders.show),
        endpoint("/v1/orders/{no}/lock", "POST", orders.lock),
        endpoint("/v1/orders/{no}/release", "POST", orders.release),
        endpoint("/v1/refunds", "POST", refunds.apply),
        endpoint("/v1/refunds/preview", "POST", refunds.preview),
        endpoint("/v1/refunds/{id}", "GET", refunds.show),
        endpoint("/v1/refunds/{id}/appeal", "POST", refunds.appeal),
        customers("/terms/{version}", "GET", TermsPage(parts)),
        endpoint(
            "/v1/carriers/kuaidi100/notify",
            "POST",
            Kuaidi100Notices(parts, lookout),
            Anyone(kuaidi100.SOURCE),
        ),
        endpoint("/v1/payments/wechat/notify", "POST", wechat, Anyone(Provider.WECHAT)),
        endpoint("/v1/payments/alipay/notify", "POST", alipay, Anyone(Provider.ALIPAY)),
        endpoint("/v1/quarantine/replay", "POST", quarantine.replay),
        *signed,
        endpoint("/v1/gateways/{name}/report", "POST", Reports(parts)),
        customers("/c/{token}", "GET", confirmation.show),
        customers("/c/{token}", "POST", confirmation.take),
        customers("/refund/{token}", "GET", refunding.show),
        customers("/refund/{token}", "POST", refunding.take),
        endpoint("/photos/{token}", "GET", Photos(parts), customer),
        ("/healthz", "GET", Healthz()),
        ("/readyz", "GET", Readyz(parts)),
        ("/metrics", "GET", MetricsPage(parts)),
        ("/docs", "GET", DocsPage(read)),
        ("/openapi.json", "GET", DocumentPage(read)),
    )
    for route, method, target in every:
        app.router.routes.append(WholePartsRoute(route, target, methods=[method]))
    statuses = StatusPages(parts)
    sheet = ModelledRoute(
        "/v1/unshipped",
        unshipped.get_unshipped,
        summary="未发货溯源表 / the trace sheet of a day",
        answers=TraceSheet,
        gate=gate,
        metrics=parts.metrics,
    )
    app.router.routes.append(sheet)
    for path, answer, refuses, summary in (
        ("/v1/quarantine", quarantine.list_quarantine, (), "隔离区 / call-backs that wait"),
        ("/v1/alerts", AlertPages(parts).list_alerts, (), "预警列表 / alerts, a page at a time"),
        (
            "/v1/contracts", ContractPages(parts, lookout).list_contracts, (),
            "契约健康度 / the health of contracts, by partner and window",
        ),
        ("/v1/health", HealthPages(parts).get_health, (), "订单健康 / the health of orders"),
        ("/v1/rates/missed", unshipped.get_missed, (), "漏发率 / the rate of missed shipments"),
        ("/v1/outbox/{id}", Ledger(parts).get_promise, ("404",), "一条承诺 / one promise"),
        ("/v1/statuses", statuses.list_statuses, (), "状态映射 / the published map of statuses"),
        (
            "/v1/stock/{sku}", StockPages(parts).read_stock, ("404",),
            "一个 SKU 的库存 / the stock of one SKU",
        ),
        (
            "/v1/statuses/{system}/{code}", statuses.read_status, (),
            "一个原词的意思 / what one raw word means",
        ),
    ):  # fmt: skip
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
