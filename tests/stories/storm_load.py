"""The load of a storm: orders that raise alerts, posted over HTTP, and what platforms counted."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from time import monotonic
from typing import Any

import httpx

from tests.platforms.wecom import control as wecom
from tests.stories.processes import PEOPLE, Platforms

CONFIG = f"""{PEOPLE}
[[resonance.signals]]
kind = "warm"
weight = "3.0"
cap = 1
class = "intent"

[[resonance.signals]]
kind = "hot"
weight = "5.0"
cap = 1
class = "intent"

[[routes]]
to = ["dingtalk:cidGROUP==", "wecom:wrGROUPaa", "slack:C0OPS"]
"""
#: Every tenth order turns red, the others orange.
RED_OF = 10
_TICK = 0.25


def order(number: int) -> str:
    """Name an order."""
    return str(2_000_000 + number)


def is_red(number: int) -> bool:
    """Say whether its alert is red; the others are orange."""
    return number % RED_OF == RED_OF - 1


def events(number: int) -> list[dict[str, Any]]:
    """Return an order and the signal that raises its alert."""
    created = {"platform": "tmall", "shop": "s", "amount": f"{number}.00", "items": []}
    seen = {"kind": "hot" if is_red(number) else "warm"}
    return [
        {
            "specversion": "1.0", "id": f"{kind}-{number}", "source": "wms", "type": kind,
            "subject": order(number), "data": data,
            "time": datetime.now(UTC).isoformat(),  # noqa: TID251 - the warehouse's clock
        }
        for kind, data in (("order.created", created), ("signal.seen", seen))
    ]  # fmt: skip


async def post(http: httpx.AsyncClient, numbers: Sequence[int], seconds: float) -> float:
    """Post orders at a steady pace, a few in each request; return how long it took."""
    began, each = monotonic(), max(1, round(len(numbers) * _TICK / seconds))
    for tick, first in enumerate(range(0, len(numbers), each)):
        await asyncio.sleep(began + tick * _TICK - monotonic())
        batch = [event for n in numbers[first : first + each] for event in events(n)]
        answer = await http.post("/v1/events", json=batch)
        assert answer.json()["accepted"] == len(batch), answer.text
    return monotonic() - began


async def first_cards(sims: Platforms) -> dict[str, float]:
    """Return when each platform was sent its first message, by the clock of this machine."""
    posts = await sims.dingtalk.calls("/createAndDeliver")
    frames = (await sims.wecom.record(frames=True))["frames"]
    calls = (await sims.slack.record())["calls"]
    return {
        "dingtalk": min(call["at"] for call in posts),
        "wecom": min(
            f["ts"] for f in frames if f["dir"] == "in" and f["frame"]["cmd"] == "aibot_send_msg"
        ),
        "slack": min(call["at"] for call in calls if call["method"] == "chat.postMessage"),
    }


async def busiest(sims: Platforms) -> dict[str, int]:
    """Return what the platforms counted; none of them may have refused anything."""
    ding, we, sl = (
        await sims.dingtalk.record(),
        await sims.wecom.record(),
        await sims.slack.record(),
    )
    assert ding["violations"] == we["violations"] == sl["violations"] == []
    assert we["refused"] == []
    assert not {"limited", "updates_limited"} & sl["counts"].keys()
    return {
        "dingtalk, a minute": ding["busiest_minute"],
        "wecom, a minute": we["busiest_minute"],
        "wecom, an hour": we["busiest_hour"],
        "slack, a second": sl["busiest_second"],
        "slack, edits a minute": sl["busiest_update_minute"],
    }


def assert_within_limits(busiest: dict[str, int]) -> None:
    limits = (20, 30, 1000, 1, 50)
    assert all(0 < most <= limit for most, limit in zip(busiest.values(), limits, strict=True)), (
        busiest
    )


async def strict(sims: Platforms) -> None:
    """Let every platform refuse what is above its documented limit; greet the WeCom group."""
    await sims.slack.faults(posts_per_second=1, updates_per_minute=50)
    await sims.wecom.do("meet", conversation=wecom.GROUP)
    await sims.are_connected()
