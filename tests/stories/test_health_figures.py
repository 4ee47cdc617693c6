"""`健康`: five figures with the orders behind what is bad, and a list of what to do about it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.chat.command_table import AHEAD
from handlers.health.improving import to_do
from rules.cards.card import Card
from rules.chat.grammar import parse
from rules.chat.values import Asked, Command
from rules.delivery.routes import Route, Target
from rules.health.figures import Metric
from rules.health.troubles import HealthRules
from rules.wording.say import say
from tests.harness import GROUP, Harness

HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=16)


def said(h: Harness, text: str, *, by: str = "王敏") -> str:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text


def paid(h: Harness, order_no: str, within: timedelta, **data: str) -> None:
    """Let an order be paid that is promised to leave within so long."""
    promised = (h.now + within).isoformat()
    h.ordered(order_no, promised_ship_at=promised, **data)


def test_a_bad_figure_names_the_places_and_orders_behind_it(h: Harness) -> None:
    paid(h, "1024", 20 * HOUR)
    paid(h, "1025", 20 * HOUR)
    paid(h, "1026", HOUR, warehouse="sz-1")
    h.now += 2 * HOUR

    lines = said(h, "健康").splitlines()

    assert lines[:4] == [
        "订单健康 08-03 至 08-03",
        "⚠️ 状态流转阻塞率 33.33%（1/3，高于 5.00% 不好）",
        "　集中在 sz-1 1/1 = 100.00%",
        "　先看 1026：体检 1026",
    ]
    assert len(lines) == 8
    assert all(line.startswith("–") for line in lines[4:])
    assert said(h, "健康 昨天").startswith("订单健康 08-02 至 08-02\n–")
    for text in ("健康 HZ-1", "健康 hz-1 7天", "health 7 hz-1", "健康 今天 hz-1", "健康 hz-1 8-3"):
        assert "✅ 状态流转阻塞率 0.00%（0/2" in said(h, text)
    assert "07-28 至 08-03 · glasses" in said(h, "健康 glasses 7 天")
    assert "可以写：glasses、hz-1、sz-1" in said(h, "健康 hz-9")
    assert said(h, "健康 0 天") == said(h, "健康 999 天") == "最近 1 到 92 天，例如：健康 7 天"
    others = said(h, "健康", by="外店小周").splitlines()
    assert others[1:] == [line for line in others[1:] if line.startswith("–")]
    assert len(others) == 6
    assert said(h, "健康 hz-1", by="外店小周") == "这段时间没有 hz-1 的单。可以写：–"


def lock(h: Harness, *order_nos: str) -> None:
    for order_no in order_nos:
        h.locks(order_no, by="oms")


def test_who_is_responsible_gets_a_list_once_a_day_and_again_when_it_is_worse(h: Harness) -> None:
    h.health = replace(HealthRules(), owner="王敏")
    for number in range(24):
        paid(h, f"o-{number:02}", 999 * HOUR, amount="1299.00" if number == 5 else "299.00")
    lock(h, "o-07")
    h.pass_time(QUARTER)
    h.expect_nothing()  # 1 of 24 is fine
    lock(h, "o-03", "o-05")
    h.pass_time(QUARTER)

    card = the_list(h)
    assert card.headline == "12.50%（3/24，高于 5.00% 不好）。王敏 在 08-04 前处理。"
    assert card.status == "还有 3/3 单"
    assert {line.label: line.text for line in card.lines} == dict.fromkeys(
        ("o-03", "o-05", "o-07"), "被锁（人工锁定）"
    )
    assert commands(card) == ["放行 o-05", "放行 o-03", "放行 o-07", ""]
    for _ in range(8):
        h.pass_time(QUARTER)
    h.expect_nothing()
    lock(h, "o-08")
    h.pass_time(QUARTER)
    assert "4/24" in the_list(h).headline
    h.releases("o-08", by="oms")
    h.pass_time(23 * HOUR)
    h.expect_nothing()
    h.pass_time(2 * HOUR)
    assert "3/24" in the_list(h).headline


def the_list(h: Harness) -> Card:
    (out,) = h.read("改进清单")
    assert out.picture is not None
    return out.picture.card


def commands(card: Card) -> list[str]:
    return [button.command for button in card.buttons]


def test_each_line_of_the_list_is_a_button_that_does_what_its_command_does(h: Harness) -> None:
    h.health = replace(HealthRules(), owner="王敏")
    for number in range(20):
        paid(h, f"o-{number:02}", HOUR if number == 1 else 999 * HOUR)
    lock(h, "o-07")
    h.pass_time(HOUR)
    (out,) = h.read("改进清单")
    assert out.picture is not None
    assert commands(out.picture.card) == ["未发货 认领 o-01", "放行 o-07", ""]

    refused = h.press(out.picture.tokens["放行 o-07"], by="小赵")
    assert refused.private
    assert not refused.changed
    taken = h.press(out.picture.tokens["未发货 认领 o-01"], by="李雷")
    assert "由 李雷 处理" in taken.text
    released = h.press(out.picture.tokens["放行 o-07"], by="王敏")

    assert released.changed
    assert released.picture is not None
    card = released.picture.card
    assert [line.text for line in card.lines] == [
        "过了承诺的发货时间 · 李雷 在处理", "已经好了",
    ]  # fmt: skip
    assert (card.status, commands(card)) == ("还有 1/2 单", ["未发货 完成 o-01", ""])
    assert card.buttons[0].label == "完成 o-01"
    h.happens("carrier.trace", "o-01", tracking_no="SFo-01", state="1002", text="已发往拉萨")
    again = h.press(out.picture.tokens["放行 o-07"], by="王敏")
    assert not again.changed
    assert again.picture is not None
    assert (again.picture.card.status, again.picture.card.stand) == ("都处理了，共 2 单", "done")
    h.read()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("metric", [m for m in Metric if m is not Metric.BLOCKED])
def test_what_is_looked_into_is_a_command_that_a_press_may_give(metric: Metric, lang: str) -> None:
    command = parse(say(f"improve_{metric}_by", lang, order_no="1024"), addressed=True)

    assert isinstance(command, Asked | Command)
    assert command.name not in AHEAD  # nobody reads many rows while a press waits


def test_without_somebody_responsible_or_with_few_orders_nobody_gets_a_list(h: Harness) -> None:
    numbers = [f"o-{number:02}" for number in range(19)]
    for no in numbers:
        paid(h, no, 999 * HOUR)
    lock(h, *numbers)
    h.health = replace(HealthRules(), owner="王敏")
    h.pass_time(QUARTER)
    h.expect_nothing()
    paid(h, "o-19", 999 * HOUR)
    h.health = HealthRules()
    h.pass_time(QUARTER)
    h.expect_nothing()
    h.health = replace(HealthRules(), owner="王敏")
    h.pass_time(QUARTER)
    card = the_list(h)
    assert [(one.text, one.command) for one in card.suggestions] == [("还有 9 项", "健康")]


@pytest.mark.parametrize(
    ("shop", "warehouse"),
    [("杭州店（官方）", "hz 2"), ("ＡＢＣ旗舰店", "仓（一期）"), ("🕶️眼镜 店", "ＷＨ－１")],
)
def test_a_shop_and_a_warehouse_are_found_by_the_names_that_answers_show(
    h: Harness, shop: str, warehouse: str
) -> None:
    h.routes = (
        Route(match={"shop": shop}, to=(Target(channel="console", conversation="lead"),)),
        Route(to=(Target(channel="console", conversation=GROUP),)),
    )
    h.ordered("1024", shop=shop, warehouse=warehouse)
    h.pass_time(timedelta(seconds=11))

    for name in (shop, warehouse):
        for asked in (f"健康 {name}", f"健康 {name} 3天"):
            assert f"· {name}" in said(h, asked).splitlines()[0]
        assert f"{name}（王敏：盘点）" in said(h, f"静默 {name} 2h 盘点")
        assert name in said(h, f"静默 取消 {name}")
    routed = said(h, f"路由 red warehouse={warehouse} shop={shop}")
    assert "命中第 1 条" in routed
    assert f"shop={shop}" in routed


def test_what_another_system_holds_is_released_by_the_command_of_its_line(h: Harness) -> None:
    paid(h, "1024", 20 * HOUR)
    h.locks("1024", by="finance", hold="FINANCE")

    (line,) = h.database.look(lambda tx: to_do(tx, h.deps, Metric.BLOCKED, ["1024"], h.now))

    assert "已放行订单 1024" in said(h, line.command)
    (done,) = h.database.look(lambda tx: to_do(tx, h.deps, Metric.BLOCKED, ["1024"], h.now))
    assert done.over
