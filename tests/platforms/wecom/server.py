"""The simulator as a server: one port for HTTP and WebSocket on the loopback address."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.platforms.listening import listening
from tests.platforms.wecom import gateway, sockets, surface, webhook
from tests.platforms.wecom.world import World


def create(world: World) -> web.Application:
    """Return the application."""

    async def connect(request: web.Request) -> web.StreamResponse:
        return await gateway.connect(world, request)

    async def hook(request: web.Request) -> web.StreamResponse:
        return await webhook.send(world, request)

    async def upload(request: web.Request) -> web.StreamResponse:
        return await webhook.upload(world, request)

    async def control(request: web.Request) -> web.StreamResponse:
        act = surface.ACTS.get(request.match_info["act"])
        if act is None:
            raise web.HTTPNotFound
        return web.json_response(await act(world, await request.json()))

    app = web.Application(client_max_size=4 * 1024 * 1024)
    app.router.add_post("/_control/{act}", control)
    app.router.add_post("/cgi-bin/webhook/send", hook)
    app.router.add_post("/cgi-bin/webhook/upload_media", upload)
    app.router.add_get("/{path:.*}", connect)
    return app


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
                sockets.cut(link)
            await sockets.settle()
    await asyncio.sleep(0.05)  # transports that were told to close need a turn to do it
