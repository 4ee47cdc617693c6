"""Event bodies: one event, a list, JSON lines, or one whose attributes are in the headers."""

import re
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import unquote_to_bytes

import orjson

from bot.web.door.body import JSON, Body, malformed, parse_json, read_body
from bot.web.door.endpoint import Asked
from bot.web.door.problems import refusal

MOST_EVENTS = 20_000

#: What a body may be. `True`: one event, a list of them, either, or one on each line.
TYPES: Mapping[str, tuple[bool, bool, bool]] = MappingProxyType({
    JSON: (True, True, False),
    "application/cloudevents+json": (True, False, False),
    "application/cloudevents-batch+json": (False, True, False),
    "application/x-ndjson": (False, False, True),
})  # fmt: skip
_PREFIX: Final = b"ce-"
#: One of these and the event is in binary mode: its attributes are headers, its body is `data`.
_MARKS: Final = frozenset({b"ce-specversion", b"ce-id", b"ce-source", b"ce-type"})
_ESCAPED: Final = re.compile(rb"\\(.)")


async def read_events(asked: Asked) -> Sequence[object]:
    """Take a request apart into events, still unread; a line that is no JSON is refused there."""
    binary = not _MARKS.isdisjoint(asked.headers)
    body = await read_body(asked, TYPES, unnamed=JSON if binary else None)
    if binary and body.kind == JSON:
        return [_from_headers(asked.headers, body.text)]
    events = _split(body)
    if len(events) > MOST_EVENTS:
        message = (
            f"一次最多 {MOST_EVENTS} 个事件，收到 {len(events)} 个，请分批发送，什么都没有保存 / "
            f"at most {MOST_EVENTS} events at once, got {len(events)}; "
            "send parts, nothing was stored"
        )
        error = {"field": "body", "code": "too_many_events", "message": message}
        raise refusal("too_many_events", message, errors=[error])
    return events


def _split(body: Body) -> Sequence[object]:
    one, many, lines = TYPES[body.kind]
    if lines:
        # Files put together keep the mark of each.
        found = (line.removeprefix(BOM_UTF8) for line in body.text.split(b"\n"))
        return [_line(line) for line in found if line.strip()]
    document: Any = parse_json(body.text)
    if isinstance(document, list) and many:
        return document
    if isinstance(document, dict) and one:
        return [document]
    want = "/".join(w for w, may in (("object", one), ("array", many)) if may)
    message = f"{body.kind} 的请求体必须是 JSON {want} / {body.kind} must be a JSON {want}"
    error = {"field": "body", "code": "wrong_type", "message": message}
    raise refusal("invalid", message, errors=[error])


def _line(line: bytes) -> object:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return malformed(error, line)


def _from_headers(headers: Mapping[bytes, bytes], text: bytes) -> dict[str, Any]:
    """Put an event of the binary mode together (CloudEvents HTTP binding 1.0.2, section 3.1)."""
    event: dict[str, Any] = {
        name[len(_PREFIX) :].decode("latin-1"): _attribute(value)
        for name, value in headers.items()
        if name.startswith(_PREFIX)
    }
    if text.strip():
        event["data"] = parse_json(text)
    return event


def _attribute(value: bytes) -> str:
    """Return an attribute as it was: quotes off, then percent-decoded once (section 3.1.3.2)."""
    value = value.strip()
    if len(value) > 1 and value[:1] == value[-1:] == b'"':
        value = _ESCAPED.sub(rb"\1", value[1:-1])
    return unquote_to_bytes(value).decode("utf-8", "replace")
