"""Weak signals add up to red, the order is locked, a person decides, the scanner obeys."""

from datetime import timedelta

from rules.vocabulary import Action, AlertState, Level, ScanCode
from tests.harness import Harness


def test_a_red_order_is_stopped_at_the_scanner_until_somebody_releases_it(h: Harness) -> None:
    h.ordered("1024")
    assert h.scan("P1024").code is ScanCode.OK

    h.turns_red("1024")

    card = h.expect_card("1024")
    assert card.level is Level.RED
    assert "地址修改 0.8×2＝1.6" in card.text
    assert card.card.suggestions
    assert h.scan("P1024").code is ScanCode.LOCKED

    reply = card.press(Action.RELEASE, by="王敏")

    assert reply.changed
    assert h.scan("P1024").code is ScanCode.OK
    redrawn = h.expect_card("1024", redraw=True)
    assert redrawn.state is AlertState.RELEASED
    assert "王敏" in redrawn.card.headline
    assert {button.label for button in redrawn.card.buttons}.isdisjoint({"冻结", "放行"})


def test_orange_comes_first_and_its_card_is_redrawn_when_it_turns_red(h: Harness) -> None:
    h.ordered("1024")
    h.happens("order.address_changed", address={})
    h.now += timedelta(minutes=31)
    h.happens("order.address_changed", address={})
    h.happens("chat.opened")

    assert h.expect_card("1024").level is Level.ORANGE
    assert h.order()["score"] == "2.8"
    assert h.scan("P1024").code is ScanCode.OK

    h.happens("chat.opened")

    assert h.expect_card("1024", redraw=True).level is Level.RED
    h.expect_notice("1024 由橙色升为红色，已锁定")
    assert h.scan("P1024").code is ScanCode.LOCKED


def test_freezing_an_orange_order_locks_it_until_the_one_who_froze_it_releases_it(
    h: Harness,
) -> None:
    h.ordered("1024")
    for _ in range(2):
        h.happens("order.address_changed", address={})
    card = h.expect_card("1024")

    assert card.press(Action.FREEZE, by="李雷").changed

    assert h.scan("P1024").code is ScanCode.LOCKED
    frozen = h.expect_card("1024", redraw=True)
    assert frozen.state is AlertState.FROZEN
    refusal = frozen.press(Action.RELEASE, by="韩梅")
    assert refusal.private
    assert not refusal.changed
    assert h.scan("P1024").code is ScanCode.LOCKED
    assert frozen.press(Action.RELEASE, by="李雷").changed
    assert h.scan("P1024").code is ScanCode.OK
    h.expect_card("1024", redraw=True)


def test_after_a_release_the_same_signals_do_not_lock_again_but_new_ones_do(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    h.expect_card("1024").press(Action.RELEASE, by="王敏")
    h.expect_card("1024", redraw=True)

    h.pass_time(timedelta(minutes=5))
    assert h.expect_card("1024", redraw=True).card.closed
    assert h.order()["score"] == "0.0"
    assert h.scan("P1024").code is ScanCode.OK

    h.turns_red("1024")

    assert h.expect_card("1024").level is Level.RED
    assert h.scan("P1024").code is ScanCode.LOCKED


def test_releasing_the_resonance_hold_leaves_the_finance_hold(h: Harness) -> None:
    h.ordered("1024")
    h.locks("1024", by="finance", hold="FINANCE")
    h.turns_red("1024")

    reply = h.expect_card("1024").press(Action.RELEASE, by="王敏")

    assert "finance" in reply.text
    assert h.scan("P1024").code is ScanCode.LOCKED
    assert [hold["reason"] for hold in h.order()["holds"] if hold["released_at"] is None] == [
        "FINANCE"
    ]
    h.expect_card("1024", redraw=True)


def test_of_two_people_pressing_at_once_one_wins_and_the_other_learns_who(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    card = h.expect_card("1024")

    first = card.press(Action.RELEASE, by="王敏")
    second = card.press(Action.FREEZE, by="李雷")

    assert first.changed
    assert not second.changed
    assert "王敏" in second.text
    assert h.scan("P1024").code is ScanCode.OK
    h.expect_card("1024", redraw=True)


def test_the_same_tap_delivered_five_times_is_one_tap(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    card = h.expect_card("1024")

    replies = [card.press(Action.RELEASE, by="王敏", press_id="tap") for _ in range(4)]
    h.restart()
    replies.append(card.press(Action.RELEASE, by="王敏", press_id="tap"))

    assert [reply.changed for reply in replies] == [True, False, False, False, False]
    assert len({reply.text for reply in replies}) == 1
    h.expect_card("1024", redraw=True)


def test_a_stranger_a_viewer_and_another_shops_approver_change_nothing(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    card = h.expect_card("1024")

    for by in ("mallory", "小赵", "外店小周"):
        reply = card.press(Action.RELEASE, by=by)
        assert reply.private
        assert not reply.changed

    assert h.scan("P1024").code is ScanCode.LOCKED


def test_a_forged_button_does_nothing(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    card = h.expect_card("1024")

    forged = h.press(card.tokens[Action.RELEASE][:-2] + "xx", by="王敏")
    elsewhere = h.press(card.tokens[Action.RELEASE], by="王敏", conversation="another group")

    assert not forged.changed
    assert not elsewhere.changed
    assert h.scan("P1024").code is ScanCode.LOCKED


def test_a_false_alarm_ends_the_alert_and_its_lock(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    card = h.expect_card("1024")

    assert card.press(Action.FALSE_ALARM, by="李雷").private
    assert card.press(Action.FALSE_ALARM, by="王敏").changed

    assert h.scan("P1024").code is ScanCode.OK
    assert h.expect_card("1024", redraw=True).state is AlertState.FALSE_ALARM


def test_a_snoozed_alert_comes_back_when_its_time_is_up(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    h.expect_card("1024").press(Action.SNOOZE, by="李雷")
    assert h.expect_card("1024", redraw=True).state is AlertState.SNOOZED
    assert h.scan("P1024").code is ScanCode.LOCKED

    h.pass_time(timedelta(hours=2))

    assert h.expect_card("1024", redraw=True).state is AlertState.OPEN
    h.expect_notice("1024")


def test_the_card_counts_the_scans_it_has_stopped(h: Harness) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    for _ in range(3):
        h.scan("P1024")

    assert "3 次" in h.expect_card("1024").text
