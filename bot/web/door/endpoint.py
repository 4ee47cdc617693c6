"""Endpoints: plain ASGI, so that the way in costs as little as an empty answer."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

from starlette.types import Receive, Scope, Send

from bot.logs import logger
from bot.metrics import Metrics
from bot.web.door.auth import Gate
from bot.web.door.problems import (
    Answer,
    ClientGoneError,
    Problem,
    ProblemError,
    our_mistake,
    unavailable,
)
from bot.web.parts import Source
from storage.faults import StoreError

log = logger(__name__)

#: Seconds for a request, its body included. A pooler may keep us waiting for minutes; by then
#: whoever asked is better off asking again.
LIMIT = 60.0
#: Says to whoever asked what went wrong.
Refuse = Callable[[Problem, Scope], Answer]
#: nginx's name for "the client closed the request"; it is only ever counted.
_GONE = 499


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as endpoints see it: who asks, and the way to the rest of it."""

    scope: Scope
    receive: Receive
    began: float  #: `perf_counter` when its head had arrived.
    source: Source
    headers: Mapping[bytes, bytes]

    @property
    def path(self) -> str:
        """The address without its query."""
        path: str = self.scope["path"]
        return path

    def named(self, name: str) -> str:
        """Return a part of the path by its name in the route."""
        value: str = self.scope["path_params"][name]
        return value


def as_problem(problem: Problem, scope: Scope) -> Answer:
    """Say it as programs are told."""
    return problem.answer(scope["path"])


class Endpoint:
    """Admits the source, has the request answered, and turns whatever goes wrong into a problem."""

    def __init__(
        self,
        route: str,
        method: str,
        handle: Callable[[Asked], Awaitable[Answer]],
        *,
        gate: Gate,
        metrics: Metrics,
        refuse: Refuse = as_problem,
    ) -> None:
        self.route = route
        self.method = method
        self._handle = handle
        self._gate = gate
        self._metrics = metrics
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        began = perf_counter()
        try:
            headers = dict(scope["headers"])
            source = self._gate.admit(scope, headers)
            asked = Asked(scope, receive, began, source, headers)
            async with asyncio.timeout(LIMIT):
                answer = await self._handle(asked)
        except ProblemError as error:
            answer = self._refuse(error.problem, scope)
        except ClientGoneError:
            self._metrics.answered(self.route, self.method, _GONE, perf_counter() - began)
            return
        except StoreError as error:
            log.warning(
                "store_fault",
                route=self.route,
                error=repr(error),
                reason=error.reason,
                exc_info=error.may_be_ours,
            )
            answer = self._refuse(unavailable(), scope)
        except TimeoutError:
            log.warning("request_took_too_long", route=self.route)
            answer = self._refuse(unavailable(), scope)
        except Exception:  # one request's failure is never the process's
            log.exception("request_failed", route=self.route, method=self.method)
            answer = self._refuse(our_mistake(), scope)
        await send_answer(answer, send)
        self._metrics.answered(self.route, self.method, answer.status, perf_counter() - began)


async def send_answer(answer: Answer, send: Send) -> None:
    """Send an answer as two ASGI messages."""
    headers = [
        (b"content-type", answer.content_type),
        (b"content-length", b"%d" % len(answer.body)),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
