"""Modelled routes: FastAPI reads the query and writes the answer, behind the door of all others."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated, Any

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BeforeValidator, Field, WithJsonSchema
from starlette.types import Message

from bot.metrics import Metrics
from bot.web.auth import Gate
from bot.web.endpoint import Asked, Endpoint
from bot.web.openapi_answers import refusals
from bot.web.problems import Answer, Problem
from bot.web.routes import WholePartsRoute
from bot.web.schemas import LINE, moments
from rules.events.moments import as_utc

_WHEN = moments(2000, 2099)
_MOMENT = re.compile(_WHEN)


def _read(text: str) -> datetime:
    if _MOMENT.fullmatch(text) is None:
        message = "a time is written as RFC 3339 has it, 2026-01-02T10:00:00+08:00"
        raise ValueError(message)
    return as_utc(text)


#: A time as events have it, in UTC once read.
Moment = Annotated[
    datetime,
    BeforeValidator(_read),
    WithJsonSchema({"type": "string", "pattern": _WHEN, "description": "RFC 3339"}),
]
#: A name of one line, short enough to be looked up.
Word = Annotated[str, Field(max_length=256, pattern=LINE)]


class ModelledRoute(WholePartsRoute, APIRoute):
    """A GET of FastAPI that admits, limits, measures and refuses as every other endpoint does."""

    def __init__(
        self,
        path: str,
        handle: Callable[..., Awaitable[Any]],
        *,
        summary: str,
        refuses: tuple[str, ...] = (),
        gate: Gate,
        metrics: Metrics,
    ) -> None:
        super().__init__(
            path,
            handle,
            methods=["GET"],
            summary=summary,
            operation_id=handle.__name__,
            response_description="好 / done",
            responses=refusals("401", "422", "503", *refuses),
        )
        self._modelled = self.app
        self.app = Endpoint(path, "GET", self._answer, gate=gate, metrics=metrics)

    async def _answer(self, asked: Asked) -> Answer:
        """Have FastAPI answer, and hand that on like any other answer."""
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await self._modelled(asked.scope, asked.receive, keep)
        start, *rest = sent
        return Answer(
            status=start["status"],
            body=b"".join(message.get("body", b"") for message in rest),
            content_type=dict(start["headers"])[b"content-type"],
        )


def unreadable(error: RequestValidationError) -> Problem:
    """Name what of a request does not fit its model."""
    errors = [_field(one) for one in error.errors()]
    return Problem(code="invalid", detail=errors[0]["message"], errors=tuple(errors))


def _field(error: dict[str, Any]) -> dict[str, str]:
    name = ".".join(str(part) for part in error["loc"][1:]) or str(error["loc"][0])
    shown = "".join(c for c in name[:64] if c.isprintable())
    message = f"{shown} 不合规，可用的值见 /docs / {shown} is not acceptable: {error['msg']}"
    return {"field": shown, "code": str(error["type"]), "message": message}
