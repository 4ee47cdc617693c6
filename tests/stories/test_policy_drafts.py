"""The numbers that judge orders are changed by two people, and everybody sees whom it flips."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import count
from threading import Barrier

from handlers.resonance.published import KIND
from rules.drafts.draft import DraftState
from rules.resonance.rollout import RolloutRules
from storage.database import opened
from tests.harness import Harness

HOUR = timedelta(hours=1)


def said(h: Harness, text: str, by: str = "李雷") -> str:
    """Return what the bot answers."""
    reply = h.says(text, by=by)
    assert reply is not None, text
    return reply.text


def changes_twice(h: Harness, order_no: str) -> None:
    """Let an order come to 1.6: calm as the file has it."""
    h.ordered(order_no)
    h.happens("order.address_changed", order_no, address={"city": "杭州"})
    h.now += timedelta(minutes=31)
    h.happens("order.address_changed", order_no, address={"city": "宁波"})


def test_a_weight_is_changed_by_two_people_judges_at_once_and_is_brought_back(h: Harness) -> None:
    h.rollout = RolloutRules(canary_share=Decimal(1))  # all orders at once
    changes_twice(h, "1024")
    h.ordered("2048")
    assert "全部按配置文件" in said(h, "信号")

    made = said(h, "信号 地址修改 1.3")

    assert "草案 1" in made
    assert "1 单" in made
    (card,) = h.read("草案 1")
    assert "地址修改的权重：0.8 → 1.3" in card.text
    assert "平静 → 橙色预警，1 单，共 ¥199.00：1024" in card.text
    assert "先打开看" in said(h, "批准 1", by="王敏")
    assert "1024" in said(h, "草案 1", by="王敏")
    assert "第 2 版" in said(h, "批准 1", by="王敏")
    h.read("草案 1")
    h.pass_time(HOUR)
    (alert,) = h.read("橙色预警")
    assert "1024" in alert.text
    assert "第 2 版（已发布，优先于配置文件）：地址修改的权重 1.3" in said(h, "信号")
    assert "地址修改 1.3" in said(h, "信号")

    for number in ("0", "9", "9" * 25):
        assert "没有更早的版本" in said(h, f"回滚 信号 {number}", by="王敏")
    assert "回滚到第 1 版" in said(h, "回滚 信号", by="王敏")

    h.pass_time(HOUR)
    assert "2.6" not in said(h, "为什么 1024")
    assert "全部按配置文件" in said(h, "信号")
    h.read()


def test_a_draft_that_nobody_approved_in_time_says_so_on_its_card(h: Harness) -> None:
    said(h, "信号 地址修改 1.3")
    h.read("草案 1")
    h.pass_time(24 * HOUR - timedelta(seconds=1))
    h.expect_nothing()
    h.pass_time(timedelta(seconds=1))

    (card,) = h.read("草案 1")
    assert "没有人在期限内批准，什么都没有改变" in card.text
    assert card.picture is not None
    assert card.picture.card.buttons == ()
    assert "已过期" in said(h, "批准 1", by="王敏")
    assert "已过期" in said(h, "驳回 1", by="王敏")
    h.pass_time(HOUR)
    h.expect_nothing()


def test_a_draft_is_rejected_by_its_author_or_an_approver_once_and_says_why(h: Harness) -> None:
    for _ in range(3):
        said(h, "信号 地址修改 1.3")
    second = h.read("草案")[1].picture

    assert "由提议人或审批人驳回" in said(h, "驳回 1", by="韩梅")
    assert (
        said(h, "驳回 1 先看大促，问 13812345678", by="王敏")
        == "王敏 驳回了草案 1，什么都没有改变。"
    )
    (card,) = h.read("草案 1")
    assert "由 王敏 驳回，什么都没有改变：先看大促，问 1******5678" in card.text
    assert card.picture is not None
    assert card.picture.card.buttons == ()
    assert second is not None
    assert "李雷 驳回了草案 2" in h.press(second.tokens["reject"], by="李雷").text
    assert "什么都没有改变" in h.read("草案 2")[0].text

    assert said(h, "草案").startswith("等待批准的草案 1 个")
    assert "已由 王敏 驳回" in said(h, "批准 1", by="陈静")
    assert "已由 王敏 驳回" in said(h, "驳回 1", by="陈静")
    assert "请写草案的编号" in said(h, "驳回", by="王敏")
    said(h, "草案 3", by="王敏")
    assert "已发布" in said(h, "批准 3", by="王敏")
    assert "已由 王敏 批准" in said(h, "驳回 3")
    h.read("草案")


def test_approved_by_one_process_and_rejected_by_another_a_draft_is_one_of_both(
    postgresql_url: str,
) -> None:
    with opened(postgresql_url) as first, opened(postgresql_url) as second:
        h = Harness(database=first, rollout=RolloutRules(canary_share=Decimal(1)))
        other = replace(h, database=second, unread=[], _numbers=count(10_000))
        ready = Barrier(2)

        def decides(house: Harness, text: str, by: str) -> None:
            ready.wait()
            said(house, text, by=by)

        for number in range(1, 6):
            said(h, f"信号 地址修改 1.{number}")
            said(h, f"草案 {number}", by="王敏")
            texts = (f"批准 {number}", f"驳回 {number}")
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(decides, (h, other), texts, ("王敏", "陈静")))
            draft = first.look(lambda tx, number=number: tx.drafts.get(number))  # type: ignore[misc]
            assert draft is not None
            newest = first.look(lambda tx: tx.versions.in_force(KIND))
            is_in_force = newest is not None and newest[0] == draft.based_on + 1
            assert is_in_force == (draft.state is DraftState.PUBLISHED), number


def test_a_number_that_tells_a_story_otherwise_is_refused_by_the_storys_name(h: Harness) -> None:
    refused = said(h, "信号 客服对话 0.2")

    assert "改了两次地址、找了两次客服" in refused
    assert "应为红色预警" in refused
    assert "改例" in refused
    assert "草案 1" in said(h, "信号 客服对话 0.2 改例")
    (card,) = h.read("草案 1")
    assert "例子“改了两次地址、找了两次客服”：原样 → 平静" in card.text
