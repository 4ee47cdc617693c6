"""Fixtures for tests of bot/: the HTTP application on a real socket of the loopback address."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from bot.metrics import Metrics
from bot.web.app import Source, WebParts, create
from handlers.deps import Deps
from rules.payments.contract import Contracts
from rules.shipping.guard import Carrier, Guard
from storage.database import Database, opened
from tests.bot.served import served
from tests.builders import NOON, some_deps
from tests.platforms.payments.alipay import Alipay
from tests.platforms.payments.wechat import WeChatPay

SALT = "s3cr3tsalt"
TOKEN = "wms-token"  # noqa: S105 - of a source that exists in these tests only


@dataclass(slots=True)
class HandClock:
    """A clock that stands until it is moved."""

    at: datetime = NOON

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.at.astimezone(UTC)


@dataclass(slots=True, kw_only=True)
class Api:
    """The application, its database and a client that has the token."""

    app: FastAPI
    deps: Deps
    url: str
    port: int
    database: Database
    clock: HandClock
    http: httpx.Client
    numbers: Iterator[int] = field(default_factory=lambda: iter(range(1, 1_000_000)))

    def event(self, kind: str = "chat.opened", **changes: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return a CloudEvent that is accepted unless a change spoils it."""
        return {
            "specversion": "1.0",
            "id": f"e-{next(self.numbers)}",
            "source": "wms-hz",
            "type": kind,
            "subject": "1024",
            "time": NOON.isoformat(),
            "data": {},
            **changes,
        }

    def order(self, order_no: str = "1024", **data: Any) -> dict[str, Any]:  # noqa: ANN401
        """Return `order.created` of a plain order."""
        body = {
            "platform": "taobao",
            "shop": "glasses",
            "amount": "199.00",
            "items": [{"sku": "frame-1", "qty": 1}],
            **data,
        }
        return self.event("order.created", subject=order_no, data=body)

    def post(self, path: str, body: Any) -> httpx.Response:  # noqa: ANN401 - whatever is sent
        """Post JSON."""
        return self.http.post(path, json=body)

    def rows(self, table: str) -> int:
        """Count the rows of a table."""
        query = text(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own tables
        return self.database.look(lambda tx: int(tx._connection.execute(query).scalar_one()))  # noqa: SLF001

    def is_alive(self) -> bool:
        """Say whether the process still answers and stores."""
        healthy = self.http.get("/healthz").status_code == 200
        return healthy and self.post("/v1/events", self.event()).json()["accepted"] == 1


_BOTH = (Source(name="wms-hz", token=TOKEN), Source(name="oms", token="oms-token"))  # noqa: S106


@pytest.fixture
def api(sqlite_url: str) -> Iterator[Api]:
    """Serve the application on a socket of its own."""
    yield from _serve(sqlite_url, _BOTH)


@pytest.fixture(
    params=["sqlite", "postgresql", pytest.param("pooled", marks=pytest.mark.pgbouncer)]
)
def stored_api(request: pytest.FixtureRequest) -> Iterator[Api]:
    """Serve it over each sort of database, and over PostgreSQL behind a pooler."""
    yield from _serve(str(request.getfixturevalue(f"{request.param}_url")), _BOTH)


@pytest.fixture
def recalling_api(sqlite_url: str) -> Iterator[Api]:
    """Serve it for a shop with a carrier that can stop goods for four hours after hand-over."""
    carrier = Carrier(name="顺丰", intercept_within=timedelta(hours=4))
    yield from _serve(sqlite_url, _BOTH, some_deps(guard=Guard(carriers={"SF": carrier})))


@pytest.fixture
def wechat() -> WeChatPay:
    """Return a provider that posts call-backs."""
    return WeChatPay()


@pytest.fixture
def paying_api(sqlite_url: str, wechat: WeChatPay) -> Iterator[Api]:
    """Serve it for a shop that is paid through both providers."""
    contracts = Contracts(all=(wechat.contract(), Alipay().contract()))
    yield from _serve(sqlite_url, _BOTH, some_deps(payments=contracts))


@pytest.fixture
def one_source(sqlite_url: str) -> Iterator[Api]:
    """Serve it with one source: which of several a token belongs to, no schema can say."""
    yield from _serve(sqlite_url, _BOTH[:1])


def _serve(
    url: str, sources: tuple[Source, ...], deps: Deps | None = None, *, salt: str | None = SALT
) -> Iterator[Api]:
    with opened(url) as database:
        clock = HandClock()
        parts = WebParts(
            database=database,
            deps=deps or some_deps(),
            clock=clock,
            sources=sources,
            metrics=Metrics(),
            gateways=frozenset({"voice", "sms"}),
            kuaidi100_salt=salt,
            ready=lambda: {"courier": "ok"},
        )
        app = create(parts)
        headers = {"authorization": f"Bearer {TOKEN}"}
        with (
            served(app) as base,
            httpx.Client(base_url=base, headers=headers, timeout=20, trust_env=False) as http,
        ):
            port = int(base.rpartition(":")[2])
            yield Api(
                app=app, deps=parts.deps, url=base, port=port, database=database, clock=clock,
                http=http,
            )  # fmt: skip
