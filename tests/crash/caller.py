"""The caller: a courier in a process of its own that calls a warehouse's system."""

import asyncio
import sys
from datetime import datetime

from bot.clock import SystemClock
from bot.delivery.courier import Courier
from bot.gateways.base import Wire
from bot.gateways.webhook import WebhookGateway
from bot.metrics import Metrics
from bot.process.supervisor import Supervisor
from bot.process.workers import fresh_name
from storage.database import Database
from tests.builders import some_deps
from tests.platforms.wms.world import SECRET

#: How much faster than everybody's the courier's clock runs: waits between tries are short, and
#: the hour after which a call is given up is longer than the proof.
_FASTER = 8
_TIMEOUT = 0.1


class FastClock:
    """A clock that runs faster from a moment on, the same one in every life."""

    def __init__(self, since: datetime) -> None:
        self._since = since

    def now(self) -> datetime:
        """Return the present moment of this clock in UTC."""
        return self._since + (SystemClock().now() - self._since) * _FASTER


async def main(url: str, base: str, since: str) -> None:
    """Call until killed."""
    gateway = WebhookGateway(
        name="wms-hz",
        url=f"{base}/webhook",
        secret=SECRET,
        clock=SystemClock(),
        wire=Wire(timeout=_TIMEOUT),
    )
    courier = Courier(
        database=Database(url),
        deps=some_deps(gateways={"hz-1": "wms-hz"}, worker=fresh_name()),
        clock=FastClock(datetime.fromisoformat(since)),
        channels={},
        gateways={gateway.name: gateway},
        metrics=Metrics(),
    )
    await courier.run(Supervisor())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
