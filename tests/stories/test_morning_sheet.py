"""The morning sheet: once a day for each group, worked line by line, carried over."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest

from handlers.ports import Outgoing, Picture
from handlers.sweeps import SWEEPS, sheets
from rules.cards.card import as_text
from rules.unshipped.penalties import Penalty, presets
from rules.unshipped.work import TAKEN_FOR
from storage.database import Database, opened
from tests.builders import a_label, a_payment, an_order
from tests.harness import GROUP, Harness

TEN = time(10)


def _at(clock: str, day: int = 3) -> datetime:
    return datetime.fromisoformat(f"2026-08-{day:02d}T{clock}+08:00")


def _odd(h: Harness, order_no: str, **data: Any) -> None:  # noqa: ANN401 - of the order
    """Let an order arrive that its ERP calls sent and its warehouse is still picking."""
    h.ordered(order_no, **data)
    h.happens("order.marked", order_no, mark="已打单", by="小李")
    h.happens("system.status", order_no, system="erp", status="Sent")
    h.happens("system.status", order_no, system="wms", status="PICK")


def _sheets(h: Harness) -> list[Outgoing]:
    h.pass_time(timedelta(0))
    return [out for out in h.read("未发货溯源") if out.message_ref is None]


def _card(out: Outgoing) -> Picture:
    assert out.picture is not None, out.text
    return out.picture


def test_an_empty_day_has_its_sheet_too_and_one(h: Harness) -> None:
    h.trace_sheet = TEN
    h.now = _at("09:59:59")
    assert not _sheets(h)
    h.now = _at("10:00:00")
    (sheet,) = _sheets(h)
    assert "0 差异" in sheet.text
    for clock in ("10:00:30", "12:00:00", "23:59:59"):
        h.now = _at(clock)
        assert not _sheets(h)
    h.now = _at("10:00:00", 4)
    assert len(_sheets(h)) == 1


@pytest.mark.parametrize("clock", ["09:59:59", "10:00:01"])
def test_a_restart_at_the_hour_loses_nothing_and_doubles_nothing(h: Harness, clock: str) -> None:
    h.trace_sheet = TEN
    h.now = _at("09:59:30")
    assert not _sheets(h)
    h.now = _at(clock)
    before = _sheets(h)
    h.restart()
    h.now = _at("10:00:31")
    assert len([*before, *_sheets(h)]) == 1


def test_a_start_later_in_the_day_makes_up_for_it_and_no_day_before(h: Harness) -> None:
    h.trace_sheet = TEN
    h.now = _at("21:30:00")
    (sheet,) = _sheets(h)
    assert "08-03" in sheet.text


def test_two_processes_at_once_promise_one_sheet(database_url: str) -> None:
    with opened(database_url) as one, opened(database_url) as other:
        together = Barrier(2)
        h = Harness(one, trace_sheet=TEN, now=_at("10:00:00"))

        def run(database: Database) -> int:
            together.wait()
            return database.do(lambda tx: sheets.sweep(tx, h.deps, h.now))

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(run, (one, other)))
        assert len(_sheets(h)) == 1


def test_lines_are_worked_by_their_buttons_and_what_is_left_is_carried_over(h: Harness) -> None:
    h.trace_sheet = TEN
    h.penalties = presets()
    h.now = _at("08:00:00")
    _odd(h, "1001")
    _odd(h, "1002", platform="pdd")
    _odd(h, "1003")
    h.ordered("1004")  # nobody says anything of it: no difference
    h.read()
    h.now = _at("10:00:00")
    (sheet,) = _sheets(h)
    card = _card(sheet).card
    assert "已处理 0/3" in card.title
    assert "已付款未出库 4 单" in card.headline
    assert [line.label for line in card.lines] == ["1002", "1001", "1003"]
    assert "客服 已打单 – 系统 【Sent】 – 仓库 PICK" in card.lines[0].text
    assert "¥3.00" in card.lines[0].text
    assert "罚则未配置" in card.lines[1].text

    h.press(_card(sheet).tokens["未发货 认领 1001"], by="李雷")
    taken = _card(h.read("未发货溯源")[-1])
    assert "李雷 在处理" in as_text(taken.card)
    assert h.press(taken.tokens["未发货 完成 1001"], by="李雷").text == "1001 已处理（李雷）。"
    h.happens("system.status", "1002", system="wms", status="LOADED")
    h.press(taken.tokens["refresh"], by="韩梅")
    assert "已处理 2/3" in _card(h.read("未发货溯源")[-1]).card.title

    h.now = _at("10:00:00", 4)
    (tomorrow,) = _sheets(h)
    card = _card(tomorrow).card
    assert "已处理 0/2" in card.title  # 1001 still differs, 1002 has left
    assert "前一天留下 1 单" in card.headline
    lines = {line.label: line.text for line in card.lines}
    assert "08-03 就在表上" in lines["1003"]
    assert "就在表上" not in lines["1001"]  # somebody did it; it is there anew


def test_a_card_is_drawn_anew_when_an_order_leaves_by_itself_and_only_then(h: Harness) -> None:
    h.trace_sheet = TEN
    h.now = _at("08:00:00")
    _odd(h, "1001")
    _odd(h, "1002")
    h.read()
    h.now = _at("10:00:00")
    (sheet,) = _sheets(h)
    h.pass_time(timedelta(minutes=1))
    h.expect_nothing()

    h.happens("system.status", "1002", system="wms", status="LOADED")
    # Promised once, also where the promise has not left, or can never: a channel without redraws.
    swept = [h.database.do(lambda tx: SWEEPS["moved_on"](tx, h.deps, h.now)) for _ in range(2)]
    assert swept == [1, 0]
    h.pass_time(timedelta(minutes=1))
    (redrawn,) = h.read("未发货溯源")
    assert redrawn.message_ref is not None
    assert "已处理 1/2" in _card(redrawn).card.title
    h.ordered("1003")  # what is not on the sheet changes no line of it
    h.pass_time(timedelta(minutes=1))
    h.expect_nothing()
    h.press(_card(sheet).tokens["未发货 认领 1001"], by="李雷")
    assert len(h.read("未发货溯源")) == 1
    h.pass_time(timedelta(minutes=1))
    h.expect_nothing()  # a person's press has shown it already
    h.pass_time(TAKEN_FOR)
    assert "在处理" not in as_text(_card(h.read("未发货溯源")[-1]).card)


def test_a_viewer_works_no_line_and_a_stranger_to_the_shop_sees_none(h: Harness) -> None:
    h.trace_sheet = TEN
    h.scopes = {("console", GROUP): ("other",)}
    h.now = _at("08:00:00")
    _odd(h, "1001")
    _odd(h, "1002", shop="other")
    h.read()
    h.now = _at("10:00:00")
    (sheet,) = _sheets(h)
    assert [line.label for line in _card(sheet).card.lines] == ["1002"]
    reply = h.press(_card(sheet).tokens["未发货 认领 1002"], by="小赵")
    assert not reply.changed
    assert h.database.look(lambda tx: tx.worklist.of(["1002"]))["1002"].taken_by is None
    h.read()


def test_a_selection_is_done_at_once_and_each_order_says_what_came_of_it(h: Harness) -> None:
    for no in ("1001", "1002"):
        _odd(h, no)
    h.read()
    h.says("未发货 完成 1001", by="李雷")
    reply = h.says("未发货 完成 1001 1002 9999", by="韩梅")
    assert reply is not None
    first, second, third = reply.text.split("\n")
    assert "1001 没有改：李雷" in first
    assert second == "1002 已处理（韩梅）。"
    assert third == "没有订单 9999。"
    refused = h.says("未发货 完成 1002", by="小赵")
    assert refused is not None
    assert not refused.changed


def test_of_a_selection_an_order_of_another_shop_is_refused_by_name_and_the_rest_is_taken(
    h: Harness,
) -> None:
    _odd(h, "1001", shop="other")
    _odd(h, "1002")
    _odd(h, "1003", shop="other")
    h.read()

    reply = h.says("未发货 认领 1001 1002 1003", by="外店小周", private=True)

    assert reply is not None
    first, second, third = reply.text.split("\n")
    assert first.startswith("1001 由 外店小周")
    assert second == "1002：这一单不在您的店铺范围内。"
    assert third.startswith("1003 由 外店小周")
    assert reply.changed


def test_two_people_are_never_given_the_same_order(database_url: str) -> None:
    with opened(database_url) as one, opened(database_url) as other:
        h = Harness(one)
        for number in range(12):
            _odd(h, f"20{number:02d}")
        h.read()
        together = Barrier(2)

        def work(database: Database, name: str) -> list[str]:
            mine, harness = replace(h, database=database), []
            together.wait()
            for _ in range(6):
                reply = mine.says("下一单 完成", by=name, message_id=None)
                assert reply is not None
                harness.append(reply.text.split("\n")[-1].split(" ")[0])
            return harness

        with ThreadPoolExecutor(2) as pool:
            got = list(pool.map(work, (one, other), ("李雷", "韩梅")))
        given = [no for each in got for no in each]
        assert len(set(given)) == len(given) == 12


def test_the_next_order_is_the_costliest_that_nobody_has_and_stays_until_it_is_done(
    h: Harness,
) -> None:
    h.penalties = presets()
    _odd(h, "1001")
    _odd(h, "1002", platform="pdd")
    h.read()

    def next_of(who: str, word: str = "") -> str:
        reply = h.says(f"下一单 {word}".strip(), by=who)
        assert reply is not None
        return reply.text

    assert next_of("李雷").startswith("1002 归你")
    assert next_of("李雷").startswith("1002 还在你手上")
    assert next_of("韩梅").startswith("1001 归你")
    assert next_of("王敏") == "没有等人处理的单。"
    assert next_of("李雷", "跳过") == "没有等人处理的单。"
    assert next_of("王敏").startswith("1002 归你")
    h.now += timedelta(minutes=31)
    assert next_of("李雷").startswith("1002 归你")
    assert next_of("李雷", "完成").startswith("1002 已处理（李雷）。\n1001 归你")


def test_what_must_leave_tonight_is_listed_by_what_it_costs_with_the_rule_and_its_source(
    h: Harness,
) -> None:
    h.penalties = presets()
    h.now = _at("09:00:00")
    for no, platform, due in (
        ("1001", "jd", _at("20:00:00")),
        ("1002", "pdd", _at("23:00:00")),
        ("1003", "pdd", _at("18:00:00")),
        ("1004", "pdd", _at("00:30:00", 4)),
    ):
        h.ordered(no, platform=platform, promised_ship_at=due.isoformat())
    h.read()
    reply = h.says("今晚必须发")
    assert reply is not None
    title, *lines = reply.text.split("\n")
    assert title == "今晚必须发 3 单，晚发要赔 ¥6.00"
    assert [line.split(" ")[0] for line in lines[:3]] == ["1003", "1002", "1001"]
    assert "罚则未配置" in lines[2]
    assert lines[3].startswith("pdd 罚则 2022-12-19 起，2022-12-19 核对：https://")


def test_the_rate_of_a_month_says_what_was_carried_by_hand(h: Harness) -> None:
    h.now = _at("09:00:00")
    for number in range(100):
        due = _at("12:00:00").isoformat()
        no = f"3{number:03d}"
        h.takes(an_order(no, at=h.now, promised_ship_at=due))
        h.takes(a_payment(no, at=h.now))
        if number < 32:
            h.takes(a_label(9, no, at=h.now))
    h.now = _at("13:00:00")
    h.read()
    reply = h.says("漏发率 2026-08")
    assert reply is not None
    lines = reply.text.split("\n")
    assert lines[0] == "2026-08 漏发率 100/100 = 100.00%"
    assert lines[1] == "罚则未配置 100 单"
    assert lines[2] == "人工搬运 68%"
    assert "客服 → OMS 没录 68、出库扫描没过 32" in lines[3]
    assert lines[4] == "按仓：hz-1 100/100 = 100.00%"
    assert lines[5] == "按付款日：08-03 100/100 = 100.00%"
    other = h.says("漏发率 2026-07")
    assert other is not None
    assert other.text == "2026-07 漏发率 0/0 = 0.00%"
    coming = h.says("漏发率 2027-01")
    assert coming is not None
    assert "还没到" in coming.text


def test_what_was_missed_is_costed_by_the_rule_of_its_platform_and_counted_where_none_is(
    h: Harness,
) -> None:
    h.penalties = (
        *presets(),
        Penalty(
            platform="tmall",
            first=date(2026, 7, 1),
            share=Decimal("0.05"),
            source="https://rule.example.com/1",
            verified=date(2026, 7, 1),
        ),
    )
    h.digest = time(18)
    h.now = _at("09:00:00")
    for number, platform in enumerate(("pdd", "天猫", "天猫", "xiaohongshu")):
        due = _at("12:00:00").isoformat()
        h.ordered(f"500{number}", platform=platform, amount="40.10", promised_ship_at=due)
    h.ordered("5009", platform="pdd")  # not due yet
    h.read()
    h.now = _at("18:00:00")
    cost = "按平台罚则 ¥7.02（3 单）、罚则未配置 1 单"  # 3.00 + 2 × 2.005, each in whole cents
    reply = h.says("漏发率 2026-08")
    assert reply is not None
    assert cost in reply.text.split("\n")
    h.pass_time(timedelta(0))
    (digest,) = h.read("日报")
    assert f"本月 4/5 = 80.00%、{cost}" in digest.text
    h.read()


def test_more_than_three_missed_within_an_hour_are_one_card_until_nothing_was(h: Harness) -> None:
    h.now = _at("09:00:00")
    for number in range(4):
        due = (_at("12:00:00") + timedelta(minutes=number)).isoformat()
        h.ordered(f"40{number:02d}", promised_ship_at=due)
    h.read()
    h.now = _at("12:02:30")
    h.pass_time(timedelta(0))
    assert not h.read("漏发")  # three
    h.now = _at("12:03:00")
    h.pass_time(timedelta(0))
    (card,) = h.read("漏发")
    assert "有 4 单到了承诺时间还没有揽收" in card.text
    for later in (30, 300, 1800):
        h.pass_time(timedelta(seconds=later))
        assert not [out for out in h.read("漏发") if out.message_ref is None]
    h.pass_time(timedelta(hours=1))
    (over,) = h.read("漏发")
    assert "已恢复" in over.text
    h.read()


def test_the_sheet_says_how_much_of_the_month_was_missed(h: Harness) -> None:
    h.trace_sheet = TEN
    h.now = _at("08:00:00")
    h.ordered("1001", promised_ship_at=_at("09:00:00").isoformat())
    h.ordered("1002", promised_ship_at=_at("09:00:00").isoformat())
    h.happens("carrier.trace", "1002", tracking_no="SF1002", state="GOT")
    h.now = _at("10:00:00")
    (sheet,) = _sheets(h)
    assert "本月漏发率 1/2 = 50.00%，人工搬运 100%。" in sheet.text
    h.read()
