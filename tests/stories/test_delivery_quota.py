"""A month's quota at its edge: its last message, the fifth for red, and what is given back."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from handlers.delivery.promises import Promises
from handlers.ports import Outcome, Outgoing, Sent, TryLater
from rules.delivery.capabilities import CONSOLE
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.routes import Target
from storage.database import Database
from storage.tx import Tx
from tests.desk import DING, Desk

#: Ten minutes before December begins in Shanghai.
EVE = datetime(2026, 11, 30, 15, 50, tzinfo=UTC)


def _desk(database: Database, quota: int) -> Desk:
    can = {"ding": replace(DING, quota=quota), "console": CONSOLE}
    desk = Desk(database, can, to=("ding",), delivery=DeliveryPolicy(merge_above=1000))
    desk.clock.at = EVE
    return desk


def _used(desk: Desk, month: str) -> int:
    return desk.database.look(lambda tx: tx.quotas.used("ding", month))


def _orders(desk: Desk, channel: str) -> list[str]:
    return [out.picture.card.order_no for out in desk.on[channel].messages if out.picture]


def test_the_last_messages_of_a_month_are_reds_and_what_has_no_room_is_shown_in_the_console(
    database: Database,
) -> None:
    desk = _desk(database, 10)
    desk.alerts(9)
    desk.look()
    assert _orders(desk, "ding") == [f"warm-{n}" for n in range(1, 9)]
    assert _orders(desk, "console") == ["warm-9"]
    desk.alerts(3, kind="hot")
    desk.look()

    assert _orders(desk, "ding")[8:] == ["hot-1", "hot-2"]
    assert _orders(desk, "console") == ["warm-9", "hot-3"]
    assert _used(desk, "2026-11") == 10
    said = desk.on["console"].texts
    assert sum("80%" in text for text in said) == 1
    assert sum("已用完（10/10）" in text for text in said) == 1


def test_a_new_month_begins_at_local_midnight_with_all_of_its_quota(database: Database) -> None:
    desk = _desk(database, 5)
    desk.alerts(5)
    desk.look()
    assert len(_orders(desk, "ding")) == 4
    desk.clock.at = EVE + timedelta(minutes=11)
    desk.alerts(4, start=6)
    desk.look()

    assert len(_orders(desk, "ding")) == 8
    assert (_used(desk, "2026-11"), _used(desk, "2026-12")) == (4, 4)


@pytest.mark.parametrize("refused", [1, 3])
def test_what_is_refused_over_midnight_is_given_back_to_the_month_it_was_counted_in(
    database: Database, refused: int
) -> None:
    desk = _desk(database, 10)
    ding = desk.on["ding"]
    times = 0

    def answer(_out: Outgoing) -> Outcome:
        nonlocal times
        times += 1
        desk.clock.at = max(desk.clock.at, EVE + timedelta(minutes=10, seconds=times))
        if times <= refused:
            return TryLater(code="429", error="slow", wait=timedelta(seconds=1))
        return Sent(message_ref=f"m{times}")

    ding.answer = answer
    desk.clock.at = EVE + timedelta(minutes=9, seconds=59)
    desk.alerts(3)
    desk.wait(60)

    assert _used(desk, "2026-11") == 0
    assert _used(desk, "2026-12") == 3


def test_a_notice_that_has_no_room_is_said_in_the_console(database: Database) -> None:
    desk = _desk(database, 1)
    desk.alerts(1, kind="hot")
    desk.look()

    def say(tx: Tx) -> None:
        door = Promises(tx, desk.deps)
        target = Target(channel="ding", conversation="ops")
        door.say(target, "autolock_ended", {"by": "陈静"}, desk.clock.at)
        door.write()

    desk.database.do(say)
    desk.wait(2)

    assert desk.on["ding"].texts == []
    assert sum("陈静" in text for text in desk.on["console"].texts) == 1


def test_of_a_small_quota_red_has_one_message_at_least(database: Database) -> None:
    desk = _desk(database, 2)
    desk.alerts(2)
    desk.look()
    desk.alerts(1, kind="hot")
    desk.look()

    assert _orders(desk, "ding") == ["warm-1", "hot-1"]
