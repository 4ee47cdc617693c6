"""What people write to the bot, and what it does about it."""

import re
from datetime import datetime, timedelta
from random import Random

import pytest

from rules.chat.words import SPECS
from rules.vocabulary import Level, ScanCode
from tests.harness import Harness


def test_locking_and_releasing_by_command_is_obeyed_at_the_scanner(h: Harness) -> None:
    h.ordered("1024")

    locked = h.says("锁单 １０２４ 地址不对", by="李雷")

    assert locked is not None
    assert locked.changed
    assert h.scan("P1024").code is ScanCode.LOCKED
    again = h.says("lock 1024", by="韩梅")
    assert again is not None
    assert "李雷" in again.text
    refused = h.says("放行 1024", by="韩梅")
    assert refused is not None
    assert refused.private
    assert h.scan("P1024").code is ScanCode.LOCKED
    h.says("放行 1024", by="李雷")
    assert h.scan("P1024").code is ScanCode.OK


def test_an_order_is_found_by_its_tracking_number_and_by_the_end_of_a_phone_number(
    h: Harness,
) -> None:
    h.ordered("77771024", customer={"id": "c1", "phone": "138-1234-5678"})

    for ref in ("SF77771024", "1024", "5678", "77771024"):
        reply = h.says(f"查单 {ref}")
        assert reply is not None
        assert "77771024" in reply.text
        assert "13812345678" not in reply.text


@pytest.mark.parametrize("ref", ["r-1001", "ｒ－1001", "R-1001", "sfr-1001"])
def test_an_order_is_found_whatever_the_case_of_its_letters(h: Harness, ref: str) -> None:
    h.ordered("R-1001")

    reply = h.says(f"体检 {ref}")

    assert reply is not None
    assert "订单 R-1001 体检" in reply.text


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("12345678", "12345678"),
        ("１２３４５６７８", "１２３４５６７８"),
        ("订单：１２３４５６７８", "１２３４５６７８"),
        ("１２３４5678", "12345678"),
        ("Ｓ－２００１", "S-2001"),
    ],
)
def test_a_number_in_full_width_is_the_order_called_so_or_else_the_plain_one(
    h: Harness, typed: str, answered: str
) -> None:
    for order_no in ("12345678", "１２３４５６７８", "S-2001"):
        h.ordered(order_no)

    reply = h.says(f"锁单 {typed} 地址不对", by="李雷")

    assert reply is not None
    assert reply.changed
    assert [no for no in ("12345678", "１２３４５６７８", "S-2001") if h.order(no)["holds"]] == [
        answered
    ]


def test_two_orders_whose_numbers_differ_in_width_alone_are_offered_where_both_are_named(
    h: Harness,
) -> None:
    h.ordered("12345678")
    h.ordered("１２３４５６７８")

    reply = h.says("锁单 12345678 １２３４５６７８ 地址不对", by="李雷")

    assert reply is not None
    assert not reply.changed
    assert "12345678" in reply.text
    assert "１２３４５６７８" in reply.text


def test_letters_in_the_case_they_were_typed_in_come_first(h: Harness) -> None:
    for order_no in ("r-1001", "R-1001", "s-2001"):
        h.ordered(order_no)

    for typed, answered in (
        ("锁单 r-1001", "r-1001"), ("锁单 R-1001", "R-1001"), ("锁单 S-2001", "s-2001"),
        ("查单 S-2009", "s-2001"),
    ):  # fmt: skip
        reply = h.says(typed)
        assert reply is not None
        assert answered in reply.text


def test_another_shops_order_is_not_offered_in_any_case(h: Harness) -> None:
    h.ordered("R-1001")

    for text in ("体检 r-1001", "体检 r-1009", "体检 R-1001"):
        reply = h.says(text, by="外店小周")
        assert reply is not None
        assert "R-1001" not in reply.text
        assert "199" not in reply.text


def test_a_short_number_that_fits_several_orders_offers_a_list(h: Harness) -> None:
    h.ordered("551024")
    h.ordered("661024")

    reply = h.says("锁单 1024")

    assert reply is not None
    assert "551024" in reply.text
    assert "661024" in reply.text
    assert h.scan("P551024").code is ScanCode.OK


def test_a_lock_command_that_comes_late_is_not_carried_out(h: Harness) -> None:
    h.ordered("1024")

    reply = h.says("锁单 1024", at=h.now - timedelta(minutes=6))

    assert reply is not None
    assert not reply.changed
    assert h.scan("P1024").code is ScanCode.OK


