"""Bodies: read as they stream in, never more than is allowed, and only in the types we know."""

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
from starlette.types import Receive

from bot.web.problems import ClientGoneError, refusal
from rules.events import Rejected

LIMIT = 5 * 1024 * 1024
#: A body that trickles in for longer keeps memory and a connection for nothing.
PATIENCE = 30.0


async def read_body(receive: Receive, length: bytes | None) -> bytes:
    """
    Return the whole body.

    `Content-Length` is only believed when it is too much; a body cut in the middle is no body.
    """
    if length is not None and length.isdigit() and int(length) > LIMIT:
        raise _too_large()
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    first: bytes = message.get("body", b"")
    if not message.get("more_body", False):
        if len(first) > LIMIT:
            raise _too_large()
        return first
    try:
        async with asyncio.timeout(PATIENCE):
            return await _rest(receive, first)
    except TimeoutError:
        detail = (
            f"{PATIENCE:.0f} 秒内没有收完请求体 / the body did not arrive within {PATIENCE:.0f} s"
        )
        raise refusal("too_slow", detail, headers=((b"connection", b"close"),)) from None


async def _rest(receive: Receive, first: bytes) -> bytes:
    pieces, size, more = [first], len(first), True
    while more:
        if size > LIMIT:
            raise _too_large()
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        piece: bytes = message.get("body", b"")
        pieces.append(piece)
        size += len(piece)
        more = message.get("more_body", False)
    if size > LIMIT:
        raise _too_large()
    return b"".join(pieces)


def _too_large() -> Exception:
    return refusal(
        "too_large",
        "请求体超过 5 MB，请分批发送，什么都没有保存 / "
        "the body exceeds 5 MB; send it in parts, nothing was stored",
    )


def media_type(header: bytes | None, allowed: Mapping[str, Any]) -> str:
    """Return the content type without its parameters, or refuse it."""
    essence, _, parameters = (header or b"").decode("latin-1").partition(";")
    essence = essence.strip().lower()
    charset = parameters.lower().replace(" ", "").replace('"', "")
    if essence in allowed and ("charset=" not in charset or "charset=utf-8" in charset):
        return essence
    names = ", ".join(allowed)
    given = (header or b"").decode("latin-1")[:100] or "—"
    raise refusal(
        "unsupported_media_type",
        f"Content-Type 是 {given}，请改用 {names}（UTF-8） / "
        f"Content-Type is {given}; send one of {names} in UTF-8",
        errors=[{"field": "Content-Type", "code": "unsupported_media_type", "message": names}],
        headers=((b"accept-post", names.encode()),),
    )


def parse_json(body: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Parse a body, or refuse it with the place where it stops making sense."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        wrong = malformed(error, body)
        raise refusal(
            "malformed_json",
            wrong.message,
            errors=[{"field": wrong.field, "code": wrong.code, "message": wrong.message}],
        ) from None


def malformed(error: orjson.JSONDecodeError, body: bytes) -> Rejected:
    """Say where a JSON text stops making sense."""
    if not body.strip():
        message = "请求体是空的，请发送 JSON / the body is empty; send JSON"
        return Rejected(code="malformed_json", field="body", message=message)
    reason = error.msg.partition(": line")[0]
    return Rejected(
        code="malformed_json",
        field="body",
        message=f"JSON 在第 {error.lineno} 行第 {error.colno} 列读不下去（{reason}） / "
        f"malformed JSON at line {error.lineno}, column {error.colno} ({reason})",
    )
