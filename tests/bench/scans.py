"""Benchmark (c): scans at 200/s while intake runs: against an empty endpoint, and with checks."""

from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import orjson

from tests.bench import load
from tests.bench.figures import Figure, percentile, ratio
from tests.bench.goods import CHECKED, PLAIN, Goods
from tests.bench.load import Order
from tests.bench.server import running

RATE = 200
BATCH = (
    100  #: Events of one request of the intake beside it; the next follows the answer to the last.
)


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns: empty endpoint, scans; plain goods, checked goods. The intake never pauses."""
    rounds, seconds = (1, 0.2) if small else (5, 6.0)
    return [*_unknown(rounds, seconds), _checked(rounds, seconds)]


def _unknown(rounds: int, seconds: float) -> list[Figure]:
    """Scan what nobody knows, and ask the empty endpoint."""
    ours: list[float] = []
    theirs: list[float] = []
    eaten: list[float] = []
    with TemporaryDirectory(prefix="resonance-bench-") as folder, running(Path(folder)) as server:
        for _ in range(rounds):
            for path, found in (("/empty", theirs), ("/v1/scans", ours)):
                p99, events = _p99(
                    Order(port=server.port, path=path, connections=16, rate=RATE, seconds=seconds)
                )
                found.append(p99)
                eaten.append(events)
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


def _checked(rounds: int, seconds: float) -> Figure:
    """Scan parcels in which there is everything to check, and plain ones where nothing is."""
    found: dict[Goods, list[float]] = {PLAIN: [], CHECKED: []}
    with (
        TemporaryDirectory(prefix="resonance-bench-") as folder,
        running(Path(folder)) as plain,
        running(Path(folder), checks=True) as checks,
    ):
        for mark in map(str, range(rounds)):
            for goods, server in ((PLAIN, plain), (CHECKED, checks)):
                goods.bring(server.port, mark, round(RATE * seconds))
                items = orjson.dumps(goods.scanned).decode() if goods.scanned else ""
                order = Order(
                    port=server.port, path="/v1/scans", connections=16, rate=RATE,
                    seconds=seconds, codes=goods.code(mark), items=items,
                )  # fmt: skip
                found[goods].append(_p99(order)[0])
    return ratio(
        "scans", "p99 with gifts, channel, radius, a refund and a held line to check, of none",
        found[CHECKED], found[PLAIN], unit="ms", at_most=1.2, digits=1,
    )  # fmt: skip


def _p99(order: Order) -> tuple[float, float]:
    """Return the 99th percentile of the answers in ms, and how many events came in a second."""
    beside = load.start(
        Order(
            port=order.port, path="/v1/events", connections=1, batch=BATCH,
            seconds=order.seconds + 1,
        )
    )  # fmt: skip
    answers = load.run(order)
    return percentile(answers.milliseconds, 0.99), load.finish(beside).per_second * BATCH
