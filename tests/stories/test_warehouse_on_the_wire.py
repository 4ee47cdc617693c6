"""A lock in real processes: locked at our scanner at once, called so when it was read back."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from tests.crash.houses import WAREHOUSE, House, Json, house
from tests.stories.groups import until

pytestmark = [pytest.mark.wire, pytest.mark.proof, pytest.mark.timeout(600)]

_WAITS, _NEVER, _UNCONFIRMED = "待仓库确认", "仓库没有确认锁定", "还没有确认锁定"
_WITHIN, _TOLD_WITHIN = 30.0, 180.0


async def test_a_lock_is_called_done_once_it_is_read_back_and_said_aloud_if_it_never_is(
    tmp_path: Path, postgresql_url: str, *, full_proof: bool
) -> None:
    async with house(postgresql_url, tmp_path, 1) as here:
        silent = {"kind": "broken", "action": "query", "times": 10_000 if full_proof else 2}
        here.wms.rules.append(silent)
        await here.hears([_turns_red("1024")])

        await until(lambda: _says(here, _WAITS), "nobody is told that it waits", _WITHIN)
        await until(lambda: _is_locked_there(here), "the system was not told", _WITHIN)
        assert await here.scans(["1024"], 0) == ["LOCKED"]
        assert await _says(here, _WAITS), "told, and not read back"
        if full_proof:
            await until(lambda: _says(here, _UNCONFIRMED), "nobody is called", _TOLD_WITHIN)
            assert _stands(here) == [("RESONANCE_RED", "unconfirmed")]
            await until(lambda: _says(here, _NEVER), "the card says more than is known", _WITHIN)
            here.wms.rules.clear()

        async def is_done() -> bool:
            is_called_so = not (await _says(here, _WAITS) or await _says(here, _NEVER))
            return is_called_so and _stands(here) == [("RESONANCE_RED", "confirmed")]

        await until(is_done, "never called done", _TOLD_WITHIN)
        assert [*here.told().items()] == [(("lock", "1024"), 1)]
        assert (await _times(here, _UNCONFIRMED)) == full_proof


def _stands(here: House) -> list[tuple[str, str]]:
    return here.rows("SELECT reason, gateway FROM holds")


async def _is_locked_there(here: House) -> bool:
    return here.wms.orders == {"1024": "locked"}


async def _says(here: House, part: str) -> bool:
    return await _times(here, part) > 0


async def _times(here: House, part: str) -> int:
    return sum(part in text for text in (await here.shown()).elements())


def _turns_red(order_no: str) -> list[Json]:
    """0.8 x 2 + 1.2 x 2 + 1.0 for the burst."""
    order = {
        "platform": "tmall", "shop": "s", "amount": "99.00", "warehouse": WAREHOUSE, "items": [],
    }  # fmt: skip
    events: list[tuple[str, Json]] = [
        ("order.created", order),
        ("parcel.created", {"parcel_id": f"P{order_no}", "tracking_no": f"SF{order_no}"}),
        *[("order.address_changed", {"address": {"city": f"{n}市"}}) for n in range(2)],
        *[("chat.opened", {"by": "customer"}) for _ in range(2)],
    ]
    began = SystemClock().now() - timedelta(minutes=10)
    return [
        {
            "specversion": "1.0", "id": f"{order_no}-{n}", "source": "wms", "type": kind,
            "subject": order_no, "time": (began + timedelta(seconds=n)).isoformat(), "data": data,
        }
        for n, (kind, data) in enumerate(events)
    ]  # fmt: skip
