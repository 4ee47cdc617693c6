"""/healthz, /readyz and /metrics: whether the process lives, can work, and what it counted."""

import asyncio
from datetime import datetime

import orjson
from starlette.types import Receive, Scope, Send

from bot.logs import logger
from bot.metrics import Books
from bot.web.door.endpoint import send_answer
from bot.web.door.problems import Answer
from bot.web.parts import WebParts
from handlers.deps import Deps
from handlers.health.days import kept_of
from handlers.health.figures import Asked
from handlers.orders import signatures
from handlers.unshipped.rates import rate_of_month
from storage.faults import StoreError
from storage.system.marks import Mark
from storage.tx import Tx

log = logger(__name__)

#: Works waiting for a writer from which on more are sent elsewhere: half of what the queue holds.
BACKLOG = 5_000
#: Seconds in which the database must answer to count as ready.
PATIENCE = 2.0
_ALIVE = Answer(status=200, body=b'{"status":"ok"}')
_PLACE = "channel:"
_NO_STORE = ((b"cache-control", b"no-store"),)


class Healthz:
    """The process lives: answered from memory."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer."""
        await send_answer(_ALIVE, send)


class Readyz:
    """Whether each part can work; any that cannot makes it 503, but for channels."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer."""
        parts = dict(self._parts.ready())
        if parts.get("database", "ok") == "ok":
            parts["database"] = await self._database()
        # A platform that is down is shown, but scanners and events can do without it.
        ready = all(state == "ok" for part, state in parts.items() if not part.startswith(_PLACE))
        body = orjson.dumps({"status": "ok" if ready else "not_ready", "parts": parts})
        await send_answer(Answer(status=200 if ready else 503, body=body, headers=_NO_STORE), send)

    async def _database(self) -> str:
        """Read now; and write now, where the last write came to nothing."""
        database, now, state = self._parts.database, self._parts.clock.now(), "cannot be read"
        try:
            async with asyncio.timeout(PATIENCE):
                await database.read(lambda tx: tx.ledger.has_due(now))
                if database.is_in_doubt:
                    state = "cannot be written"
                    mark = Mark(name="readyz", state="written", by="readyz", at=now)
                    await database.write(lambda tx: tx.marks.set(mark))
        except TimeoutError:
            return f"{state}: no answer"
        except Exception as error:  # noqa: BLE001 - whatever it is, this page has to say so
            log.warning("database_not_ready", state=state, error=repr(error))
            return f"{state}: {error}"
        return "ok"


class MetricsPage:
    """What was counted, and what the books say right now."""

    def __init__(self, parts: WebParts) -> None:
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        """Answer."""
        database, metrics = self._parts.database, self._parts.metrics
        try:
            now = self._parts.clock.now()
            books = await database.read(lambda tx: _books(tx, self._parts.deps, now))
        except StoreError:
            books = Books(alerts=None, outbox=None)
        metrics.stand(books, waiting=database.waiting)
        kind = metrics.content_type.encode()
        await send_answer(
            Answer(status=200, body=metrics.page(), content_type=kind, headers=_NO_STORE), send
        )


def _books(tx: Tx, deps: Deps, now: datetime) -> Books:
    lags = signatures.lags(tx, now)
    today = now.astimezone(deps.timezone).date()
    kept = kept_of(tx, deps, Asked(first=today, last=today)).get(today, {})
    return Books(
        alerts=tx.alerts.counts(),
        outbox=tx.ledger.counts(),
        missed=rate_of_month(tx, deps, now).missed,
        health={
            (metric.value, *place): (one.part, one.whole)
            for metric, places in kept.items()
            for place, one in places.items()
        },
        sign_lags={name: one.total.total_seconds() / one.count for name, one in lags.items()},
    )
