"""Modelled routes: FastAPI reads the query and writes the answer, behind the door of all others."""

import re
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, datetime
from inspect import get_annotations
from operator import not_
from typing import Annotated, Any, get_args, get_origin
from urllib.parse import parse_qsl

from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, BeforeValidator, Field, WithJsonSchema
from starlette.types import Message

from bot.metrics import Metrics
from bot.web.document.answers import refusals
from bot.web.document.schemas import LINE, days, moments
from bot.web.door.auth import Gate
from bot.web.door.endpoint import Asked, Endpoint
from bot.web.door.problems import Answer, Problem, refusal
from bot.web.door.routes import WholePartsRoute
from rules.events.moments import as_utc

#: Headers of an answer that reach whoever asked.
_HANDED_ON = (b"content-disposition",)
_DAY = days(2000, 2099)
_WHEN = moments(2000, 2099)
_MOMENT = re.compile(_WHEN)


def _read(text: str) -> datetime:
    if _MOMENT.fullmatch(text) is None:
        message = "a time is written as RFC 3339 has it, 2026-01-02T10:00:00+08:00"
        raise ValueError(message)
    return as_utc(text)


def _read_day(text: str) -> date:
    if re.fullmatch(_DAY, text) is None:
        message = "a day is written like 2026-01-02"
        raise ValueError(message)
    return date.fromisoformat(text)


#: A day of the shop's calendar.
Day = Annotated[
    date,
    BeforeValidator(_read_day),
    WithJsonSchema({"type": "string", "pattern": _DAY, "description": "2026-01-02"}),
]
#: A time as events have it, in UTC once read.
Moment = Annotated[
    datetime,
    BeforeValidator(_read),
    WithJsonSchema({"type": "string", "pattern": _WHEN, "description": "RFC 3339"}),
]
#: A name of one line, short enough to be looked up.
Word = Annotated[str, Field(max_length=256, pattern=LINE)]

#: Whose silence may hide some of what is counted; left out while nobody is silent.
Silent = Annotated[
    tuple[str, ...],
    Field(
        exclude_if=not_,
        description="失联的来源，数字可能不全；没有则不出现 / who is silent: counts may lack",
    ),
]


class ModelledRoute(WholePartsRoute, APIRoute):
    """A GET of FastAPI that admits, limits, measures and refuses as every other endpoint does."""

    def __init__(
        self,
        path: str,
        handle: Callable[..., Awaitable[Any]],
        *,
        summary: str,
        refuses: tuple[str, ...] = (),
        answers: type[BaseModel] | None = None,
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
            # What a handler returns says it, unless it may also return a file.
            response_model=answers or get_annotations(handle)["return"],
        )
        self._several = _several(handle)
        self._modelled = self.app
        self.app = Endpoint(path, "GET", self._answer, gate=gate, metrics=metrics)

    async def _answer(self, asked: Asked) -> Answer:
        """Have FastAPI answer, and hand that on like any other answer."""
        self._refuse_the_ambiguous(asked.scope["query_string"])
        sent: list[Message] = []

        async def keep(message: Message) -> None:
            sent.append(message)

        await self._modelled(asked.scope, asked.receive, keep)
        start, *rest = sent
        headers = dict(start["headers"])
        return Answer(
            status=start["status"],
            body=b"".join(message.get("body", b"") for message in rest),
            content_type=headers[b"content-type"],
            headers=tuple((name, headers[name]) for name in _HANDED_ON if name in headers),
        )

    def _refuse_the_ambiguous(self, query: bytes) -> None:
        """Refuse a name that is there twice and means one thing: FastAPI would take the last."""
        pairs = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        names = Counter(name for name, _ in pairs)
        twice = sorted(name for name in names.keys() - self._several if names[name] > 1)
        if twice:
            shown = "".join(c for c in twice[0][:64] if c.isprintable())
            message = f"{shown} 只能写一次 / {shown} may be given once"
            errors = [{"field": shown, "code": "repeated", "message": message}]
            raise refusal("invalid", message, errors=errors)


def _several(handle: Callable[..., Any]) -> frozenset[str]:
    """Return the names that a handler's model takes several times."""
    models = [get_args(hint)[0] for hint in get_annotations(handle).values() if get_args(hint)]
    return frozenset(
        field.alias or name
        for model in models
        if isinstance(model, type) and issubclass(model, BaseModel)
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
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
