"""A red order is released with one tap; why is asked once, and the tap can be taken back."""

from datetime import timedelta

import pytest

from rules.vocabulary import Action, AlertState, ScanCode
from tests.harness import Harness, ShownCard


def _released(h: Harness, by: str = "王敏") -> ShownCard:
    h.ordered("1024")
    h.turns_red("1024")
    assert h.expect_card("1024").press(Action.RELEASE, by=by).changed
    return h.expect_card("1024", redraw=True)


def _labels(card: ShownCard) -> list[str]:
    return [button.label for button in card.card.buttons]


def test_why_is_asked_once_and_a_ready_reason_stands_on_the_card(h: Harness) -> None:
    card = _released(h)
    assert "为什么放行" in card.card.headline
    assert _labels(card) == ["已和客户确认", "核对过没问题", "问题已处理", "撤销"]

    reply = h.press(card.tokens["because_agreed"], by="王敏")

    assert "已和客户确认" in reply.text
    explained = h.expect_card("1024", redraw=True)
    assert "王敏 12:32 放行（已和客户确认）" in explained.card.headline
    assert "为什么放行" not in explained.card.headline
    assert _labels(explained) == ["撤销"]
    audit = h.database.look(lambda tx: tx.audit.of_order("1024"))
    assert [one.detail for one in audit if one.outcome == "explained"] == ["已和客户确认"]


def test_a_reason_in_ones_own_words_follows_or_comes_with_the_release(h: Harness) -> None:
    _released(h)

    reply = h.says("放行 1024 电话 13800001234 里确认过", by="王敏")

    assert reply is not None
    assert "1******1234" in reply.text
    assert "13800001234" not in h.expect_card("1024", redraw=True).text

    h.ordered("2048")
    h.turns_red("2048")
    h.expect_card("2048")
    assert h.says("放行 2048 老客户", by="王敏") is not None
    at_once = h.expect_card("2048", redraw=True)
    assert "（老客户）" in at_once.card.headline
    assert _labels(at_once) == ["撤销"]


@pytest.mark.parametrize("way", ["typed", "pressed"])
def test_taken_back_the_order_is_locked_and_red_as_before_and_nobody_is_rung_again(
    h: Harness, way: str
) -> None:
    card = _released(h)
    assert h.scan("P2") is not None
    h.now += timedelta(seconds=119)

    reply = (
        h.says("放行 1024 撤销", by="王敏")
        if way == "typed"
        else h.press(card.tokens["undo"], by="王敏")
    )

    assert reply is not None
    assert reply.changed
    assert h.scan("P1024").code is ScanCode.LOCKED
    order = h.order()
    assert (order["level"], order["score"]) == ("red", "4.0")
    assert [(o["reason"], o["by"]) for o in order["holds"] if o["released_at"] is None] == [
        ("RESONANCE_RED", "system")
    ]
    again = h.expect_card("1024", redraw=True)
    assert again.state is AlertState.CLAIMED
    assert "放行" in _labels(again)
    h.expect_nothing()

    assert again.press(Action.RELEASE, by="王敏").changed  # on second thoughts, it may go
    assert h.scan("P1024").code is ScanCode.OK
    h.expect_card("1024", redraw=True)


def test_after_two_minutes_the_buttons_are_gone_and_the_word_is_too_late(h: Harness) -> None:
    card = _released(h)
    h.now += timedelta(minutes=2)

    late = h.press(card.tokens["undo"], by="王敏")
    h.pass_time(timedelta(seconds=30))
    typed = h.says("放行 1024 撤销", by="王敏")

    assert typed is not None
    for reply in (late, typed):
        assert not reply.changed
        assert "锁单 1024" in reply.text
    assert h.expect_card("1024", redraw=True).card.closed
    assert h.scan("P1024").code is ScanCode.OK


def test_only_who_released_it_explains_it_or_takes_it_back(h: Harness) -> None:
    card = _released(h)

    for token in (card.tokens["undo"], card.tokens["because_agreed"]):
        reply = h.press(token, by="李雷")
        assert reply.private
        assert not reply.changed

    assert h.scan("P1024").code is ScanCode.OK


def test_what_has_left_since_is_not_taken_back(h: Harness) -> None:
    card = _released(h)
    h.happens("carrier.trace", "1024", tracking_no="SF1024", state="PICKED_UP")

    reply = h.press(card.tokens["undo"], by="王敏")

    assert "无法拦截" in reply.text
    assert h.order()["level"] != "red"
    h.read("已放行")


def test_a_word_that_takes_back_never_releases(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    h.expect_card("1024")

    reply = h.says("放行 1024 撤销", by="王敏")

    assert reply is not None
    assert not reply.changed
    assert h.scan("P1024").code is ScanCode.LOCKED


def test_what_was_rebased_before_stays_so_when_the_second_release_is_taken_back(
    h: Harness,
) -> None:
    _released(h)
    h.pass_time(timedelta(minutes=5))
    h.read("已放行")
    h.turns_red("1024")
    again = h.expect_card("1024")
    score = h.order()["score"]
    again.press(Action.RELEASE, by="王敏")

    h.press(h.expect_card("1024", redraw=True).tokens["undo"], by="王敏")

    assert h.order()["score"] == score
    h.expect_card("1024", redraw=True)


def test_a_newer_alert_is_not_touched_by_the_button_of_an_older_card(h: Harness) -> None:
    card = _released(h)
    h.happens("order.address_changed", "1024", address={"city": "宁波", "detail": "别处"})
    h.happens("order.address_changed", "1024", address={"city": "杭州", "detail": "别处"})
    for _ in range(2):
        h.happens("chat.opened", "1024")
    newer = h.expect_card("1024")

    reply = h.press(card.tokens["undo"], by="王敏")

    assert not reply.changed
    alerts = h.database.look(lambda tx: tx.alerts.of_order("1024"))
    assert [alert.state for alert in alerts] == [AlertState.RELEASED, AlertState.OPEN]
    assert newer.state is AlertState.OPEN
    h.read()


def test_every_line_that_a_release_let_go_is_held_again_when_it_is_taken_back(h: Harness) -> None:
    h.ordered("1024", items=[{"sku": sku, "qty": 1} for sku in "AB"])
    for line in "AB":
        h.locks("1024", by="王敏", line=line)
    h.turns_red("1024")
    h.expect_card("1024").press(Action.RELEASE, by="王敏")
    h.locks("1024", by="王敏", line="A")

    h.press(h.expect_card("1024", redraw=True).tokens["undo"], by="王敏")

    held = [(o["reason"], o["line"]) for o in h.order()["holds"] if o["released_at"] is None]
    assert sorted(held, key=str) == [
        ("MANUAL", "A"), ("MANUAL", "B"), ("RESONANCE_RED", None),
    ]  # fmt: skip
    h.read()
