"""What is named is what is acted on: exactly those orders, each with its result, and no other."""

from datetime import timedelta

import pytest

from handlers.chat.about_orders import UNCONFIRMED
from handlers.chat.choices import OPEN_FOR
from rules.vocabulary import ScanCode
from tests.harness import Harness


def said(h: Harness, text: str, *, by: str = "王敏") -> str:
    """Return the answer to a message that must have one."""
    reply = h.says(text, by=by)
    assert reply is not None, text
    return reply.text


def free(h: Harness, *order_nos: str) -> list[bool]:
    """Say of each order whether the scanner lets its parcel go."""
    return [h.scan(f"P{no}").code is ScanCode.OK for no in order_nos]


# F-01: the whole word, or nothing


def test_releasing_an_order_with_slashes_releases_that_one_and_no_other(h: Harness) -> None:
    for order_no in ("TB20261128992024", "SO/2024/0001"):
        h.ordered(order_no)
        h.says(f"锁单 {order_no} 客户要改")
    assert free(h, "TB20261128992024", "SO/2024/0001") == [False, False]

    released = said(h, "放行 SO/2024/0001 客户已确认")

    assert "已放行订单 SO/2024/0001" in released
    assert free(h, "TB20261128992024", "SO/2024/0001") == [False, True]


@pytest.mark.parametrize("typed", ["SO/2024/0001", "2024", "TB2024", "1001.1", "1001-1", "#2024"])
def test_a_command_that_changes_something_never_runs_on_a_guess(h: Harness, typed: str) -> None:
    h.ordered("TB20261128992024")
    h.ordered("1001")

    for command in ("锁单", "放行", "稍后", "误报", "认领"):
        reply = h.says(f"{command} {typed}")
        assert reply is not None
        assert not reply.changed
        assert "2024" in reply.text or "1001" in reply.text
    assert free(h, "TB20261128992024", "1001") == [True, True]


def test_an_order_is_looked_at_under_its_whole_name_or_not_found(h: Harness) -> None:
    for order_no in ("1001", "#1001", "F-1001"):
        h.ordered(order_no)

    assert "订单 #1001" in said(h, "查单 #1001").splitlines()[0]
    assert "订单 F-1001" in said(h, "查单 F-1001").splitlines()[0]
    assert "没找到订单 1001.1" in said(h, "查单 1001.1")
    assert "没找到订单 G-1001" in said(h, "查单 G-1001")


def test_a_number_that_a_spreadsheet_damaged_is_refused_with_the_way_out(h: Harness) -> None:
    h.ordered("1230000000000000000")

    for typed in ("1.23E+18", "1230000000000000000.0", "#N/A"):
        for command in ("查单", "锁单"):
            assert "文本" in said(h, f"{command} {typed}")
    assert free(h, "1230000000000000000") == [True]


def test_the_last_digits_lock_nothing_until_the_person_has_chosen(h: Harness) -> None:
    h.ordered("551024")
    h.ordered("661024")

    offered = said(h, "锁单 1024 地址不对", by="李雷")

    assert "1. 661024\n2. 551024" in offered
    assert free(h, "551024", "661024") == [True, True]
    assert h.says("2", by="韩梅") is None  # the list was not hers
    assert "551024" in said(h, "2", by="李雷")
    assert free(h, "551024", "661024") == [False, True]
    held = h.order("551024")["holds"]
    assert [(hold["by"], hold["note"]) for hold in held] == [("李雷", "地址不对")]
    assert "已经选过" in said(h, "1", by="李雷")
    assert free(h, "551024", "661024") == [False, True]


def test_a_choice_delivered_again_gets_the_answer_it_got_before(h: Harness) -> None:
    h.ordered("551024")
    h.says("锁单 1024")

    first = h.says("1", message_id="m-1")
    again = h.says("1", message_id="m-1")

    assert first is not None
    assert again is not None
    assert first.changed
    assert again.duplicate
    assert again.text == first.text


def test_a_list_is_not_answered_after_its_time_nor_elsewhere(h: Harness) -> None:
    h.ordered("551024")
    h.says("锁单 1024")

    assert h.says("1", conversation="lead") is None
    h.now += OPEN_FOR
    assert h.says("1") is None
    assert free(h, "551024") == [True]


def test_a_question_about_the_last_digits_is_answered_by_its_number_too(h: Harness) -> None:
    h.ordered("551024")
    h.ordered("661024")

    assert "回复编号" in said(h, "体检 1024")
    assert "订单 551024 体检" in said(h, "2")


def test_digits_with_more_behind_them_are_a_guess(h: Harness) -> None:
    h.ordered("551024")

    assert "订单 551024" in said(h, "查单 1024").splitlines()[0]
    assert "1. 551024" in said(h, "查单 1024 客户在催")


# F-08: all of them


