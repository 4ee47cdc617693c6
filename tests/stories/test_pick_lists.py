"""S-78: an order that is paid and was never marked is forced onto a pick list, exactly once."""

from datetime import timedelta

from handlers.ports import Outgoing
from tests.harness import GROUP, Harness


def _lists(h: Harness) -> list[Outgoing]:
    return [out for out in h.read("补拣单") if out.message_ref is None]


def _paid(h: Harness, order_no: str) -> None:
    h.happens("order.paid", order_no, amount="199.00")


def test_an_order_that_was_passed_over_is_picked_now_and_once(h: Harness) -> None:
    _paid(h, "1024")
    h.now += timedelta(hours=1)
    _paid(h, "2048")
    h.happens("order.marked", "2048", mark="已打单", by="小赵")

    for _ in range(4):
        h.pass_time(timedelta(minutes=30))
        h.restart()

    (told,) = _lists(h)
    assert told.picture is not None
    card = told.picture.card
    assert [line.text for line in card.lines] == ["1024"]
    assert "1 单付了款" in card.headline


def test_what_is_only_young_or_nowhere_marked_is_not_forgotten(h: Harness) -> None:
    _paid(h, "1024")
    h.now += timedelta(minutes=59)
    _paid(h, "2048")
    h.happens("order.marked", "2048", mark="已打单", by="小赵")
    h.pass_time(timedelta(hours=8))

    assert _lists(h) == []


def test_what_the_warehouse_knows_or_was_cancelled_is_on_no_list(h: Harness) -> None:
    for no in ("1024", "1025"):
        _paid(h, no)
    h.happens("system.status", "1024", system="wms", status="PICK")
    h.happens("order.cancelled", "1025")
    h.now += timedelta(hours=2)
    _paid(h, "2048")
    h.happens("order.marked", "2048", mark="已打单", by="小赵")
    h.pass_time(timedelta(minutes=5))

    assert _lists(h) == []


def test_an_empty_mark_in_the_sheet_forces_the_list_at_once(h: Harness) -> None:
    _paid(h, "1024")
    marks = [{"order_no": "1024", "mark": ""}]

    for _ in range(2):
        h.now += timedelta(minutes=1)
        h.tells("marks.imported", marks=marks, system="excel", by="小赵")

    (told,) = _lists(h)
    assert told.picture is not None
    assert "1024" in told.picture.card.lines[0].text


def test_a_conversation_of_one_shop_reads_of_its_own_orders_alone(h: Harness) -> None:
    h.scopes = {("console", GROUP): ("other",)}
    h.ordered("1024", shop="other")
    h.ordered("2048")
    h.read()

    marks = [{"order_no": no, "mark": ""} for no in ("1024", "2048")]
    h.tells("marks.imported", marks=marks, system="excel", by="小赵")

    (told,) = _lists(h)
    assert told.picture is not None
    assert [line.text for line in told.picture.card.lines] == ["1024"]
    assert "1 单付了款" in told.picture.card.headline
