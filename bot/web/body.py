"""Bodies: read as they stream in, never more than is allowed, and only in the types we know."""

import asyncio
from codecs import BOM_UTF8
from collections.abc import Collection
from typing import Any, Final, NamedTuple

import orjson
from starlette.types import Receive

from bot.web.encodings import Unpacker, unpacker
from bot.web.endpoint import Asked
from bot.web.problems import ClientGoneError, ProblemError, refusal
from rules.events.event import Rejected

JSON: Final = "application/json"
#: Of a body as it is sent, and as it is once unpacked.
LIMIT = 5 * 1024 * 1024
#: A body that trickles in for longer keeps memory and a connection for nothing.
PATIENCE = 30.0
#: Names under which UTF-8, or the part of it that is ASCII, is announced.
_UTF8: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class Body(NamedTuple):
    """A body as it was meant: whole, unpacked, of a type that is known."""

    kind: str  #: The media type without its parameters.
    text: bytes


async def read_body(asked: Asked, allowed: Collection[str], *, unnamed: str | None = None) -> Body:
    """
    Return the whole body, or refuse it; `unnamed` is what a body without a type is taken for.

    `Content-Length` is only believed when it is too much; a body cut in the middle is no body.
    """
    kind = _media_type(asked.headers.get(b"content-type"), allowed, unnamed)
    gathered = _Gathered(unpacker(asked.headers.get(b"content-encoding")))
    length = asked.headers.get(b"content-length")
    if length is not None and length.isdigit() and int(length) > LIMIT:
        raise _too_large()
    if await _gather_next(asked.receive, gathered):
        try:
            async with asyncio.timeout(PATIENCE):
                while await _gather_next(asked.receive, gathered):
                    pass
        except TimeoutError:
            detail = (
                f"{PATIENCE:.0f} 秒内没有收完请求体 / "
                f"the body did not arrive within {PATIENCE:.0f} s"
            )
            raise refusal("too_slow", detail, headers=((b"connection", b"close"),)) from None
    return Body(kind, gathered.whole())


class _Gathered:
    """The pieces of a body so far; more than is allowed is refused as soon as it is there."""

    def __init__(self, unpacker: Unpacker | None) -> None:
        self._unpacker = unpacker
        self._pieces: list[bytes] = []
        self._sent = self._size = 0

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        self._sent += len(piece)
        if self._unpacker is not None:
            piece = self._unpacker.feed(piece, LIMIT + 1 - self._size)
        self._size += len(piece)
        if max(self._sent, self._size) > LIMIT:
            raise _too_large()
        self._pieces.append(piece)

    def whole(self) -> bytes:
        """Return all of it."""
        if self._unpacker is not None:
            self._unpacker.finish()
        return self._pieces[0] if len(self._pieces) == 1 else b"".join(self._pieces)


async def _gather_next(receive: Receive, gathered: _Gathered) -> bool:
    """Take the next piece and say whether there are more."""
    message = await receive()
    if message["type"] == "http.disconnect":
        raise ClientGoneError
    gathered.add(message.get("body", b""))
    return bool(message.get("more_body", False))


def _too_large() -> ProblemError:
    return refusal(
        "too_large",
        "请求体（解压后）超过 5 MB，请分批发送，什么都没有保存 / "
        "the body, unpacked, exceeds 5 MB; send it in parts, nothing was stored",
    )


def _media_type(header: bytes | None, allowed: Collection[str], unnamed: str | None) -> str:
    """Return the type of a body without its parameters, or refuse it."""
    if header is None and unnamed is not None:
        return unnamed
    given = (header or b"").decode("latin-1")
    essence, *parameters = given.split(";")
    kind, charset, names = essence.strip().lower(), _charset(parameters), ", ".join(allowed)
    if kind in allowed and charset in _UTF8:
        return kind
    if kind in allowed:
        detail = (
            f"字符集 {charset[:40]} 读不了，请改用 UTF-8 / "
            f"the charset {charset[:40]} cannot be read; send UTF-8"
        )
    else:
        shown = given[:100] or "—"
        detail = (
            f"Content-Type 是 {shown}，请改用 {names}（UTF-8） / "
            f"Content-Type is {shown}; send one of {names} in UTF-8"
        )
    raise refusal(
        "unsupported_media_type",
        detail,
        errors=[{"field": "Content-Type", "code": "unsupported_media_type", "message": names}],
        headers=((b"accept-post", names.encode()),),
    )


def _charset(parameters: Collection[str]) -> str:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return "utf-8"


def parse_json(text: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Parse a body, or refuse it with the place where it stops making sense."""
    text = text.removeprefix(BOM_UTF8)  # as exports of spreadsheets begin
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        wrong = malformed(error, text)
        raise refusal(
            "malformed_json",
            wrong.message,
            errors=[{"field": wrong.field, "code": wrong.code, "message": wrong.message}],
        ) from None


def malformed(error: orjson.JSONDecodeError, text: bytes) -> Rejected:
    """Say where a JSON text stops making sense."""
    if not text.strip():
        message = "请求体是空的，请发送 JSON / the body is empty; send JSON"
        return Rejected(code="malformed_json", field="body", message=message)
    reason = error.msg.partition(": line")[0]
    return Rejected(
        code="malformed_json",
        field="body",
        message=f"JSON 在第 {error.lineno} 行第 {error.colno} 列读不下去（{reason}） / "
        f"malformed JSON at line {error.lineno}, column {error.colno} ({reason})",
    )
