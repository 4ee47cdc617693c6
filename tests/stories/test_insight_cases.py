"""What a card says of its like, and what the shop hears of its own interruptions."""

from datetime import timedelta

from rules.vocabulary import Action
from tests.harness import Harness


def test_a_known_pattern_shows_its_outcomes_and_a_first_one_says_nothing(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    assert "相似" not in h.expect_card("1024").text
    h.happens("outcome.reported", "1024", kind="bad_review", amount="20")
    h.now += timedelta(days=10)
    h.ordered("2048")
    h.turns_red("2048")

    text = h.expect_card("2048").text

    assert "最近 90 天 1 单同类（地址修改+客服对话），1 单差评；如 1024 差评" in text
    assert "首次出现" not in text
    h.now += timedelta(days=50)
    h.ordered("4096")
    h.turns_red("4096")
    later = h.expect_card("4096").text
    assert "新：最近 30 天首次出现；最近 90 天 2 单同类" in later


def test_cases_of_another_shop_are_not_named(h: Harness) -> None:
    h.ordered("1024", shop="other")
    h.turns_red("1024")
    h.expect_card("1024")
    h.ordered("2048")
    h.turns_red("2048")

    text = h.expect_card("2048").text

    assert "1024" not in text
    assert "相似" not in text


def test_a_card_drawn_again_says_the_same_of_the_past(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    first = h.expect_card("1024")
    h.ordered("2048")
    h.turns_red("2048")
    h.expect_card("2048")

    first.press(Action.CLAIM, by="李雷")

    assert "相似" not in h.expect_card("1024", redraw=True).text


def test_interruptions_are_counted_with_who_acted_how_fast(h: Harness) -> None:
    nothing = h.says("打扰 今天")
    assert nothing is not None
    assert "没有打扰" in nothing.text
    for order_no in ("1024", "2048"):
        h.ordered(order_no)
        h.turns_red(order_no)
        h.expect_card(order_no)
    h.now += timedelta(minutes=3)
    h.says("认领 2048", by="李雷")
    h.expect_card("2048", redraw=True)

    today = h.says("打扰 今天")
    week = h.says("interruptions week")

    assert today is not None
    assert week is not None
    for reply in (today, week):
        assert "2 次" in reply.text
        assert "订单值班群：2 次，夜间 0%，首次响应中位 3 分钟，处理了 50%" in reply.text
        assert "李雷：首个响应 1 单，中位 3 分钟" in reply.text
    outsider = h.says("打扰 今天", by="外店小周")
    assert outsider is not None
    assert "没有打扰" in outsider.text
    h.now += timedelta(days=7)
    after = h.says("打扰 本周")
    assert after is not None
    assert "没有打扰" in after.text
