"""Benchmark (b): single events over 64 connections, against an empty endpoint of the same server."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import load
from tests.bench.figures import Figure, ratio
from tests.bench.load import Order
from tests.bench.server import running

CONNECTIONS = 64


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: empty, events, empty, events."""
    rounds, seconds = (1, 0.5) if small else (7, 3.0)
    ours: list[float] = []
    theirs: list[float] = []
    with TemporaryDirectory(prefix="resonance-bench-") as folder, running(Path(folder)) as server:
        for path in ("/empty", "/v1/events"):
            load.run(Order(port=server.port, path=path, connections=CONNECTIONS, seconds=seconds / 3))
        for _ in range(rounds):
            for path, found in (("/empty", theirs), ("/v1/events", ours)):
                order = Order(
                    port=server.port, path=path, connections=CONNECTIONS, seconds=seconds
                )
                found.append(load.run(order).per_second)
    return [
        ratio(
            "requests", f"single-event POST /v1/events over {CONNECTIONS} connections",
            ours, theirs, unit="requests/s", at_least=0.60,
        )
    ]  # fmt: skip
