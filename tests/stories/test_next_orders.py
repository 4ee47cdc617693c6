"""What is worked first: what a minute of work saves most on, by what the past of the shop says."""

from datetime import datetime, timedelta
from decimal import Decimal

from handlers.desk.todo import todo
from handlers.sweeps import SWEEPS
from rules.desk.items import Choice, page_of
from rules.unshipped.odds import ENOUGH, Outcomes, Place
from rules.unshipped.penalties import Penalty, presets
from tests.harness import Harness

HOUR = timedelta(hours=1)


def _promised(
    h: Harness, order_no: str, left: timedelta, *told: str, platform: str = "pdd"
) -> None:
    """Let a paid order be due so much later; `told` are the systems that have it."""
    h.ordered(order_no, platform=platform, promised_ship_at=(h.now + left).isoformat())
    for system in told:
        h.happens("system.status", order_no, system=system, status="WaitConfirm")


def _count(h: Harness) -> int:
    return h.database.do(lambda tx: SWEEPS["odds"](tx, h.deps, h.now))


def _said(h: Harness, text: str, by: str = "王敏") -> list[str]:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text.split("\n")


def test_each_day_is_counted_once_and_says_how_likely_an_order_is_to_be_missed(h: Harness) -> None:
    h.penalties = presets()
    for number in range(ENOUGH):
        _promised(h, f"5{number:03d}", 2 * HOUR)
    h.now += 3 * HOUR
    for number in range(ENOUGH // 2):  # half of them left, all of them too late
        h.happens("carrier.trace", f"5{number:03d}", tracking_no=f"SF5{number:03d}", state="已揽收")
    assert _count(h) == 0, "the day is not over"
    h.now += timedelta(days=2)
    counted = 0
    while _count(h):
        counted += 1
    h.restart()
    assert (counted, _count(h)) == (2, 0)
    since = h.now.date() - timedelta(days=9)
    found = h.database.look(lambda tx: tx.odds.since(since))
    assert found[Place("cs_to_oms", 60)] == Outcomes(ENOUGH, ENOUGH)
    h.read()

    _promised(h, "6001", 2 * HOUR)
    _promised(h, "6002", 2 * HOUR, "oms")
    _title, first, second, overdue, *_, odds, _more = _said(h, "今晚必须发")
    assert first.startswith("6001 ¥3.00 × 漏发概率 100% ≈ ¥3.00")
    assert second.startswith("6002 ¥3.00 × 漏发概率 60% ≈ ¥1.80"), "an assumption"
    assert "来不及了" in overdue
    assert "假设" in odds
    h.read()


def test_an_order_that_cannot_be_saved_any_more_is_given_last(h: Harness) -> None:
    dear = Penalty(
        platform="jd", first=datetime(2026, 1, 1).date(), fixed=Decimal(500),  # noqa: DTZ001 - a day
        source="https://example.com/rule", verified=datetime(2026, 1, 2).date(),  # noqa: DTZ001
    )  # fmt: skip
    h.penalties = (*presets(), dear)
    _promised(h, "1001", timedelta(minutes=1), platform="jd")
    _promised(h, "1002", 30 * HOUR)
    _promised(h, "1003", 5 * HOUR)
    _promised(h, "1004", 5 * HOUR, platform="unheard")
    _promised(h, "1005", 5 * HOUR, "oms", "erp", "wms")
    h.now += HOUR
    h.read()

    given = [_said(h, "下一单 完成", by="李雷")[-1] for _ in range(4)]

    assert [text.split(" ")[0] for text in given] == ["1005", "1003", "1004", "1001"]
    assert "¥500.00（来不及了）" in given[-1]
    h.read()


def test_who_gives_orders_back_is_given_every_other_before_the_first_again(h: Harness) -> None:
    for number, no in enumerate(("1001", "1002", "1003", "1004")):
        _promised(h, no, (5 + number) * HOUR, platform="unheard")
    _said(h, "下一单", by="李雷")

    given = []
    for _ in range(6):
        h.now += timedelta(minutes=1)
        given.append(_said(h, "下一单 跳过", by="李雷")[-1].split(" ")[0])

    assert given == ["1002", "1003", "1004", "1001", "1002", "1003"]
    assert _said(h, "下一单", by="韩梅")[-1].startswith("1001 "), "hers are none of his"
    h.read()


def test_an_order_whose_alert_somebody_else_has_claimed_is_given_to_nobody_else(h: Harness) -> None:
    h.penalties = presets()
    _promised(h, "1001", 5 * HOUR)
    _promised(h, "1002", 9 * HOUR)
    h.turns_red("1001")
    h.says("认领 1001", by="李雷")
    h.read()

    (theirs,) = _said(h, "下一单", by="韩梅")
    own, held = _said(h, "下一单", by="李雷")

    assert theirs.startswith("1002 ")
    assert own.startswith("1001 ")
    assert held.startswith("它锁着：共振红色")
    assert held.endswith("放行之前出不了库，先看：体检 1001")
    h.read()


def test_alerts_and_the_to_do_page_have_red_first_then_what_a_minute_saves_most_on(
    h: Harness,
) -> None:
    h.penalties = presets()
    _promised(h, "1001", 5 * HOUR, platform="unheard")
    _promised(h, "1002", 9 * HOUR)
    _promised(h, "1003", 9 * HOUR, "oms", "erp", "wms")
    _promised(h, "1004", timedelta(days=3), platform="unheard")
    for order_no in ("1001", "1002", "1003"):
        h.turns_orange(order_no)
    h.turns_red("1004")
    h.read()

    _title, *lines = _said(h, "预警")
    actor = h.deps.directory.actor("console", "wangmin")
    items = h.database.look(lambda tx: todo(tx, h.deps, actor, h.now)).items

    assert [line.split(" ")[1] for line in lines] == ["1004", "1003", "1002", "1001"]
    assert lines[1].endswith(" 晚发要赔 ¥3.00")
    alerts = [one.order_no for one in page_of(items, Choice(what="alert")).items]
    assert alerts == ["1004", "1003", "1002", "1001"]


def test_what_an_alert_waits_about_is_ranked_with_what_is_due_and_given_with_it(h: Harness) -> None:
    h.penalties = presets()
    _promised(h, "1001", 5 * HOUR, "oms", "erp", "wms")
    _promised(h, "1002", timedelta(days=9))
    _promised(h, "1003", timedelta(days=9), platform="unheard")
    _promised(h, "1004", timedelta(days=9))
    for order_no in ("1002", "1003"):
        h.turns_orange(order_no)
    h.read()

    given = [_said(h, "下一单 完成", by="李雷")[-2:] for _ in range(4)]

    assert given[0][-1].startswith("1001 ")
    assert [one[0].split(" ")[0] for one in given[1:3]] == ["1002", "1003"]
    assert given[1][-1] == "它有橙色预警（待处理），先看：体检 1002"
    assert "罚则未配置" in given[2][0]
    assert given[3][-1] == "没有等人处理的单。"  # nothing is due or odd about the last
    h.read()
