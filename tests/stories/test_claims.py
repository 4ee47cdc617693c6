"""Claims: taken once, given back, handed over; the slower one hears alone who was faster."""

from datetime import timedelta

import pytest

from rules.vocabulary import Action
from tests.harness import Harness


def claimed_by(h: Harness) -> str | None:
    by: str | None = h.order()["alert"]["claimed_by"]
    return by


def test_giving_back_what_nobody_claimed_claims_nothing(h: Harness) -> None:
    h.turns_orange()
    h.read()

    reply = h.says("认领 1024 取消", by="李雷")

    assert reply is not None
    assert not reply.changed
    assert "没有人认领" in reply.text
    assert claimed_by(h) is None


def test_giving_back_anothers_claim_says_whose_it_is(h: Harness) -> None:
    h.turns_orange()
    h.says("认领 1024", by="李雷")
    h.read()

    for by, way in (("韩梅", "审批人"), ("王敏", "认领 1024 给 王敏")):
        reply = h.says("认领 1024 取消", by=by)
        assert reply is not None
        assert not reply.changed
        assert "李雷" in reply.text
        assert way in reply.text
    assert claimed_by(h) == "李雷"
    h.says("认领 1024 取消", by="李雷")
    assert claimed_by(h) is None
    h.read()


def test_an_approver_takes_over_and_an_operator_does_not(h: Harness) -> None:
    h.turns_orange()
    h.says("认领 1024", by="李雷")

    refused = h.says("认领 1024 给 我", by="韩梅")
    assert refused is not None
    assert claimed_by(h) == "李雷"
    taken = h.says("认领 1024 给 王敏", by="王敏")
    assert taken is not None
    assert taken.changed
    assert claimed_by(h) == "王敏"
    h.read()


@pytest.mark.parametrize("typed", ["认领 1024 给 韩梅", "认领 1024 转给韩梅", "claim 1024 to 韩梅"])
def test_whoever_has_it_hands_it_over_and_the_other_is_told(h: Harness, typed: str) -> None:
    h.turns_orange()
    h.says("认领 1024", by="李雷")
    h.read()

    handed = h.says(typed, by="李雷")

    assert handed is not None
    assert "李雷" in handed.text
    assert "韩梅" in handed.text
    assert claimed_by(h) == "韩梅"
    assert h.expect_notice("韩梅，订单 1024 转给您处理了")
    h.read()


@pytest.mark.parametrize(
    ("name", "why"), [("小赵", "不能处理"), ("外店小周", "不能处理"), ("没有的人", "没有叫")]
)
def test_an_alert_is_handed_only_to_who_may_handle_it(h: Harness, name: str, why: str) -> None:
    h.ordered()
    h.turns_orange()
    h.says("认领 1024", by="李雷")
    h.read()

    reply = h.says(f"认领 1024 给 {name}", by="李雷")

    assert reply is not None
    assert why in reply.text
    assert claimed_by(h) == "李雷"


@pytest.mark.parametrize("span", ["明天", "3000h", "99999天", "0h", "2h30", "等客户"])
def test_a_span_that_cannot_be_read_or_is_too_long_is_asked_about(h: Harness, span: str) -> None:
    h.turns_orange()
    h.read()

    reply = h.says(f"稍后 1024 {span}")

    assert reply is not None
    assert not reply.changed
    assert "例如" in reply.text
    assert h.order()["alert"]["state"] == "open"


@pytest.mark.parametrize(
    ("first", "second"),
    [("锁单 1024", "锁单 1024"), ("认领 1024", "认领 1024"), ("误报 1024", "误报 1024"),
     ("放行 1024", "放行 1024"), ("稍后 1024", "稍后 1024")],
)  # fmt: skip
def test_the_slower_one_hears_alone_and_by_name_who_was_faster(
    h: Harness, first: str, second: str
) -> None:
    h.turns_orange()
    h.says(first, by="陈静")
    h.read()

    reply = h.says(second, by="王敏")

    assert reply is not None
    assert not reply.changed
    assert reply.private
    assert reply.text.startswith("王敏：")
    assert "陈静" in reply.text
    h.read()


def test_the_slower_of_two_presses_hears_by_name_who_was_faster(h: Harness) -> None:
    h.turns_red()
    card = h.expect_card()
    card.press(Action.RELEASE, by="王敏")

    late = card.press(Action.RELEASE, by="陈静")

    assert late.private
    assert late.text.startswith("陈静：")
    assert "王敏" in late.text
    h.read()


def test_interruptions_of_yesterday_are_those_of_yesterday(h: Harness) -> None:
    h.turns_orange("1024")
    h.deliver()
    h.now += timedelta(days=1)
    h.turns_orange("2048")
    h.read()

    answers = [h.says(f"打扰 {word}") for word in ("昨天", "今天", "上个月")]

    texts = [answer.text.splitlines()[0] for answer in answers if answer is not None]
    assert texts[:2] == ["昨天打扰了 1 次：", "今天打扰了 1 次："]
    assert "哪几天" in texts[2]
