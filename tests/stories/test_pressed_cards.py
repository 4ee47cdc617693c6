"""A pressed card that only its press can change: whether it did decides what is said of it."""

from datetime import timedelta

from handlers.chat import presses
from handlers.ports import ButtonPress, Picture, Reply
from rules.vocabulary import Action
from storage.database import Database
from tests.desk import WECOM, Desk

STALE = "上面的卡片停留在旧状态"


def _press(desk: Desk, action: Action) -> Reply:
    out = desk.on["console"].messages[0]
    assert out.picture is not None
    press = ButtonPress(
        channel="console", conversation="ops", user_id="wangmin", user_name="王敏",
        token=out.picture.tokens[action], press_id=f"p-{action}", at=desk.clock.at,
        window=timedelta(seconds=10),
    )  # fmt: skip
    return desk.database.do(lambda tx: presses.on_press(press, tx, desk.deps, desk.clock.at))


def _shows(desk: Desk, picture: Picture | None) -> None:
    assert picture is not None
    desk.database.do(lambda tx: presses.shown(picture, tx, desk.clock.at))


def test_of_the_only_card_that_changed_when_pressed_nothing_more_is_said(
    database: Database,
) -> None:
    desk = Desk(database, {"console": WECOM})
    desk.alerts(1)
    desk.look()

    reply = _press(desk, Action.CLAIM)
    desk.look()
    _shows(desk, reply.picture)
    desk.wait(60)

    assert reply.changed
    assert desk.on["console"].texts == []
    assert desk.states("redraw") == {"muted": 1}


def test_of_a_card_that_stayed_as_it_was_it_is_said_once_the_window_is_over(
    database: Database,
) -> None:
    desk = Desk(database, {"console": WECOM})
    desk.alerts(1)
    desk.look()

    _press(desk, Action.CLAIM)
    desk.wait(9)
    assert desk.on["console"].texts == []
    desk.wait(2)

    (said,) = desk.on["console"].texts
    assert STALE in said


def test_the_other_copy_of_a_pressed_card_is_told_of_at_once(database: Database) -> None:
    desk = Desk(database, {"console": WECOM, "wecom": WECOM})
    desk.alerts(1)
    desk.look()

    reply = _press(desk, Action.CLAIM)
    _shows(desk, reply.picture)
    desk.wait(1)
    assert [STALE in text for text in desk.on["wecom"].texts] == [True]
    desk.wait(60)

    assert desk.on["console"].texts == []
    assert len(desk.on["wecom"].texts) == 1


def test_what_happens_after_the_press_is_said_all_the_same(database: Database) -> None:
    desk = Desk(database, {"console": WECOM})
    desk.alerts(1)
    desk.look()
    reply = _press(desk, Action.CLAIM)
    _shows(desk, reply.picture)
    desk.wait(20)

    desk.release("warm-1")
    desk.wait(20)

    assert [STALE in text for text in desk.on["console"].texts] == [True]
