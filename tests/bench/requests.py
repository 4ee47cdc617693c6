"""Benchmark (b): single events over 64 connections, against empty endpoints of the same server."""

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench import load
from tests.bench.figures import Figure, ratio
from tests.bench.load import Order
from tests.bench.server import running

CONNECTIONS = 64


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: bare, empty, events, bare, empty, events."""
    rounds, seconds = (1, 0.1) if small else (7, 3.0)
    found: dict[str, list[float]] = {"/bare": [], "/empty": [], "/v1/events": []}
    with TemporaryDirectory(prefix="resonance-bench-") as folder, running(Path(folder)) as server:
        for turn in range(1 if small else 0, rounds + 1):
            for path, rates in found.items():
                order = Order(port=server.port, path=path, connections=CONNECTIONS, seconds=seconds)
                rate = load.run(order).per_second
                if turn:  # the first turn only warms up
                    rates.append(rate)
    what = f"single-event POST /v1/events over {CONNECTIONS} connections"
    return [
        ratio(
            "requests", f"{what}, against an empty FastAPI endpoint",
            found["/v1/events"], found["/empty"], unit="requests/s", at_least=0.60,
        ),
        ratio(
            "requests", f"{what}, against a bare ASGI endpoint (no target)",
            found["/v1/events"], found["/bare"], unit="requests/s",
        ),
    ]  # fmt: skip
