"""The simulator's server: both ways to speak to it, and its control surface, on one port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.platforms.listening import listening
from tests.platforms.wms import qimen, webhook
from tests.platforms.wms.world import World


class Control:
    """What a test asks of the simulator; none of it exists in a real system."""

    def __init__(self, world: World) -> None:
        """Control this world."""
        self.world = world

    async def faults(self, request: web.Request) -> web.Response:
        """Add faults, or change the secret, or the share of calls that fail."""
        body = await request.json()
        self.world.rules += body.get("rules", [])
        self.world.secret = body.get("secret", self.world.secret)
        self.world.wild = body.get("wild", self.world.wild)
        self.world.left |= set(body.get("left", []))
        return web.json_response({"ok": True})

    async def record(self, _request: web.Request) -> web.Response:
        """Return the ledger."""
        world = self.world
        return web.json_response(
            {
                "orders": world.orders,
                "applied": world.applied,
                "seen": world.seen,
                "actions": {name: asked.action for name, asked in world.bodies.items()},
                "violations": world.violations,
            }
        )


def build(world: World) -> web.Application:
    """Return the application."""
    control = Control(world)
    app = web.Application(client_max_size=1024 * 1024)

    async def as_webhook(request: web.Request) -> web.StreamResponse:
        return await webhook.call(world, request)

    async def as_qimen(request: web.Request) -> web.StreamResponse:
        return await qimen.call(world, request)

    app.router.add_post("/webhook", as_webhook)
    app.router.add_post("/qimen", as_qimen)
    app.router.add_post("/_control/faults", control.faults)
    app.router.add_post("/_control/record", control.record)
    return app


@asynccontextmanager
async def serving(world: World | None = None, port: int = 0) -> AsyncIterator[str]:
    """Serve in this process; yields the base address."""
    async with listening(build(world or World()), port) as own:
        yield f"http://127.0.0.1:{own}"