def test_chatter_gets_silence_and_a_near_miss_gets_a_hint(h: Harness) -> None:
    h.ordered("1024")

    assert h.says("今天中午吃什么") is None
    hint = h.says("锁但 1024")
    assert hint is not None
    assert "锁单" in hint.text
    assert h.scan("P1024").code is ScanCode.OK


def test_another_shops_orders_stay_out_of_sight(h: Harness) -> None:
    h.ordered("1024")

    reply = h.says("体检 1024", by="外店小周")

    assert reply is not None
    assert "199" not in reply.text
    assert h.says("查单 02", by="外店小周") is not None


def test_a_check_up_tells_the_latest_events_and_where_the_rest_is(h: Harness) -> None:
    h.ordered("1024")
    h.happens("chat.message", text="我的电话是 13812345678，" + "麻烦尽快改地址" * 100)
    h.happens("order.address_changed", address={"city": "宁波"})
    h.happens("chat.opened", by="customer")

    reply = h.says("体检 1024")

    assert reply is not None
    story = reply.text.split("最近发生：\n")[1].splitlines()
    assert [line.split()[1].partition("：")[0].partition("（")[0] for line in story[:5]] == [
        "付款", "建立包裹", "客服消息", "修改地址", "客服对话开始",
    ]  # fmt: skip
    assert story[5] == "前面还有 1 条，发“轨迹 1024”看全部"
    assert "1******5678" in story[2]
    assert all(len(line.encode()) <= 120 for line in story)


def test_a_check_up_of_a_short_story_tells_all_of_it(h: Harness) -> None:
    h.happens("chat.opened", "1024")

    reply = h.says("check 1024")

    assert reply is not None
    assert "客服对话开始" in reply.text
    assert "前面还有" not in reply.text


@pytest.mark.parametrize("phone", ["13812345678", "138-1234-5678", "１３８１２３４５６７８"])
def test_whatever_is_asked_no_answer_repeats_a_full_phone_number(h: Harness, phone: str) -> None:
    h.ordered("1381234560001")
    questions = [example for spec in SPECS for example in spec.examples if "1024" in example]
    questions += [
        "查但 1024",
        "信号 1024",
        "静默 1024",
        "静默 1024 2h",
        "静默 1024 2h 吵",
        "路由 shop=1024",
    ]
    questions += [
        "名单 加 black 1024 30d 常拒收",
        "名单 删 black 1024",
        "为什么没收到 小1024",
        "帮助 1024",
    ]

    for question in questions:
        reply = h.says(question.replace("1024", phone), by="陈静")
        assert reply is not None, question
        assert "13812345678" not in re.sub(r"[^0-9a-z]", "", reply.text), question


def test_why_lists_all_twelve_and_adds_up(h: Harness) -> None:
    h.ordered("1024")
    h.happens("order.address_changed", address={})
    h.happens("chat.opened")

    reply = h.says("为什么 1024")

    assert reply is not None
    assert "合计 1.2＋0.8＝2.0" in reply.text
    for name in (
        "连续改址",
        "付款即找客服",
        "急用",
        "支付页停留",
        "优惠过深",
        "面单打印变慢",
        "时限将尽",
        "轨迹停滞",
    ):
        assert name in reply.text


def test_what_if_calculates_and_changes_nothing(h: Harness) -> None:
    h.ordered("1024")
    h.happens("order.address_changed", address={})

    reply = h.says("假如 1024 地址修改+1 客服对话+2")

    assert reply is not None
    assert "0.8 → 4.0" in reply.text
    assert "自动锁定" in reply.text
    assert h.order()["score"] == "0.8"
    assert h.scan("P1024").code is ScanCode.OK


def test_urgent_words_are_edited_in_chat_and_count_from_then_on(h: Harness) -> None:
    h.ordered("1024")
    refused = h.says("信号 急用词 加 马上要", by="李雷")
    assert refused is not None
    assert refused.private
    h.says("信号 急用词 加 马上要", by="王敏")

    h.happens("chat.message", text="我马上要！")

    assert h.order()["score"] == "0.9"


