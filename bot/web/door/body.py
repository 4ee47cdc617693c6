"""Bodies: read as they stream in, never more than is allowed, and only in the types we know."""

import asyncio
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple
from xml.etree import ElementTree as ET

import orjson
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.types import Message, Receive

from bot.web.door.encodings import Unpacker, unpacker
from bot.web.door.endpoint import Asked
from bot.web.door.problems import ClientGoneError, ProblemError, refusal
from rules.events.event import Rejected

JSON: Final = "application/json"
XML: Final = ("application/xml", "text/xml")
FORM: Final = "application/x-www-form-urlencoded"
MULTIPART: Final = "multipart/form-data"
#: Of a body as it is sent, and as it is once unpacked.
_MEGABYTE = 1024 * 1024
LIMIT = 5 * _MEGABYTE
#: A body that trickles in for longer keeps memory and a connection for nothing.
PATIENCE = 30.0
#: Parts of a form; somebody who sends more is not filling in one of ours.
MOST_FIELDS = 100
MOST_FILES = 10
#: Names under which UTF-8, or the part of it that is ASCII, is announced.
_UTF8: Final = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class Body(NamedTuple):
    """A body as it was meant: whole, unpacked, of a type that is known."""

    kind: str  #: The media type without its parameters.
    text: bytes


async def read_raw(asked: Asked, *, limit: int) -> bytes:
    """Return the whole body of whatever type, for what is kept as it came."""
    return await _read(asked, limit)


async def read_body(
    asked: Asked, allowed: Collection[str], *, unnamed: str | None = None, limit: int = LIMIT
) -> Body:
    """
    Return the whole body, or refuse it; `unnamed` is what a body without a type is taken for.

    `Content-Length` is only believed when it is too much; a body cut in the middle is no body.
    """
    kind = _media_type(asked.headers.get(b"content-type"), allowed, unnamed)
    return Body(kind, await _read(asked, limit))


async def _read(asked: Asked, limit: int) -> bytes:
    gathered = _Gathered(unpacker(asked.headers.get(b"content-encoding")), limit)
    length = asked.headers.get(b"content-length")
    if length is not None and length.isdigit() and int(length) > limit:
        raise _too_large(limit)
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
    return gathered.whole()


class _Gathered:
    """The pieces of a body so far; more than is allowed is refused as soon as it is there."""

    def __init__(self, unpacker: Unpacker | None, limit: int) -> None:
        self._unpacker = unpacker
        self._limit = limit
        self._pieces: list[bytes] = []
        self._sent = self._size = 0

    def add(self, piece: bytes) -> None:
        """Take the next piece."""
        self._sent += len(piece)
        if self._unpacker is not None:
            piece = self._unpacker.feed(piece, self._limit + 1 - self._size)
        self._size += len(piece)
        if max(self._sent, self._size) > self._limit:
            raise _too_large(self._limit)
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


def _too_large(limit: int) -> ProblemError:
    size = f"{limit // _MEGABYTE} MB"
    return refusal(
        "too_large",
        f"请求体（解压后）超过 {size}，请分批发送，什么都没有保存 / "
        f"the body, unpacked, exceeds {size}; send it in parts, nothing was stored",
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
    if text.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        message = "请求体是 UTF-16，请改用 UTF-8 发送 / the body is UTF-16; send UTF-8"
        return Rejected(code="malformed_json", field="body", message=message)
    reason = error.msg.partition(": line")[0]
    return Rejected(
        code="malformed_json",
        field="body",
        message=f"JSON 在第 {error.lineno} 行第 {error.colno} 列读不下去（{reason}） / "
        f"malformed JSON at line {error.lineno}, column {error.colno} ({reason})",
    )


def parse_xml(text: bytes) -> ET.Element:
    """Parse a body in UTF-8, or refuse it; one that declares anything of its own is not read."""
    try:
        document = text.decode("utf-8-sig")
        if "<!DOCTYPE" not in document:
            return ET.fromstring(document)  # noqa: S314 - without a DOCTYPE there are no entities
        why = "DOCTYPE"
    except (UnicodeDecodeError, ET.ParseError) as error:
        why = str(error)
    raise _unreadable("XML", why)


@asynccontextmanager
async def read_form(asked: Asked, *kinds: str, limit: int = LIMIT) -> AsyncIterator[FormData]:
    """Read a form, `FORM` or `MULTIPART`, within its limits; its files are gone afterwards."""
    body = await read_body(asked, kinds, limit=limit)

    async def receive() -> Message:
        return {"type": "http.request", "body": body.text, "more_body": False}

    # The headers of a packed body still tell of its packing; only its type matters here.
    scope = {"type": "http", "headers": [(b"content-type", asked.headers[b"content-type"])]}
    try:
        form = await Request(scope, receive).form(
            max_files=MOST_FILES, max_fields=MOST_FIELDS, max_part_size=limit
        )
    except MultiPartException as error:
        raise _unreadable("form", error.message) from None
    except ValueError as error:  # of the parser below
        raise _unreadable("form", str(error)) from None
    try:
        yield form
    finally:
        await form.close()


def _unreadable(kind: str, why: str) -> ProblemError:
    message = f"{kind} 读不下去（{why}） / malformed {kind} ({why})"
    error = {"field": "body", "code": "malformed_body", "message": message}
    return refusal("malformed_body", message, errors=[error])
