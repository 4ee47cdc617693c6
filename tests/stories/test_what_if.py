"""`假如`: what would come of it is worked out over the whole pipeline; nothing is done (M-4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest

from handlers.orders.look import look_at
from rules.resonance.policy import Season
from rules.resonance.supposing import Outcome, Supposed, suppose
from storage.database import Database
from storage.tx import Tx
from tests.builders import NOON, a_policy, hours
from tests.harness import Harness
from tests.rules.strategies import POLICY, a_story

PEAK = Season(
    name="双11", first=NOON.date() + timedelta(days=90), last=NOON.date() + timedelta(days=99),
    timeliness=Decimal(2),
)  # fmt: skip
SPRING = replace(PEAK, name="年货 节")


@pytest.fixture
def asked(sqlite_url: str) -> Iterator[Harness]:
    """Return a shop with one order whose address was changed once."""
    h = Harness(database=Database(sqlite_url), policy=a_policy(seasons=(PEAK, SPRING)))
    h.ordered()
    h.happens("order.address_changed", address={"city": "杭州"})
    yield h
    h.expect_nothing()
    h.database.close()


@pytest.mark.parametrize(
    ("supposed", "answers"),
    [
        ("地址修改+1", ("0.8 → 1.6，仍是平静", "不会有动作")),
        ("地址修改+0", ("0.8 → 0.8，仍是平静",)),
        ("地址修改=2.5", ("0.8 → 2.5，平静 → 橙色预警", "会发橙色卡片", "马上；点名：没有人")),
        ("橙=0.8", ("0.8 → 0.8，平静 → 橙色预警",)),
        ("客服对话+2 橙=3.3", ("0.8 → 3.2，仍是平静",)),
        ("地址修改+1 客服对话+2", ("0.8 → 4.0，平静 → 红色预警", "会自动锁定")),
        ("发货时限=-240h", ("平静 → 橙色预警",)),
        ("现在=2026-08-20_10:00", ("平静 → 橙色预警",)),
        ("发货时限=+240h 现在=2026-08-20_10:00", ("0.8 → 0.9，仍是平静",)),
        ("客服对话+2 勿扰=11:00-23:30", ("橙色预警", "在勿扰时段，等到 23:30")),
        ("客服对话+2 勿扰=关", ("橙色预警", "马上")),
        ("轨迹停滞+1 季节=双11", ("0.8 → 2.4",)),
        ("轨迹停滞+1 季节=无", ("0.8 → 1.6",)),
        ("季节=双12", ("没有季节“双12”",)),
        ("季节=「年货 节」 轨迹停滞+1", ("季节=「年货 节」", "0.8 → 2.4")),
        ('季节="双 12"', ("没有季节“双 12”",)),
        ("地址修改=很大", ("看不懂“地址修改=很大”",)),
        ("地址修改=0.12345", ("不是权重",)),
        ("草案=9", ("没有改信号的草案 9",)),
        ("什么=1", ("看不懂“什么=1”",)),
        ("勿扰=25:00-26:00", ("看不懂“勿扰=25:00-26:00”",)),
        ("现在=0001-01-01_00:00", ("看不懂“现在=0001-01-01_00:00”",)),
    ],
)
def test_what_would_run_is_told_and_nothing_runs(
    asked: Harness, supposed: str, answers: tuple[str, ...]
) -> None:
    reply = asked.says(f"假如 1024 {supposed}")

    assert reply is not None
    for answer in answers:
        assert answer in reply.text
    assert asked.order()["score"] == "0.8"
    assert asked.order()["holds"] == []


def test_a_draft_is_supposed_by_its_number(asked: Harness) -> None:
    asked.says("信号 地址修改 2.1；橙 2.0 改例", by="李雷")
    asked.read("草案 1")

    reply = asked.says("假如 1024 草案=1")

    assert reply is not None
    assert "0.8 → 2.1，平静 → 橙色预警" in reply.text


def test_without_a_change_it_is_what_every_order_of_a_day_came_to(h: Harness) -> None:
    h.policy = POLICY
    numbers = [f"o-{seed}" for seed in range(24)]
    told = [
        event._replace(order_no=no, id=f"{no}-{event.id}")
        for seed, no in enumerate(numbers)
        for event in a_story(Random(seed)).events  # noqa: S311 - the same orders each time
        if event.data.get("kind") != "no_such_kind"
    ]
    for event in sorted(told, key=lambda e: e.received_at):
        h.now = event.received_at
        h.takes(event)
    h.pass_time(hours(1))

    def look(tx: Tx) -> dict[str, tuple[Outcome, str, str]]:
        found = {}
        for no in numbers:
            seen = look_at(tx, h.deps, no, h.now)
            assert seen is not None
            order = seen.case.order
            outcome = suppose(
                seen.facts, seen.policy, Supposed(), now=h.now, rebased_at=order.rebased_at
            )
            assert isinstance(outcome, Outcome)
            found[no] = outcome, order.score, order.level
        return found

    looked = h.database.look(look)  # on a snapshot that nobody can write to

    for outcome, score, level in looked.values():
        assert Decimal(score) == outcome.resonance.score
        assert level == outcome.resonance.level
    assert len({level for _, _, level in looked.values()}) > 1
    h.read()
