"""Many alerts at once: one card that counts them exactly, red first, within the limit."""

from datetime import timedelta
from time import perf_counter

import pytest

from handlers.chat import presses
from handlers.ports import ButtonPress
from rules.delivery.capabilities import CONSOLE
from rules.vocabulary import Action
from storage.database import Database
from tests.desk import DING, WECOM, Desk

MINUTE = timedelta(minutes=1)


def test_fifty_alerts_in_ten_seconds_are_one_storm_card_that_says_fifty(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    for second in range(10):
        desk.alerts(5, start=1 + 5 * second)
        desk.wait(1)
    desk.wait(5)
    ding = desk.on["ding"]

    assert "50" in ding.titles[-1]
    assert len(ding.messages) == 6  # the first five came one by one, before it was a storm
    assert desk.states() == {"sent": 5, "grouped": 45}

    desk.alerts(1, start=51)
    desk.wait(5)
    assert "51" in ding.titles[-1]
    assert len(ding.messages) == 6

    desk.wait(15)
    assert any("51" in text and "46" in text for text in ding.texts), ding.texts
    desk.wait(4 * 3600, step=600)
    assert sum("51" in text and "没人处理" in text for text in ding.texts) == 1


def test_fifty_at_once_are_one_card_and_a_single_one_goes_at_once(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    desk.alerts(1, start=100)
    desk.look()
    assert len(desk.on["ding"].messages) == 1

    desk.wait(30)
    desk.alerts(3, kind="hot")
    desk.alerts(47)
    desk.look()

    messages = desk.on["ding"].messages[1:]
    assert [out.picture.card.order_no for out in messages if out.picture] == [
        "hot-1", "hot-2", "hot-3", "",
    ]  # fmt: skip
    assert "50" in messages[-1].text
    assert "红 3 · 橙 47" in messages[-1].text
    assert "预警" in messages[-1].text


def test_a_storm_is_summed_up_ten_seconds_after_its_last_alert_and_no_sweep_is_needed(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING})
    desk.alerts(20)
    desk.look()
    for _ in range(9):
        desk.clock.at += timedelta(seconds=1)
        desk.look()
    assert desk.on["ding"].texts == []

    desk.clock.at += timedelta(seconds=1)
    desk.look()

    assert [text for text in desk.on["ding"].texts if "共 20 单" in text] == desk.on["ding"].texts
    assert len(desk.on["ding"].texts) == 1
    card = desk.on["ding"].got[-1][1].picture or desk.on["ding"].got[-2][1].picture
    assert card is not None
    assert card.card.tone == "grey"


def test_nobody_acting_on_a_storm_is_one_sentence_for_each_step_and_not_one_for_each_order(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING, "console": CONSOLE}, to=("ding",))
    ding = desk.on["ding"]
    desk.alerts(30, kind="hot")
    desk.wait(10)
    alone = {out.picture.card.order_no for out in ding.messages if out.picture} - {""}
    assert len(alone) == 5

    desk.wait(31 * 60, step=30)

    said = [text for text in ding.texts if "没人处理" in text]
    together = [text for text in said if text.startswith("集中预警里还有 30 单没人处理")]
    assert ["5 分钟" in together[0], "15 分钟" in together[1], "30 分钟" in together[2]] == [
        True
    ] * 3
    assert len(together) == 3
    assert len(said) == 3 + 3 * len(alone)  # those that have a card of their own
    in_private = [text for text in desk.on["console"].texts if "没人处理" in text]
    assert len(in_private) <= 3 * (1 + len(alone)), in_private[:3]


def test_pressing_refresh_on_a_storm_card_draws_it_again(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    desk.alerts(20)
    desk.look()
    picture = desk.on["ding"].messages[-1].picture
    assert picture is not None

    press = ButtonPress(
        channel="ding",
        conversation="ops",
        user_id="x",
        user_name="x",
        token=picture.tokens[Action.REFRESH],
        press_id="p",
        at=desk.clock.at,
    )
    reply = database.do(lambda tx: presses.on_press(press, tx, desk.deps, desk.clock.at))

    assert reply.picture is not None
    assert "20" in reply.picture.card.title


def test_where_nothing_can_be_redrawn_the_total_is_said_at_most_each_minute(
    database: Database,
) -> None:
    desk = Desk(database, {"wecom": WECOM})
    for second in range(90):
        desk.alerts(1, start=1 + second)
        desk.wait(1)

    messages = desk.on["wecom"].messages
    assert sum(out.picture is not None and not out.picture.card.order_no for out in messages) <= 3
    assert len(messages) <= 5 + 3


@pytest.mark.timeout(300)
def test_ten_thousand_alerts_in_a_minute_keep_to_twenty_messages_and_lose_none(
    sqlite_url: str, *, full_proof: bool
) -> None:
    each = 167 if full_proof else 20
    database = Database(sqlite_url)
    try:
        desk = Desk(database, {"ding": DING})
        ding = desk.on["ding"]
        began, first = perf_counter(), 0.0
        for second in range(60):
            desk.alerts(each - 1, start=1 + second * each)
            desk.alerts(1, kind="hot", start=1 + second)
            desk.look()
            if ding.got and not first:
                first = perf_counter() - began
                assert desk.clock.at - ding.got[0][0] <= timedelta(seconds=5)
            desk.wait(1)
        desk.wait(90)

        assert first < 5
        assert ding.busiest(MINUTE) <= 20
        assert ding.messages[0].picture is not None
        assert ding.messages[0].picture.card.order_no == "hot-1"
        states = desk.states()
        assert sum(states.values()) == 60 * each
        assert states.keys() <= {"sent", "grouped"}
        storm = database.look(lambda tx: tx.storms.to_recall(desk.clock.at))[0]
        counted = database.look(lambda tx: tx.storms.count(storm.id))
        assert counted.total == 60 * each
        assert (counted.alone, counted.merged) == (states["sent"], states["grouped"])
        assert str(60 * each) in ding.titles[-1]
    finally:
        database.close()
