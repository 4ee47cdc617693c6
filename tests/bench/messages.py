"""Benchmark (i): from an event over HTTP to the message at a channel, and what an alert costs."""

import asyncio
import gc
import os
import statistics
import sys
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from types import MappingProxyType

import httpx
from pydantic import SecretStr

from bot import app as composition
from bot import logs
from bot.channels.base import Channel
from bot.config.sections.general import (
    ConsoleSection,
    DatabaseSection,
    DeliverySection,
    HttpSection,
    SourceSection,
)
from bot.config.settings import Settings
from bot.delivery.courier import Courier
from tests.bench import databases
from tests.bench.figures import Figure, percentile
from tests.bench.material import SOURCE, TOKEN
from tests.bench.server import Running, started
from tests.builders import an_order, hours
from tests.crash.postman import Wire
from tests.crash.wire import Taken, listening

#: Milliseconds from the request to the message, and of the processor for all of it.
MEDIAN, P99, PROCESSOR = 20, 60, 4
#: Seconds between a message and the next event, so that no phase of a clock is preferred.
_PAUSE = 0.3
_LONG = 10.0


def serve(url: str, listener: int) -> None:
    """Serve until SIGTERM; where nobody routed it to, a message goes to the wire."""
    logs.configure(form="json", level="error")
    settings = Settings(
        database=DatabaseSection(url=url),
        http=HttpSection(port=0),
        sources=[SourceSection(name=SOURCE, token=SecretStr(TOKEN))],
        console=ConsoleSection(enabled=False),
        delivery=DeliverySection(merge_above=1000),
    )
    app = composition.build(settings)
    channels: dict[str, Channel] = {"console": Wire(listener)}
    app.channels = MappingProxyType(channels)
    app.courier = Courier(
        database=app.database, deps=app.deps, clock=app.clock, channels=channels,
        metrics=app.metrics,
    )  # fmt: skip
    gc.collect()
    gc.freeze()
    asyncio.run(
        composition.serve(app, on_ready=lambda port: print(f"listening on :{port}", flush=True))
    )


def measure(*, small: bool = False) -> list[Figure]:
    """Tell of one alert after another, each when the one before has arrived."""
    number = 3 if small else 200
    figures = []
    with databases.both() as urls, listening() as taken:
        for name, url in urls.items():
            command = [sys.executable, "-m", "tests.bench.messages", url, str(taken.port)]
            with started(command) as server:
                waits, processor = _tell(server, taken, number, name)
            figures += _figures(name, waits, processor)
    return figures


def _figures(name: str, waits: list[float], processor: float) -> list[Figure]:
    what = f"event over HTTP to message at a channel, {name}"
    middle, late = statistics.median(waits), percentile(waits, 0.99)
    return [
        Figure(
            name="messages", what=f"{what}: median of {len(waits)}", measured=f"{middle:.1f} ms",
            ceiling="—", value=middle, unit=" ms", at_most=MEDIAN,
        ),
        Figure(
            name="messages", what=f"{what}: p99", measured=f"{late:.1f} ms",
            ceiling="—", value=late, unit=" ms", at_most=P99,
        ),
        Figure(
            name="messages", what=f"processor time of one alert with its card, {name}",
            measured=f"{processor:.1f} ms", ceiling="—", value=processor, unit=" ms",
            at_most=PROCESSOR,
        ),
    ]  # fmt: skip


def _tell(server: Running, taken: Taken, number: int, mark: str) -> tuple[list[float], float]:
    """Return each wait and the processor time of an alert, in milliseconds."""
    chance = Random(9)  # noqa: S311 - chooses pauses, guards nothing
    with httpx.Client(
        base_url=f"http://127.0.0.1:{server.port}",
        headers={"authorization": f"Bearer {TOKEN}"},
        trust_env=False,
    ) as http:
        _wait(http, taken, f"{mark}-first")
        waits = []
        for n in range(number):
            sleep(chance.uniform(0, _PAUSE))
            waits.append(_wait(http, taken, f"{mark}-{n}"))
        before = _processor(server.pid)
        for n in range(number):
            _wait(http, taken, f"{mark}-busy-{n}")
        return waits, (_processor(server.pid) - before) * 1000 / number


def _wait(http: httpx.Client, taken: Taken, order_no: str) -> float:
    """Post an order that is late already; return the milliseconds until its card arrives."""
    now = datetime.now(UTC)
    event = {
        "specversion": "1.0", "id": order_no, "source": SOURCE, "type": "order.created",
        "subject": order_no, "time": (now - hours(3)).isoformat(),
        "data": {**an_order().data, "promised_ship_at": (now - hours(1)).isoformat()},
    }  # fmt: skip
    seen, began = len(taken.lines), perf_counter()
    http.post("/v1/events", json=event).raise_for_status()
    while len(taken.lines) == seen:
        if perf_counter() - began > _LONG:
            message = f"no card of {order_no}"
            raise TimeoutError(message)
        sleep(0.0002)
    return (perf_counter() - began) * 1000


def _processor(pid: int) -> float:
    """Return the processor time that a process has used, in seconds."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]))