def test_all_orders_that_are_named_are_locked_with_the_reason(h: Harness) -> None:
    for order_no in ("MU-1", "MU-2"):
        h.ordered(order_no)

    locked = said(h, "锁单 MU-1、MU-2 地址不对")

    assert "锁单：2 单 ✔，0 单 ✖" in locked
    assert "已锁定订单 MU-1、MU-2（王敏" in locked
    assert [h.order(no)["holds"][0]["note"] for no in ("MU-1", "MU-2")] == ["地址不对"] * 2
    assert free(h, "MU-1", "MU-2") == [False, False]


@pytest.mark.parametrize(
    "typed", ["A B C", "A、B、C", "A，B和C", "A, B and C", "A;B\nC", "A跟B 和 C", "订单 A、B、C"]
)
def test_all_orders_that_are_named_are_released_however_they_are_told_apart(
    h: Harness, typed: str
) -> None:
    for order_no in "ABCD":
        h.ordered(order_no)
        h.says(f"锁单 {order_no}")

    assert "3 单 ✔" in said(h, f"放行 {typed}")

    assert free(h, *"ABCD") == [True, True, True, False]


def test_of_many_each_that_was_not_done_is_named_with_its_reason_and_a_retry(h: Harness) -> None:
    good = [f"MU-{n}" for n in range(1, 18)]
    for order_no in (*good, "MU-18"):
        h.ordered(order_no)
    h.says("锁单 MU-18", by="李雷")

    answer = said(h, "锁单 " + "、".join([*good, "MU-18", "MU-98", "MU-99"]) + " 地址不对")

    first, *lines = answer.splitlines()
    assert first == "锁单：17 单 ✔，3 单 ✖"
    assert any("MU-98" in line and "没找到" in line for line in lines)
    assert any("MU-18" in line and "李雷" in line and "✖" in line for line in lines)
    assert any(line.endswith("锁单 MU-98 MU-99 MU-18 地址不对") for line in lines)
    assert all(code is False for code in free(h, *good))


def test_an_order_that_is_only_mentioned_is_left_alone_and_said_to_be(h: Harness) -> None:
    h.ordered("1024")
    h.ordered("2048")

    answer = said(h, "锁单 1024 和2048一样")

    assert "已锁定订单 1024" in answer
    assert "2048 没有处理" in answer
    assert "锁单 2048" in answer
    assert free(h, "1024", "2048") == [False, True]


def test_a_word_glued_to_a_number_may_be_another_order(h: Harness) -> None:
    h.ordered("1024")
    h.says("锁单 1024")

    asked = h.says("放行 1024补发")

    assert asked is not None
    assert not asked.changed
    assert "1. 1024" in asked.text
    assert free(h, "1024") == [False]
    h.says("1")
    assert free(h, "1024") == [True]


def test_more_orders_than_a_slip_of_the_hand_need_a_code(h: Harness) -> None:
    many = [f"MU-{n}" for n in range(1, UNCONFIRMED + 2)]
    for order_no in many:
        h.ordered(order_no)

    asked = h.says("锁单 " + " ".join(many) + " 盘点")

    assert asked is not None
    assert not asked.changed
    assert free(h, *many[:3]) == [True] * 3
    code = asked.text.rsplit("：", 1)[1]
    done = h.says(code)
    assert done is not None
    assert f"{len(many)} 单 ✔" in done.text
    assert free(h, *many) == [False] * len(many)


def test_several_orders_are_looked_at_with_one_message(h: Harness) -> None:
    for order_no in ("MU-1", "MU-2"):
        h.ordered(order_no)

    answer = said(h, "查单 MU-1、MU-2 MU-9")

    assert all(f"订单 {no}" in answer for no in ("MU-1", "MU-2"))
    assert "没找到订单 MU-9" in answer


def test_a_parcel_of_two_orders_is_released_for_the_one_that_was_chosen(h: Harness) -> None:
    h.ordered("A-1")
    h.ordered("A-2")
    h.happens("parcel.created", "A-1", parcel_id="M-1", tracking_no="SF777777")
    h.happens("parcel.created", "A-2", parcel_id="M-1", tracking_no="SF777777")

    offered = said(h, "锁单 SF777777 两单都等等")

    assert "1. A-1\n2. A-2" in offered
    assert "已锁定订单 A-1、A-2" in said(h, "1 2")


# what people say without a command word


def test_a_bare_order_number_is_a_look_at_it(h: Harness) -> None:
    h.ordered("77771024")

    assert "订单 77771024" in said(h, "77771024")
    assert "订单 77771024" in said(h, "SF77771024")
    assert "没找到订单 77779999" in said(h, "77779999")
    for chatter in ("666", "3", "10:02"):
        assert h.says(chatter) is None


def test_asking_kindly_is_asking(h: Harness) -> None:
    h.ordered("1024")

    for text in ("请帮我查单 1024", "麻烦帮忙查一下1024", "查 单 1024"):
        assert "订单 1024" in said(h, text)
    assert "已锁定订单 1024" in said(h, "能不能帮我锁一下 1024 客户要改地址")


def test_a_command_that_comes_late_is_not_carried_out_by_its_number_either(h: Harness) -> None:
    h.ordered("551024")
    h.says("锁单 1024")

    h.says("1", at=h.now - timedelta(minutes=6))

    assert free(h, "551024") == [True]
