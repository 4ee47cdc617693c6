"""The load: a process of its own that speaks HTTP over raw sockets, as cheaply as it can."""

import argparse
import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from time import perf_counter
from typing import Any
from uuid import uuid4

import orjson

from tests.bench.material import ROOT, SOURCE, TOKEN, fresh

#: Requests made ready before the clock starts; any beyond that are made on the way.
READY = 20_000
#: Events per second for which they suffice.
FASTEST = 8_000
_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
    "Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What to send: where, how, how long."""

    port: int
    path: str  #: /empty, /v1/events or /v1/scans
    connections: int = 64
    seconds: float = 2.0
    batch: int = 1  #: Events of one request.
    rate: float = (
        0.0  #: Requests per second, whether or not the last is answered; 0 is as fast as answered.
    )
    most: int = 0  #: Requests at most; 0 is any number.
    codes: str = ""  #: How the codes of scans begin; none: of codes that nobody knows.
    items: str = ""  #: What each scan says is in its parcel, as JSON; none: nothing.


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What came back."""

    requests: int
    failed: int
    seconds: float
    milliseconds: list[float]  #: Of each answer, from when it should have been sent.

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.requests / self.seconds


def start(order: Order) -> "subprocess.Popen[str]":
    """Start the load in a process of its own."""
    arguments = [f"--{name}={value}" for name, value in asdict(order).items()]
    command = [sys.executable, "-m", "tests.bench.load", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)  # noqa: S603


def finish(process: "subprocess.Popen[str]") -> Answers:
    """Wait for a load to end and read what came back."""
    out, _ = process.communicate(timeout=1800)
    answers = Answers(**json.loads(out))
    if answers.failed or not answers.requests:
        message = f"{answers.failed} requests failed of {answers.requests}"
        raise RuntimeError(message)
    return answers


def run(order: Order) -> Answers:
    """Send a load and wait for it."""
    return finish(start(order))


class _Connection(asyncio.Protocol):
    """One keep-alive connection with one request under way."""

    def __init__(self) -> None:
        self._buffer = b""
        self._answer: asyncio.Future[int] | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport

    def ask(self, request: bytes) -> "asyncio.Future[int]":
        """Send a request; the future is the status of its answer."""
        self._answer = asyncio.get_running_loop().create_future()
        if self._transport is not None:
            self._transport.write(request)
        return self._answer

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head, separator, body = self._buffer.partition(b"\r\n\r\n")
        if not separator:
            return
        lower = head.lower()
        start = lower.index(b"content-length:") + len(b"content-length:")
        length = int(lower[start:].split(b"\r\n", 1)[0])
        if len(body) >= length and self._answer is not None:
            self._buffer = b""
            self._answer.set_result(int(head[9:12]))

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        if self._answer is not None and not self._answer.done():
            self._answer.set_result(0)


def _requests(order: Order) -> Iterator[bytes]:
    mark = uuid4().hex[:8]
    events = fresh(datetime.now(UTC), SOURCE, mark)
    said = {"items": orjson.loads(order.items)} if order.items else {}
    number = 0
    while True:
        number += 1
        if order.path == "/v1/scans":
            code = f"{order.codes or f'NO{mark}'}{number}"
            body: Any = {"scan_id": f"{mark}{number}", "station": "S1", "code": code, **said}
        elif order.batch == 1:
            body = next(events)
        else:
            body = list(islice(events, order.batch))
        yield _request(order.path, orjson.dumps(body))


def _request(path: str, body: bytes) -> bytes:
    head = _HEAD.format(path=path, token=TOKEN, kind="application/json", length=len(body))
    return head.encode() + body


async def _closed(order: Order, requests: Iterator[bytes]) -> Answers:
    """Let every connection ask again as soon as it is answered."""
    loop = asyncio.get_running_loop()
    connections = [
        (await loop.create_connection(_Connection, "127.0.0.1", order.port))[1]
        for _ in range(order.connections)
    ]
    statuses: list[int] = []
    took: list[float] = []
    began = perf_counter()
    until = began + order.seconds

    async def keep_asking(connection: _Connection) -> None:
        while perf_counter() < until and not (order.most and len(took) >= order.most):
            request, sent = next(requests), perf_counter()
            statuses.append(await connection.ask(request))
            took.append((perf_counter() - sent) * 1000)

    await asyncio.gather(*(keep_asking(connection) for connection in connections))
    return _answers(statuses, took, perf_counter() - began)


async def _open(order: Order, requests: Iterator[bytes]) -> Answers:
    """Send at a steady rate, answered or not; no request waits for the answer to another."""
    loop = asyncio.get_running_loop()
    idle: list[_Connection] = []
    statuses: list[int] = []
    took: list[float] = []

    async def ask(request: bytes, due: float) -> None:
        connection = (
            idle.pop()
            if idle
            else (await loop.create_connection(_Connection, "127.0.0.1", order.port))[1]
        )
        statuses.append(await connection.ask(request))
        took.append((perf_counter() - due) * 1000)
        idle.append(connection)

    idle += [
        (await loop.create_connection(_Connection, "127.0.0.1", order.port))[1]
        for _ in range(order.connections)
    ]
    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for number in range(int(order.seconds * order.rate)):
            due = began + number / order.rate
            await asyncio.sleep(max(0.0, due - perf_counter()))
            group.create_task(ask(next(requests), due))
    return _answers(statuses, took, perf_counter() - began)


def _answers(statuses: list[int], took: list[float], seconds: float) -> Answers:
    failed = sum(status != 200 for status in statuses)
    return Answers(requests=len(statuses), failed=failed, seconds=seconds, milliseconds=took)


def _ready_made(order: Order) -> Iterator[bytes]:
    """Make the first requests before the clock starts."""
    endless = _requests(order)
    fastest = int(order.seconds * FASTEST) // order.batch
    expected = int(order.rate * order.seconds) if order.rate else order.most or fastest
    ready = list(islice(endless, min(expected, READY)))
    yield b""  # made ready up to here
    yield from ready
    yield from endless


def main() -> None:
    """Send the load that the arguments describe and print what came back as JSON."""
    parser = argparse.ArgumentParser()
    for name, kind in Order.__annotations__.items():
        parser.add_argument(f"--{name}", type=kind, required=True)
    order = Order(**vars(parser.parse_args()))
    requests = _ready_made(order)
    next(requests)
    answers = asyncio.run((_open if order.rate else _closed)(order, requests))
    print(json.dumps(asdict(answers)))


if __name__ == "__main__":
    main()
