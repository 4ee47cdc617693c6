"""Lines of the daily cards are worked where they stand: by a button, or by a command (S-73)."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from rules.cards.card import Card
from rules.vocabulary import Action
from rules.wording.say import say
from tests.harness import Harness

SIX, TEN = time(18), time(10)
#: Lines of the digest about many orders, and the command that leads to each of these.
COMMANDS = {"day_label_carried": "预警", "day_label_missed": "漏发率"}
ENOUGH = 80


def _at(clock: str, day: int = 3) -> datetime:
    return datetime.fromisoformat(f"2026-08-{day:02d}T{clock}+08:00")


def _card(h: Harness, title: str) -> tuple[Card, dict[str, str]]:
    h.pass_time(timedelta(0))
    (out,) = [out for out in h.read(title) if out.message_ref is None]
    assert out.picture is not None
    return out.picture.card, dict(out.picture.tokens)


def _worked(card: Card) -> list[str]:
    """Return the labels of the lines with a button of their own, or a command that leads there."""
    offered = {one.command for one in card.suggestions}
    led = {say(key, "zh") for key, command in COMMANDS.items() if command in offered}
    pressed = {button.action.rpartition(" ")[2] for button in card.buttons}
    return [line.label for line in card.lines if line.label in pressed | led]


def _share(card: Card, worked: Collection[str]) -> float:
    assert card.lines
    return 100 * len(worked) / len(card.lines)


def test_of_a_full_digest_four_lines_in_five_are_worked_where_they_stand(h: Harness) -> None:
    h.digest = SIX
    h.now = _at("09:00:00", 1)
    h.ordered("3000", promised_ship_at=_at("12:00:00").isoformat())  # will be missed
    for number in range(12):
        h.ordered(f"10{number:02d}")
        h.turns_red(f"10{number:02d}")
    h.expect_card("1011").press(Action.RELEASE, by="王敏")
    h.now = _at("18:00:00", 2)
    h.read()
    _card(h, "日报")
    for number in range(2):
        h.ordered(f"20{number:02d}")
        h.turns_red(f"20{number:02d}")
    h.expect_card("2001").press(Action.RELEASE, by="王敏")
    h.read()
    h.now = _at("18:00:00")

    card, tokens = _card(h, "日报")

    counted = {say(f"day_label_{name}", "zh") for name in ("raised", "locked", "over")}
    labels = {line.label for line in card.lines}
    assert len(labels) == 15
    assert labels - set(_worked(card)) == counted  # they say what is over, and ask for nothing
    assert _share(card, _worked(card)) >= ENOUGH
    for line in card.lines[5:]:
        (action,) = (word for word in tokens if word.endswith(f" {line.label}"))
        assert line.label in h.press(tokens[action], by="王敏").text
    h.read()


def test_every_line_of_the_sheet_is_worked_where_it_stands(h: Harness) -> None:
    h.trace_sheet = TEN
    h.now = _at("08:00:00")
    for number in range(12):
        no = f"10{number:02d}"
        h.ordered(no)
        h.happens("order.marked", no, mark="已打单", by="小李")
        h.happens("system.status", no, system="erp", status="Sent")
        h.happens("system.status", no, system="wms", status="PICK")
    h.read()
    h.now = _at("10:00:00")

    card, tokens = _card(h, "未发货溯源")

    assert len(card.lines) == 10
    assert _share(card, _worked(card)) == 100
    for line in card.lines:
        told = h.press(tokens[f"未发货 认领 {line.label}"], by="李雷").text
        assert told == f"{line.label} 由 李雷 处理。"
    assert "下一单" in {one.command for one in card.suggestions}  # the rest of the sheet
    h.read()