def test_the_ledger_says_what_was_sent_where(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    h.expect_card("1024")

    reply = h.says("为什么没收到 1024")

    assert reply is not None
    assert "订单值班群" in reply.text
    assert "已送达" in reply.text


def test_a_high_value_order_with_a_second_change_says_to_call_about_the_frame_size(
    h: Harness,
) -> None:
    h.ordered("1024", amount="1999.00")
    h.happens("order.address_changed", address={})
    h.now += timedelta(minutes=20)
    h.happens("order.address_changed", address={})

    card = h.expect_card("1024")

    assert any("镜框尺寸" in suggestion.text for suggestion in card.card.suggestions)


def test_an_entry_on_a_list_needs_a_reason_and_an_end_and_an_approver(h: Harness) -> None:
    for text, by in (
        ("名单 加 black c-7", "王敏"),
        ("名单 加 black c-7 30d", "王敏"),
        ("名单 加 black c-7 常拒收", "王敏"),
        ("名单 加 black c-7 30d 常拒收", "李雷"),
    ):
        assert h.says(text, by=by) is not None
        listed = h.says("名单")
        assert listed is not None
        assert "c-7" not in listed.text

    h.says("名单 加 black c-7 30d 常拒收", by="王敏")
    h.ordered("1024", customer={"id": "c-7"})

    assert "黑名单" in h.expect_card("1024").text
    removed = h.says("名单 删 black c-7", by="王敏")
    assert removed is not None
    assert "c-7" in removed.text


def test_a_trusted_customer_raises_no_orange_but_red_all_the_same(h: Harness) -> None:
    h.says("名单 加 trusted c-8 30d 老客户", by="王敏")
    h.ordered("1024", customer={"id": "c-8"})
    h.happens("order.address_changed", address={})
    h.happens("order.address_changed", address={})
    h.expect_nothing()

    h.happens("chat.opened")
    h.happens("chat.opened")

    assert h.expect_card("1024").level is Level.RED


def test_every_alert_is_on_exactly_one_page_of_the_list_red_first(h: Harness) -> None:
    orders = [str(2000 + number) for number in range(22)]
    for order_no in orders:
        h.turns_orange(order_no)
    h.turns_red("1024")
    h.deliver()
    h.read()

    pages = [reply.text for n in ("", " 2", " ３") if (reply := h.says(f"预警{n}")) is not None]
    listed = re.findall(r"^\S+ (\d{4}) ", "\n".join(pages), re.MULTILINE)

    assert all("23" in page.splitlines()[0] for page in pages)
    assert [page.splitlines()[-1] for page in pages[:2]] == [
        "还有 13 个，发“预警 2”接着看", "还有 3 个，发“预警 3”接着看",
    ]  # fmt: skip
    assert listed[0] == "1024"
    assert sorted(listed) == sorted(["1024", *orders])


def test_a_page_beyond_the_last_says_which_is_the_last(h: Harness) -> None:
    for number in range(11):
        h.turns_orange(str(2000 + number))
    h.deliver()
    h.read()

    beyond, last = h.says("预警 999"), h.says("alerts 2")

    assert beyond is not None
    assert last is not None
    assert beyond.text.splitlines()[1:] == ["没有第 999 页，最后一页是第 2 页：发“预警 2”"]
    assert "没有第" not in last.text


def test_what_is_paid_and_has_not_left_is_listed_by_what_is_due_first_on_exactly_one_page(
    h: Harness,
) -> None:
    draw = Random(50)  # noqa: S311 - a seeded draw, nothing secret
    due: dict[str, datetime | None] = {}
    for number in range(60):
        no = str(3000 + number)
        promised = draw.choice(
            [None, h.now + timedelta(hours=draw.randint(-40, 80), seconds=number)]
        )
        h.happens(
            "order.created", no, platform="taobao", shop="glasses", amount="9.00",
            items=[{"sku": "a", "qty": 1}],
            **({"promised_ship_at": promised.isoformat()} if promised else {}),
        )  # fmt: skip
        paid, left = draw.random() < 0.7, draw.random() < 0.3
        if paid:
            h.happens("order.paid", no, amount="9.00")
        if left:
            h.happens("system.status", no, system="wms", status="LOADED")
        if paid and not left:
            due[no] = promised
    h.read()  # what is overdue alerts as well

    pages = [r.text for n in range(1, 9) if (r := h.says(f"未发货 {n}")) is not None]
    listed = re.findall(r"^(\d{4}) ", "\n".join(pages), re.MULTILINE)

    assert len(due) > 20
    assert sorted(listed) == sorted(due)
    known = [moment for no in listed if (moment := due[no]) is not None]
    assert known == sorted(known)
    assert [due[no] for no in listed[len(known) :]] == [None] * (len(listed) - len(known))
    assert f"未发货 {len(due)} 单" in pages[0]
    assert pages[0].splitlines()[-1] == f"还有 {len(due) - 10} 个，发“未发货 2”接着看"
