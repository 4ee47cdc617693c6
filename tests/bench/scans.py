"""Benchmark (c): scans at 200/s while intake runs, against an empty endpoint likewise."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.bench import load
from tests.bench.figures import Figure, percentile, ratio
from tests.bench.load import Order
from tests.bench.server import running

RATE = 200
BATCH = (
    100  #: Events of one request of the intake beside it; the next follows the answer to the last.
)


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: empty endpoint, scans; the intake never pauses."""
    rounds, seconds = (1, 0.2) if small else (5, 6.0)
    ours: list[float] = []
    theirs: list[float] = []
    eaten: list[float] = []
    with TemporaryDirectory(prefix="resonance-bench-") as folder, running(Path(folder)) as server:
        for _ in range(rounds):
            for path, found in (("/empty", theirs), ("/v1/scans", ours)):
                beside = load.start(
                    Order(
                        port=server.port,
                        path="/v1/events",
                        connections=1,
                        batch=BATCH,
                        seconds=seconds + 1,
                    )
                )
                answers = load.run(
                    Order(port=server.port, path=path, connections=16, rate=RATE, seconds=seconds)
                )
                found.append(percentile(answers.milliseconds, 0.99))
                eaten.append(load.finish(beside).per_second * BATCH)
    what = f"p99 of scans at {RATE}/s while {median(eaten):,.0f} events/s come in"
    return [
        Figure(
            name="scans", what=what, measured=f"{median(ours):.1f} ms", ceiling="—",
            value=median(ours), unit=" ms", at_most=50, spread=(min(ours), max(ours)),
        ),
        ratio(
            "scans", "the same, against the empty endpoint under the same load",
            ours, theirs, unit="ms", at_most=5, digits=1,
        ),
    ]  # fmt: skip
