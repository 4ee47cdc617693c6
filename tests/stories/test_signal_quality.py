"""`信号 质量`: outcomes, bills and buttons become labels, and signals are measured by them."""

from rules.vocabulary import Action
from tests.harness import Harness


def _answer(h: Harness, text: str, *, by: str = "王敏") -> list[str]:
    reply = h.says(text, by=by)
    assert reply is not None
    return reply.text.splitlines()


def test_what_became_of_orders_and_what_people_pressed_is_what_signals_are_worth(
    h: Harness,
) -> None:
    assert _answer(h, "信号 质量")[0].endswith("或有人锁定过、说过有用或误报。")
    for no in ("1001", "1002", "1003", "1004"):
        h.ordered(no)
        h.turns_orange(no)
    h.ordered("1005")
    card = {no: h.expect_card(no) for no in ("1001", "1002", "1003", "1004")}["1003"]
    h.happens("outcome.reported", "1001", kind="complaint")
    h.happens("penalty.billed", "1005", kind="late", amount="5.00", bill_id="b-1")
    h.says("误报 1002 客户自己改错了", by="李雷")
    card.press(Action.FALSE_ALARM, by="韩梅")
    card.press(Action.FREEZE, by="李雷")  # too late to decide it, and an opinion all the same
    h.says("冻结 1004", by="李雷")
    h.says("误报 1001", by="韩梅")
    h.read()

    title, labels, *lines = _answer(h, "信号 质量")

    assert title == "信号质量 2026-08（按下单月份）：4 单有结论，值得报的 3 单"
    assert labels == "结果不好 2 · 人处理了或说有用 1 · 人判误报 1 · 没问题 0 · 还不知道 1"
    changed, chats, silent, *people = lines
    assert changed.startswith("地址修改：报 3 中 2，准确率 0.67 [0.21–0.94]，召回率 0.67，F1 0.67")
    assert chats.startswith("客服对话：报 3 中 2，")
    assert silent.startswith("一次也没有：")
    assert people == [
        "人的判断 5 次：值得报 2，误报 3；后来有结果的 1 次里，相符 0 次",
        "误报的理由：客户自己改错了 1 次",
        "两人以上判断过的 1 单，一致程度 κ -1.00",
        "意见不一的单：1003",
    ]
    # Of another month and of another shop nothing is told.
    assert _answer(h, "信号 质量 2026-07")[0].startswith("2026-07 还没有能下结论的单")
    assert _answer(h, "信号 质量", by="外店小周")[0].startswith("2026-08 还没有能下结论的单")
    assert _answer(h, "信号 质量 下个月") == ["月份这样写：信号 质量 2026-01"]
    h.lang = "en"
    assert _answer(h, "signals quality 2026-08")[0].startswith("signals in 2026-08")


def test_useful_is_an_opinion_that_decides_nothing_and_the_last_word_counts(h: Harness) -> None:
    h.ordered()
    h.turns_orange()
    card = h.expect_card()

    for _ in range(2):  # twice is once
        assert card.press(Action.USEFUL, by="李雷").private
    card.press(Action.FALSE_ALARM, by="韩梅")
    assert h.order()["alert"]["state"] == "false_alarm"
    assert "值得报" in _answer(h, "有用 1024", by="王敏")[0]  # also after it was decided
    h.read()

    *_, people, both, split = _answer(h, "信号 质量")
    assert people.startswith("人的判断 3 次：值得报 2，误报 1")
    assert both == "两人以上判断过的 1 单，一致程度 κ -0.50"
    assert split == "意见不一的单：1024"
    h.says("有用 1024", by="韩梅")  # changed her mind, and the alert stays as it was decided
    h.expect_nothing()
    assert "值得报 3，误报 0" in _answer(h, "信号 质量")[-2]
    assert h.order()["alert"]["state"] == "false_alarm"
