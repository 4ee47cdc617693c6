"""The simulator as a server: one port for HTTP and WebSocket on the loopback address."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

from tests.platforms.dingtalk import cards, gateway, openapi, surface
from tests.platforms.dingtalk.answers import CARDS, GATEWAY, ROBOT, SESSION, TOKEN
from tests.platforms.dingtalk.world import Fault, Json, World
from tests.platforms.listening import listening

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def create(world: World) -> web.Application:
    """Return the application."""
    app = web.Application(middlewares=[_breaking(world)], client_max_size=4 * 1024 * 1024)
    app.router.add_post(GATEWAY, _json(world, gateway.open_connection))
    app.router.add_post(TOKEN, _json(world, openapi.access_token))
    app.router.add_post(f"{ROBOT}/groupMessages/send", _json(world, openapi.group_send, guard=True))
    app.router.add_post(
        f"{ROBOT}/oToMessages/batchSend", _json(world, openapi.person_send, guard=True)
    )
    app.router.add_post(
        f"{CARDS}/createAndDeliver", _json(world, cards.create_and_deliver, guard=True)
    )
    app.router.add_put(CARDS, _json(world, cards.update, guard=True))

    async def connect(request: web.Request) -> web.StreamResponse:
        return await gateway.connect(world, request)

    async def by_session(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        return await openapi.by_session(world, request.query.get("session", ""), body)

    async def upload(request: web.Request) -> web.StreamResponse:
        return await openapi.upload(world, request)

    async def control(request: web.Request) -> web.StreamResponse:
        act = surface.ACTS[request.match_info["act"]]
        return web.json_response(await act(world, await request.json()))

    app.router.add_get("/connect", connect)
    app.router.add_post(SESSION, by_session)
    app.router.add_post("/media/upload", upload)
    app.router.add_post("/_control/{act}", control)
    return app


def _json(
    world: World, act: Callable[[World, Json], Awaitable[web.Response]], *, guard: bool = False
) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if guard and (no := openapi.refused(world, request)) is not None:
            return no
        return await act(world, await request.json())

    return handle


def _breaking(world: World) -> Any:  # noqa: ANN401 - aiohttp's decorator has no name for it
    @web.middleware
    async def breaking(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith("/_control/"):
            return await handler(request)
        if request.path != "/connect":
            told = request.can_read_body and request.content_type == "application/json"
            body = await request.json() if told else None
            kept = {k: v for k, v in (body or {}).items() if k not in ("clientSecret", "appSecret")}
            world.calls.append(
                {"at": time.monotonic(), "method": request.method, "path": request.path,
                 "body": kept, "agent": request.headers.get("User-Agent")}
            )  # fmt: skip
        fault = _next_fault(world, request.path)
        if fault is None:
            return await handler(request)
        if fault.delay:
            await asyncio.sleep(fault.delay)
        if fault.kind == "pass":
            return await handler(request)
        if fault.kind == "after":
            await handler(request)
            if request.transport is not None:
                request.transport.abort()
            return web.Response()
        if isinstance(fault.body, str) or fault.body is None:
            return web.Response(
                status=fault.status, text=fault.body or "", content_type="text/html",
                headers=fault.headers,
            )  # fmt: skip
        return web.json_response(fault.body, status=fault.status, headers=fault.headers)

    return breaking


def _next_fault(world: World, path: str) -> Fault | None:
    for fault in world.faults:
        if fault.times and path.startswith(fault.path):
            if path == TOKEN and fault.path == "/v1.0/":
                continue  # modes of all calls spare the token
            if path == GATEWAY and fault.path == "/v1.0/":
                continue
            fault.times -= 1
            return fault
    return None


@asynccontextmanager
async def serving(world: World | None = None, *, port: int = 0) -> AsyncIterator[World]:
    """Serve on a port of the loopback address until the block ends."""
    world = world or World()
    async with listening(create(world), port) as world.port:
        try:
            yield world
        finally:
            for link in list(world.links.values()):
                link.awake.set()
                gateway.cut(link)
    await asyncio.sleep(0.05)  # transports that were told to close need a turn to do it
