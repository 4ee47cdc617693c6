"""What is better not sent: orange during an outage, and an order that flaps."""

from datetime import timedelta

from storage.database import Database
from tests.desk import DING, Desk

MINUTES = timedelta(minutes=20)


def test_during_an_outage_orange_waits_red_goes_and_what_still_holds_is_sent_after(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING}, silence={"wms": MINUTES})
    ding = desk.on["ding"]
    desk.take(desk.event("label.printed", "x", source="wms", warehouse="hz-1", took_ms=100))
    desk.wait(23 * 60, step=60)
    assert [title for title in ding.titles if "wms" in title] == ["wms 失联 · 未恢复"]

    desk.alerts(1)
    desk.alerts(1, kind="hot")
    desk.wait(10)
    assert [no for out in ding.messages if out.picture and (no := out.picture.card.order_no)] == [
        "hot-1"
    ]
    assert desk.states() == {"muted": 1, "sent": 1}

    desk.take(desk.event("label.printed", "x", source="wms", warehouse="hz-1", took_ms=100))
    desk.wait(5)
    assert "wms 失联 · 已恢复" in ding.titles[-1]
    assert desk.states() == {"sent": 2}


def test_an_order_that_flaps_keeps_one_card_with_a_mark(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    ding = desk.on["ding"]
    desk.alerts(1)
    desk.look()
    for _ in range(9):
        order = database.look(lambda tx: tx.alerts.latest_of(["warm-1"]))["warm-1"]
        desk.wait(240, step=60)
        flip(desk, alive=order.alive)

    assert len(ding.messages) <= 2
    assert "抖动" in ding.titles[-1]


def flip(desk: Desk, *, alive: bool) -> None:
    """End the alert by a release that forgets its signals, or raise it by a new one."""
    if alive:
        desk.release("warm-1")
    else:
        desk.take(desk.event("signal.seen", "warm-1", kind="warm"))
    desk.wait(5)
