"""The system as it is spoken to by signed JSON."""

import hashlib
import hmac
import json
import time
from typing import Any

from aiohttp import web

from tests.platforms.wms.faults import spoiled
from tests.platforms.wms.world import Asked, World

_FIELDS = {"id", "action", "order_no", "warehouse", "reason", "at"}
_SKEW = 300.0


async def call(world: World, request: web.Request) -> web.StreamResponse:
    """Answer one call."""
    raw = await request.read()
    if not _is_signed(world, request, raw):
        return web.json_response({"ok": False, "error": "signature"}, status=401)
    body = _read(world, request, raw)
    rule = world.fault(body["action"])

    async def do() -> web.Response:
        state = world.take(Asked(**{name: body[name] for name in Asked.__dataclass_fields__}))
        if not state or rule["kind"] == "refuse":
            return web.json_response({"ok": False, "error": "已出库"}, status=409)
        if rule["kind"] == "not_ok":
            return web.json_response({"ok": False, "error": "不支持"})
        if rule["kind"] == "contradict":
            state = "active" if state == "locked" else "locked"
        if rule["kind"] == "unsaid":
            return web.json_response({"ok": True, "state": "PICKING"})
        return web.json_response({"ok": True, "state": state})

    return await spoiled(request, rule, do)


def _is_signed(world: World, request: web.Request, raw: bytes) -> bool:
    stamp = request.headers.get("X-Resonance-Timestamp", "")
    if not stamp.isdecimal():
        world.broke(f"timestamp {stamp!r}")
        return False
    expected = hmac.new(world.secret.encode(), stamp.encode() + b"." + raw, hashlib.sha256)
    given = request.headers.get("X-Resonance-Signature", "")
    if not given.startswith("sha256="):
        world.broke(f"signature {given!r}")
    return hmac.compare_digest(given, f"sha256={expected.hexdigest()}")


def _read(world: World, request: web.Request, raw: bytes) -> dict[str, Any]:
    if request.content_type != "application/json":
        world.broke(f"content type {request.content_type}")
    if abs(time.time() - float(request.headers["X-Resonance-Timestamp"])) > _SKEW:  # noqa: TID251 - a system's clock
        world.broke("an old timestamp")
    body: dict[str, Any] = json.loads(raw)
    if set(body) != _FIELDS:
        world.broke(f"fields {sorted(body)}")
    if request.headers.get("Idempotency-Key") != body.get("id"):
        world.broke("the key is not the id")
    return body
