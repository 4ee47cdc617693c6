"""Benchmark (e): resident memory of `resonance run`, idle and after a million events."""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

import psutil

from tests.bench import load
from tests.bench.figures import Figure
from tests.bench.load import Order
from tests.bench.material import SOURCE, TOKEN
from tests.bench.server import started

EVENTS, BATCH = 1_000_000, 500
_SMALL_EVENTS = 2_000
MEGABYTE = 1024 * 1024
#: After its start the process settles: sweeps run once, readers open their connections.
SETTLE = 3.0

_CONFIG = """
[database]
url = "sqlite:///{database}"
[http]
port = 0
[[sources]]
name = "{source}"
token = "{token}"
"""


def measure(*, small: bool = False) -> list[Figure]:
    """Start the real command, look, feed it, look again."""
    events, settle = (_SMALL_EVENTS, 0.1) if small else (EVENTS, SETTLE)
    with TemporaryDirectory(prefix="resonance-bench-") as folder:
        config = Path(folder) / "resonance.toml"
        config.write_text(
            _CONFIG.format(database=Path(folder) / "bench.db", source=SOURCE, token=TOKEN),
            encoding="utf-8",
        )
        with started([sys.executable, "-m", "bot", "run", "--config", str(config)]) as server:
            process = psutil.Process(server.pid)
            sleep(settle)
            idle = process.memory_info().rss / MEGABYTE
            order = Order(
                port=server.port, path="/v1/events", connections=2, batch=BATCH, seconds=3600,
                most=events // BATCH,
            )  # fmt: skip
            answers = load.run(order)
            sleep(settle)
            fed = process.memory_info().rss / MEGABYTE
    return [
        Figure(
            name="memory", what="resident memory of `resonance run`, idle",
            measured=f"{idle:.0f} MB", ceiling="—", value=idle, unit=" MB", at_most=150,
        ),
        Figure(
            name="memory", what=f"resident memory after {answers.requests * BATCH:,} events",
            measured=f"{fed:.0f} MB", ceiling=f"{idle:.0f} MB", value=fed / idle, at_most=1.2,
        ),
    ]  # fmt: skip
