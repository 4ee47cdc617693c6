"""The page of weights: what is in force and by whom, what is on trial, what was tried."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.channels.console.views.draft_desk import shown
from bot.channels.console.views.draft_pages import WEIGHTS
from bot.channels.console.views.order_data import Reading
from bot.channels.console.views.weights import data, tried
from handlers.drafts.waiting import Waiting
from handlers.resonance import weights
from rules.resonance.policy import Season
from rules.resonance.rollout import RolloutRules
from storage.database import opened
from tests.builders import SHANGHAI
from tests.harness import Harness

ALL_AT_ONCE = RolloutRules(canary_share=Decimal(1))


@pytest.fixture
def h(sqlite_url: str) -> Iterator[Harness]:
    with opened(sqlite_url) as database:
        yield Harness(database=database)


def _page(h: Harness, reader: str = "wangmin") -> dict[str, Any]:
    actor = h.deps.directory.actor("console", reader)
    return h.database.look(lambda tx: data.page(tx, h.deps, actor, h.now))


def _publish(h: Harness, text: str, number: int) -> None:
    h.says(text, by="李雷")
    h.says(f"草案 {number}", by="王敏")
    h.says(f"批准 {number}", by="王敏")
    h.read()


def _signal(page: dict[str, Any], kind: str) -> dict[str, Any]:
    (found,) = (one for one in page["signals"] if one["kind"] == kind)
    return dict(found)


def test_every_number_says_which_version_it_came_with_and_who_published_it(h: Harness) -> None:
    h.rollout = ALL_AT_ONCE
    before = _page(h)
    assert before["stands"] == ["第 1 版：全部按配置文件"]
    assert _signal(before, "address_changed")["published"] == []
    assert _signal(before, "route_doubt") | {"class": ""} == {
        "kind": "route_doubt", "name": "可能赶不上", "says": "route_doubt", "on": True,
        "weight": "0.3", "cap": "5", "window": "", "lasting": "符合时一直算", "class": "",
        "owner": "", "published": [],
    }  # fmt: skip

    _publish(
        h, "信号 地址修改 0.9 上限 2；轨迹停滞 关；季节 双11 2026-08-01 2026-08-20 时效 1.25", 1
    )
    h.now += timedelta(days=1)
    _publish(h, "信号 橙 2.0；地址修改 窗口 48h", 2)

    page = _page(h)
    changed = _signal(page, "address_changed")
    assert (changed["says"], changed["weight"], changed["cap"]) == ("地址修改", "0.9", "2")
    assert [(one["what"], one["by"][:5]) for one in changed["published"]] == [
        ("权重", "第 2 版"), ("上限", "第 2 版"), ("窗口", "第 3 版"),
    ]  # fmt: skip
    assert changed["published"][0]["by"].endswith("：李雷 提议，王敏 批准")
    stalled = _signal(page, "trace_stall")
    assert (stalled["on"], stalled["weight"]) == (False, "0.8")
    limits = {one["name"]: one for one in page["limits"]}
    assert limits["orange"]["value"] == "2.0"
    assert limits["orange"]["by"].startswith("第 3 版")
    assert (limits["red"]["value"], limits["window"]["value"]) == ("4.0", "3d")
    assert limits["red"]["by"] == ""
    (season,) = page["seasons"]
    assert season["text"] == "2026-08-01 至 2026-08-20，时效 ×1.25，质量 ×1.0"
    assert season["now"]
    assert season["by"].startswith("第 2 版")
    # What was brought back came with whoever brought it back.
    for text in ("回滚 信号", "回滚 信号 3"):
        h.says(text, by="王敏")
    h.read()
    *rest, window = _signal(_page(h), "address_changed")["published"]
    assert window["by"].startswith("第 5 版")
    assert all(one["by"].startswith("第 2 版") for one in rest)


def test_each_version_says_what_it_changed_of_the_one_before(h: Harness) -> None:
    h.rollout = ALL_AT_ONCE
    _publish(h, "信号 橙 2.0", 1)
    _publish(h, "信号 地址修改 0.9", 2)
    h.says("回滚 信号 1", by="王敏")
    h.read()

    versions = h.database.look(lambda tx: tx.versions.of_kind("policy"))

    told = [
        [f"{d.what} {d.before} → {d.after}" for d in one] for one in weights.told(h.deps, versions)
    ]

    assert told == [
        ["橙色阈值 2.0 → 2.5（同配置文件）", "地址修改的权重 0.9 → 0.8（同配置文件）"],
        ["地址修改的权重 0.8 → 0.9"],
        ["橙色阈值 2.5 → 2.0"],
        [],
    ]


def test_a_trial_is_shown_to_those_who_see_every_shop_and_edited_by_operators(h: Harness) -> None:
    h.rollout = RolloutRules(canary_share=Decimal("0.5"))
    _publish(h, "信号 橙 2.0", 1)
    h.ordered()

    trial = _page(h)["trial"]

    assert trial["differences"] == ["橙色阈值 2.5 → 2.0"]
    assert trial["headline"].startswith("第 2 版先判 50% 的单")
    assert any("预警 0" in note["text"] for note in trial["notes"])
    assert "20% 和其余订单" in trial["guard"]
    assert "2 倍以上" in trial["guard"]
    assert trial["rollback"] == "回滚 信号"
    limits = {one["name"]: one["value"] for one in _page(h)["limits"]}
    assert limits["orange"] == "2.5"  # it judges a share of orders only
    assert [_page(h, who)["may_edit"] for who in ("zhao", "lilei", "wangmin", "zhou")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert _page(h, "zhou")["trial"] is None
    h.lang = "en"
    english = _page(h)
    assert english["trial"]["rollback"] == "rollback signals"
    assert _signal(english, "address_changed")["says"] == "address_changed"
    assert english["last_month"] == "signals quality 2026-07"


def test_what_is_tried_is_a_table_beside_the_present_numbers_and_the_fixed_rules(
    h: Harness,
) -> None:
    season = Season(name="双11", first=date(2026, 8, 1), last=date(2026, 8, 31))
    h.policy = replace(h.policy, seasons=(season,))
    for no in ("1001", "1002", "1003"):
        h.ordered(no)
        h.turns_orange(no)
    for no in ("1004", "1005"):  # 2.4: one tenth short of being told
        h.ordered(no)
        for city in ("杭州", "宁波", "温州"):
            h.happens("order.address_changed", no, address={"city": city})
            h.now += timedelta(minutes=31)
    for no in ("1001", "1004"):
        h.happens("outcome.reported", no, kind="complaint")
    h.read()
    reading = Reading(now=h.now, tz=SHANGHAI)

    reply = h.says("回测 近 30 天 地址修改 1.0；橙 2.4")
    assert reply is not None
    shown = tried.exhibit(reply.exhibit, reading)

    assert shown is not None
    table = shown.data
    assert table["title"] == "回测近 30 天下的单：5 单，差的 2 单"
    assert table["tried"] == ["橙色阈值 2.5 → 2.4", "地址修改的权重 0.8 → 1.0"]
    assert table["columns"] == ["现在", "试的", "承诺日未送达", "未按时交接", "24 小时未发货"]
    rows = {row["name"]: [cell["value"] for cell in row["cells"]] for row in table["rows"]}
    assert rows["预警次数"] == ["3", "5", "0", "0", "0"]
    assert rows["召回率"][:3] == ["50.0%", "100.0%", "0.0%"]
    assert rows["准确率"] == ["33.3%", "40.0%", "—", "—", "—"]
    recall = next(row for row in table["rows"] if row["name"] == "召回率")
    assert recall["cells"][0]["between"] == "9.5% – 90.5%"
    assert shown.chart is not None
    lines = [one for one in shown.chart["series"] if one["type"] == "line"]
    assert [one["name"] for one in lines] == ["现在", "试的"] * 2
    (mine,) = (point for point in lines[1]["data"] if point["label"]["show"])
    assert (mine["value"], mine["label"]["formatter"]) == ([1000.0, 100.0], "2.4")
    # Of the present numbers alone, of a month, and of what has no figures.
    alone = h.says("回测 30天")
    assert alone is not None
    beside = tried.exhibit(alone.exhibit, reading)
    assert beside is not None
    assert beside.data["columns"][:2] == ["现在", "承诺日未送达"]
    month = h.says(f"信号 质量 {h.now:%Y-%m}")
    assert month is not None
    quality = tried.exhibit(month.exhibit, reading)
    assert quality is not None
    assert quality.data["kinds"]["address_changed"] == {
        "value": "100%", "between": "34% – 100% · 2/2",
    }  # fmt: skip
    nothing = h.says("回测 火星=1.0")
    assert nothing is not None
    assert tried.exhibit(nothing.exhibit, reading) is None


def test_of_a_draft_that_waits_those_of_one_shop_read_that_it_does_and_nothing_of_it(
    h: Harness,
) -> None:
    def drafts(reader: str) -> tuple[list[Any], str]:
        actor, reading = (
            h.deps.directory.actor("console", reader),
            Reading(now=h.now, tz=SHANGHAI, lang="zh"),
        )
        page = h.database.look(
            lambda tx: shown(tx, h.deps, WEIGHTS, Waiting(WEIGHTS.kind), actor, reading)
        )
        return page["drafts"], page["unseen"]

    assert drafts("zhou") == ([], "")
    h.ordered()
    h.says("信号 地址修改 2.1；橙 2.0 改例", by="李雷")
    h.read()

    assert drafts("zhou") == (
        [], "有 1 个草案等人批准，关系到全部店铺，由负责全部店铺的人看和决定。",
    )  # fmt: skip
    (draft,), unseen = drafts("wangmin")
    assert (draft["number"], unseen) == (1, "")
