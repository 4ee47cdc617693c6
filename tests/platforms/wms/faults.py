"""How the simulator fails, the same for both ways to speak to it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

#: These do nothing of what was asked.
_BEFORE = frozenset({"refuse_for_now", "broken", "cut", "hang", "status"})
_HANG = 5.0

Do = Callable[[], Awaitable[web.Response]]


async def spoiled(request: web.Request, rule: dict[str, Any], do: Do) -> web.StreamResponse:
    """Answer a call as its fault has it; `do` does what was asked, and says so."""
    kind = rule["kind"]
    if kind in _BEFORE:
        return await _nothing(request, rule)
    answer = await do()
    match kind:
        case "twice":  # something on the way delivers it again
            answer = await do()
        case "late":
            await asyncio.sleep(float(rule.get("seconds", 0.2)))
        case "hang_after":
            await asyncio.sleep(float(rule.get("seconds", _HANG)))
            _cut(request)
        case "cut_after":
            _cut(request)
        case "broken_after":
            return web.Response(status=502, text="<html>bad gateway</html>")
        case "garbage":
            return web.Response(body=b"\xff\x00 {not] <what> was asked")
        case "long":
            return web.Response(body=b"x" * 1_000_000)
        case "entities":
            return web.Response(body=b'<!DOCTYPE a [<!ENTITY b "b">]><response>&b;</response>')
        case _:
            pass
    return answer


async def _nothing(request: web.Request, rule: dict[str, Any]) -> web.Response:
    match rule["kind"]:
        case "refuse_for_now":
            wait = str(rule.get("retry_after", 0))
            return web.Response(status=429, headers={"Retry-After": wait})
        case "status":
            headers = {"Location": "http://127.0.0.1:9/"} if rule["status"] in {301, 302} else {}
            return web.Response(status=int(rule["status"]), text="no", headers=headers)
        case "hang":
            await asyncio.sleep(float(rule.get("seconds", _HANG)))
            _cut(request)
        case "cut":
            _cut(request)
        case _:
            pass
    return web.Response(status=500, text="oops")


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
