"""The load: clients that post, lock, release and scan, and write down what they were promised."""

import asyncio
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import orjson

from bot.clock import SystemClock
from tests.crash.server import SOURCE, TOKEN

#: Orders that the clients share, so that their effects meet.
ORDERS = 60
_HEAD = (
    "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
    "Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
)


@dataclass(slots=True, kw_only=True)
class Promises:
    """What was answered with success, and so must have survived whatever came after."""

    events: set[str] = field(default_factory=set)
    scans: dict[str, str] = field(default_factory=dict)  #: scan id -> code
    locks: dict[str, str] = field(default_factory=dict)  #: hold id -> order
    releases: set[str] = field(default_factory=set)  #: hold ids
    sent: set[str] = field(default_factory=set)  #: Event ids that were sent, answered or not.
    answers: int = 0


class Clients:
    """Keeps asking until the server is gone, and goes on in the server's next life."""

    def __init__(self, seed: int, *, patient: bool = False) -> None:
        """Patient ones come again where the server says that it cannot store."""
        self._patient = patient
        self._rng = Random(seed)  # noqa: S311 - chooses what to send, guards nothing
        self._number = count(1)
        self._unanswered: list[dict[str, Any]] = []
        self.promises = Promises()
        self.statuses: Counter[int] = Counter()

    async def run(self, port: int, kill: Callable[[], None], after: float) -> None:
        """Put the server under load and have it killed after so many seconds."""
        async with asyncio.TaskGroup() as group:
            for one in self.asking(port):
                group.create_task(one)
            await asyncio.sleep(after)
            await asyncio.to_thread(kill)

    def asking(self, port: int) -> list[Coroutine[Any, Any, None]]:
        """Return the clients, each to be run until the server is gone."""
        works = (
            self._post_events, self._post_events, self._post_batch, self._lock_and_release,
            self._scan, self._repeat,
        )  # fmt: skip
        return [self._keep(port, work) for work in works]

    async def send_the_rest(self, port: int) -> None:
        """Send again, until it is taken, what was never answered with success."""
        line = _Line(port, self.statuses)
        while self._unanswered:
            await self._repeat(line)
        line.close()

    async def _keep(self, port: int, ask: "Callable[[_Line], Coroutine[Any, Any, None]]") -> None:
        line = _Line(port, self.statuses)
        try:
            while True:
                await ask(line)
                self.promises.answers += 1
        except (OSError, EOFError, asyncio.IncompleteReadError):
            return  # it was killed
        finally:
            line.close()

    async def _post_events(self, line: "_Line") -> None:
        event = self._event()
        self._unanswered.append(event)
        await self._post(line, [event])

    async def _post_batch(self, line: "_Line") -> None:
        events = [self._event() for _ in range(self._rng.randint(2, 40))]
        self._unanswered += events[:2]
        await self._post(line, events)

    async def _repeat(self, line: "_Line") -> None:
        """Send again what may or may not have been taken, as a sender must."""
        if not self._unanswered:
            await asyncio.sleep(0.01)
            return
        again = self._unanswered[:20]
        del self._unanswered[:20]
        await self._post(line, again)

    async def _post(self, line: "_Line", events: list[dict[str, Any]]) -> None:
        self.promises.sent.update(event["id"] for event in events)
        status, answer = await line.ask("/v1/events", events)
        if status == 503 and self._patient:
            self._unanswered += events
            await asyncio.sleep(0.05)
            return
        if status != 200 or answer["rejected"]:
            message = f"refused: {status} {answer}"
            raise AssertionError(message)
        self.promises.events.update(event["id"] for event in events)

    async def _lock_and_release(self, line: "_Line") -> None:
        no = self._order()
        status, answer = await line.ask(f"/v1/orders/{no}/lock", {"reason": "盘点", "by": "wms"})
        for hold in answer.get("holds", ()) if status == 200 else ():
            if hold["reason"] == "MANUAL":
                self.promises.locks[hold["id"]] = no
        if self._rng.random() < 0.5:
            mine = [i for i, order in self.promises.locks.items() if order == no]
            status, _ = await line.ask(
                f"/v1/orders/{no}/release", {"reason": "盘点完成", "by": "wms"}
            )
            if status == 200:
                self.promises.releases.update(mine)

    async def _scan(self, line: "_Line") -> None:
        number, no = next(self._number), self._order()
        code = f"PK{no}" if self._rng.random() < 0.8 else f"PK{self._order()}"
        body = {
            "scan_id": f"s{number}", "station": "S1", "code": code, "order_no": no,
            "parcel_id": f"PK{no}",
        }  # fmt: skip
        status, answer = await line.ask("/v1/scans", body)
        if status == 200 and answer["code"] != "UNAVAILABLE":
            self.promises.scans[body["scan_id"]] = answer["code"]

    def _order(self) -> str:
        return f"70{self._rng.randrange(ORDERS):04d}"

    def _event(self) -> dict[str, Any]:
        number, no = next(self._number), self._order()
        kind, data = self._rng.choice((
            ("order.created", _created(no)),
            ("order.address_changed", {"address": {"city": "杭州市", "detail": str(number)}}),
            ("order.address_changed", {"address": {"city": "上海市", "detail": str(number)}}),
            ("chat.opened", {"by": "customer"}),
            ("chat.message", {"text": "急用，今天必须到", "by": "customer"}),
            ("parcel.created", {"parcel_id": f"PK{no}", "tracking_no": f"T{no}"}),
            ("coupon.applied", {"depth": "0.6"}),
        ))  # fmt: skip
        return {
            "specversion": "1.0", "id": f"e{number}", "source": SOURCE, "type": kind, "subject": no,
            "time": SystemClock().now().isoformat(), "data": data,
        }  # fmt: skip


class _Line:
    """One keep-alive connection."""

    def __init__(self, port: int, statuses: Counter[int]) -> None:
        self._port = port
        self._statuses = statuses
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, path: str, body: object) -> tuple[int, dict[str, Any]]:
        """Send a request and read its whole answer; a connection that breaks raises."""
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._streams
        payload = orjson.dumps(body)
        writer.write(_HEAD.format(path=path, token=TOKEN, length=len(payload)).encode() + payload)
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = int(head.lower().split("content-length:", 1)[1].split("\r\n", 1)[0])
        answer: dict[str, Any] = orjson.loads(await reader.readexactly(length))
        status = int(head.split(" ", 2)[1])
        self._statuses[status] += 1
        return status, answer

    def close(self) -> None:
        """Let go of the connection."""
        if self._streams is not None:
            self._streams[1].close()


def _created(no: str) -> dict[str, Any]:
    ship = (SystemClock().now() + timedelta(hours=20)).isoformat()
    return {
        "platform": "tmall", "shop": "明眸眼镜旗舰店", "amount": "599.00",
        "warehouse": "杭州余杭仓",
        "items": [{"sku": "GLS-1", "qty": 3}], "customer": {"id": f"C{int(no) % 7}"},
        "promised_ship_at": ship,
    }  # fmt: skip
