"""The same is told to one process and to two: the same is known, locked and said, each once."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from signal import SIGKILL
from typing import Any

import pytest

from bot.clock import SystemClock
from tests.crash.houses import WAREHOUSE, House, Json, house

pytestmark = [pytest.mark.wire, pytest.mark.proof, pytest.mark.timeout(1800)]

_SEED = 20261123
#: More would wait for the pace of the platform, twenty messages a minute.
_FULL, _SAMPLE = 45, 15
#: Parts in which the story of an order comes; between them everything comes to rest.
_PARTS = 3
#: The promised time of one order in so many passes while the story is told: a sweep sees that.
_LATE, _SOON = 5, timedelta(seconds=4)
_TURNS: tuple[tuple[str, Json], ...] = (
    ("order.address_changed", {"address": {"city": "宁波市", "detail": "江北区 1 号"}}),
    ("order.address_changed", {"address": {"city": "温州市", "detail": "鹿城区 2 号"}}),
    ("chat.opened", {"by": "customer"}),
    ("chat.opened", {"by": "customer"}),
    ("chat.message", {"text": "急用，今天必须到", "by": "customer"}),
    ("coupon.applied", {"depth": "0.6"}),
    ("checkout.dwelled", {"seconds": 400}),
    ("label.printed", {"warehouse": WAREHOUSE, "took_ms": 9000}),
    ("system.status", {"system": "wms", "status": "LOADED"}),
    ("refund.requested", {"amount": "599.00", "reason": "不想要了"}),
    ("order.cancelled", {"reason": "不要了"}),
)


async def test_one_process_and_two_know_lock_and_say_the_same_and_each_message_once(
    tmp_path: Path,
    postgresql_urls: Callable[[], str],
    capsys: pytest.CaptureFixture[str],
    *,
    full_proof: bool,
) -> None:
    orders = _FULL if full_proof else _SAMPLE
    folders = [tmp_path / name for name in ("one", "two", "killed")[: 3 if full_proof else 2]]
    for folder in folders:
        folder.mkdir()
    async with AsyncExitStack() as stack:
        houses = [
            await stack.enter_async_context(house(postgresql_urls(), folder, number))
            for folder, number in zip(folders, (1, 2, 2), strict=False)
        ]
        await _play(houses, [f"80{n:04d}" for n in range(orders)], killed=houses[2:])
        books = [one.books() for one in houses]
        shown = await _each(houses, House.shown)
        told = [one.told() for one in houses]

    assert {row[2] for row in books[0]["alerts"]} == {"orange", "red"}, "nothing to compare"
    for other in books[1:]:
        for name, rows in books[0].items():
            ours, theirs = rows - other[name], other[name] - rows
            assert rows == other[name], f"{name}: {[*ours]} and {[*theirs]}"
    assert shown[1:] == [shown[0]] * len(shown[1:])
    assert told[1:] == [told[0]] * len(told[1:])
    cards = Counter(row[1] for row in books[0]["cards"].elements())
    assert set(cards.values()) == {1}
    with capsys.disabled():
        print(  # noqa: T201 - the figures of the proof
            f"\n{orders} orders: {books[0]['journal'].total()} events,"
            f" {books[0]['alerts'].total()} alerts, {books[0]['holds'].total()} holds,"
            f" {shown[0].total()} messages, the same {len(houses)} times"
        )


async def _play(houses: Sequence[House], order_nos: Sequence[str], killed: Sequence[House]) -> None:
    """Tell every house the same, ask each the same, and press the same; of some kill a process."""
    rng = Random(_SEED)  # noqa: S311 - chooses what happens, guards nothing
    for turn, batches in enumerate(_told(rng, order_nos, SystemClock().now())):
        await _each(houses, partial(House.hears, batches=batches))
        for one in killed if turn == 1 else ():
            await one.ends(SIGKILL, which=0)
            await one.opens(1)
        await _each(houses, House.settles)
        first, *others = await _each(houses, partial(House.scans, order_nos=order_nos, turn=turn))
        assert others == [first] * len(others)
        await _each(houses, House.settles)
    for order_no, label in _pressed(houses[0], 4 * len(order_nos) // _SAMPLE):
        await _each(houses, partial(House.presses, order_no=order_no, label=label))
    await _each(houses, House.settles)


async def _each(houses: Sequence[House], act: Callable[[House], Any]) -> list[Any]:
    return await asyncio.gather(*(act(one) for one in houses))


def _told(rng: Random, order_nos: Sequence[str], began: datetime) -> list[list[list[Json]]]:
    """Make up what is told of each order, part by part; an order's part is told at once."""
    parts: list[list[list[Json]]] = [[] for _ in range(_PARTS)]
    for n, no in enumerate(order_nos):
        late = n % _LATE == 0
        body = {
            "platform": "tmall", "shop": "明眸眼镜旗舰店", "amount": "599.00",
            "warehouse": WAREHOUSE, "items": [{"sku": "GLS-1", "qty": 2, "price": "299.50"}],
            "customer": {"id": f"C{n % 7}", "name": "王小姐", "phone": "13800001234"},
            "promised_ship_at": (began + (_SOON if late else timedelta(days=2))).isoformat(),
        }  # fmt: skip
        turns = [("order.created", body), ("order.paid", {"amount": "599.00"})]
        turns += [("parcel.created", {"parcel_id": f"P{no}", "tracking_no": f"SF{no}"})]
        turns += [] if late else rng.sample(_TURNS, k=rng.randint(2, len(_TURNS) - 2))
        events = [
            {
                "specversion": "1.0", "id": f"{no}-{k}", "source": "wms", "type": kind,
                "subject": no, "time": (began - timedelta(seconds=600 - 20 * k)).isoformat(),
                "data": data,
            }
            for k, (kind, data) in enumerate(turns)
        ]  # fmt: skip
        for part in parts:
            size = len(events) if part is parts[-1] else min(len(events), rng.randint(3, 5))
            if told := events[:size]:
                part.append(told)
            del events[:size]
    return parts


def _pressed(here: House, number: int) -> list[tuple[str, str]]:
    """Choose open alerts of the first house, and what is pressed on the card of each."""
    found = here.rows("SELECT order_no FROM alerts WHERE state = 'open' ORDER BY order_no")
    return [(no, ("认领", "误报")[n % 2]) for n, (no,) in enumerate(found[:number])]
