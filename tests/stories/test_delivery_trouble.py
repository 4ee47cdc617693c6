"""Channels that fail, outcomes nobody knows, limits that are reached: nothing lost or doubled."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handlers.commands.question import Question
from handlers.commands.why_not_me import why_not_me
from handlers.delivery import claiming, settling
from handlers.delivery.promises import Promises
from handlers.ports import ChatMessage, GaveUp, Outcome, Sent, TryLater, Unknown
from rules.chat.grammar import Command
from rules.chat.references import Reference
from rules.chat.words import Name
from rules.delivery.capabilities import CONSOLE, Capabilities
from rules.delivery.routes import Target
from storage.database import Database
from storage.delivery.outbox import Delivery
from storage.tx import Tx
from tests.desk import DING, WECOM, Desk


def test_a_dead_channel_neither_delays_nor_doubles_the_healthy_one(database: Database) -> None:
    desk = Desk(database, {"ding": DING, "console": CONSOLE})
    desk.on["ding"].answer = lambda _: TryLater(code="503", error="down", whole_channel=True)
    for n in range(3):
        desk.alerts(1, start=1 + n)
        desk.wait(5)

    assert len(desk.on["console"].messages) == 3
    waiting = [e for e in desk.ledger() if e.channel == "ding" and e.kind == "card"]
    assert [e.attempts for e in sorted(waiting, key=lambda e: e.id)][1:] == [0, 0]


def test_a_channel_that_stands_by_is_left_to_the_process_that_has_its_connection(
    database: Database,
) -> None:
    desk = Desk(database, {"wecom": WECOM, "console": CONSOLE})
    desk.alerts(1)
    desk.look()
    desk.on["wecom"].status.becomes("standby", desk.clock.now())
    desk.alerts(1, start=2)
    desk.look()

    assert [len(desk.on[name].messages) for name in ("wecom", "console")] == [1, 2]
    now = desk.clock.now()
    until = now + timedelta(seconds=1)
    for channel, is_free in (("wecom", True), ("console", False)):
        lease = f"courier:{channel}"
        assert is_free is database.do(
            lambda tx, lease=lease: tx.leases.take(lease, owner="b", now=now, until=until)  # type: ignore[misc]
        )


def test_after_an_outage_of_the_channel_one_notice_goes_first(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    ding = desk.on["ding"]
    healthy = ding.answer
    ding.answer = lambda _: TryLater(
        code="503", error="down", whole_channel=True, wait=timedelta(seconds=90)
    )
    desk.alerts(3)
    desk.wait(80)
    ding.answer = healthy
    ding.got.clear()
    desk.wait(120)

    assert ding.texts == ["消息有延迟：还有 3 条在排队，红色优先"]
    assert ding.messages[0].picture is None
    assert len(ding.messages) == 4


def test_a_refusal_with_a_time_is_obeyed(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    ding = desk.on["ding"]
    healthy = ding.answer
    ding.answer = lambda _: TryLater(code="429", error="slow", wait=timedelta(seconds=30))
    desk.alerts(2)
    desk.look()
    ding.answer = healthy
    desk.wait(29)
    assert len(ding.got) == 1
    desk.wait(2)
    assert len(ding.got) == 3


def test_an_unknown_outcome_is_sent_once_more_and_marked(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    ding = desk.on["ding"]
    outcomes: list[Outcome] = [Unknown(code="timeout", error="?"), Sent(message_ref="m")]
    ding.answer = lambda _: outcomes.pop(0)
    desk.alerts(1)
    desk.wait(59)
    assert len(ding.got) == 1
    assert desk.states() == {"unknown": 1}
    desk.wait(5)

    assert [out.resent for out in ding.messages] == [False, True]
    assert ding.messages[1].text.startswith("重发")
    assert desk.states() == {"sent": 1}


@pytest.mark.parametrize(("kind", "can"), [("hot", DING), ("warm", replace(DING, findable=True))])
def test_red_and_what_can_be_looked_for_wait_seconds_for_evidence(
    database: Database, kind: str, can: Capabilities
) -> None:
    desk = Desk(database, {"ding": can})
    ding = desk.on["ding"]
    outcomes: list[Outcome] = [Unknown(code="reset", error="?"), Sent(message_ref="m")]
    ding.answer = lambda _: outcomes.pop(0)
    desk.alerts(1, kind=kind)
    desk.wait(4)
    assert len(ding.messages) == 1
    desk.wait(3)

    assert [out.resent for out in ding.messages] == [False, True]
    assert ding.messages[1].picture is not None
    assert ding.messages[1].picture.card.title.count("重发") == 1


def test_a_message_that_stays_unknown_is_told_in_the_fallback_conversation(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING, "console": CONSOLE}, to=("ding",))
    desk.on["ding"].answer = lambda _: Unknown(code="timeout", error="?")
    desk.alerts(1)
    desk.wait(200, step=5)

    assert len(desk.on["ding"].got) == 2
    assert len(desk.on["console"].texts) == 1


def test_where_the_same_key_shows_once_it_is_simply_tried_again(database: Database) -> None:
    desk = Desk(database, {"console": CONSOLE})
    outcomes: list[Outcome] = [Unknown(code="timeout", error="?"), Sent(message_ref="1")]
    desk.on["console"].answer = lambda _: outcomes.pop(0)
    desk.alerts(1)
    desk.wait(5)

    assert [out.resent for out in desk.on["console"].messages] == [False, False]


def test_a_process_that_died_while_sending_leaves_one_marked_second_message(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING})
    desk.alerts(1)
    dead = replace(desk.deps, worker="dead")
    taken = database.do(lambda tx: claiming.claim(tx, dead, {"ding": DING}, desk.clock.at))
    assert len(taken) == 1

    desk.wait(59, step=10)
    assert desk.on["ding"].got == []
    desk.wait(10)
    assert [out.resent for out in desk.on["ding"].messages] == [True]
    # The dead one wakes up: it has lost its lease and changes nothing.
    database.do(
        lambda tx: settling.report(
            tx, dead, {"ding": DING}, taken[0], GaveUp(code="x", error="x"), desk.clock.at, jitter=0
        )
    )
    assert desk.states() == {"sent": 1}


def test_what_will_not_go_through_is_told_once_elsewhere_and_red_to_the_next_on_its_route(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING, "wecom": WECOM, "console": CONSOLE}, to=("ding", "wecom"))
    desk.on["ding"].answer = lambda _: GaveUp(code="403", error="no")
    desk.alerts(1, kind="hot")
    desk.wait(5)

    assert len(desk.on["console"].texts) == 1
    assert len(desk.on["wecom"].texts) == 1


@pytest.mark.parametrize("kind", ["warm", "hot"])
def test_whoever_answers_for_an_order_hears_in_private_that_its_card_did_not_arrive(
    database: Database, kind: str
) -> None:
    desk = Desk(database, {"ding": DING, "console": CONSOLE}, to=("ding",), owner="王敏")
    desk.on["ding"].answer = lambda _: GaveUp(code="not_in_channel", error="the bot is no member")
    desk.alerts(1, kind=kind)
    desk.wait(5)

    told = [out for out in desk.on["console"].messages if "not_in_channel" in out.text]
    assert sorted(out.conversation for out in told) == ["ops", "wangmin"]


def test_a_conversation_of_other_shops_does_not_even_hear_that_a_red_card_was_undeliverable(
    database: Database,
) -> None:
    desk = Desk(
        database,
        {"ding": DING, "wecom": WECOM, "console": CONSOLE},
        to=("ding", "wecom"),
        scopes={("wecom", "ops"): ("别的店",)},
    )
    desk.on["ding"].answer = lambda _: GaveUp(code="403", error="no")
    desk.alerts(1, kind="hot")
    desk.wait(5)

    assert len(desk.on["console"].texts) == 1
    assert desk.on["wecom"].texts == []


def test_a_months_quota_keeps_a_fifth_for_red_and_shows_the_rest_elsewhere(
    database: Database,
) -> None:
    desk = Desk(
        database,
        {"ding": replace(DING, quota=10, paces=()), "console": CONSOLE},
        to=("ding",),
    )
    for n in range(9):
        desk.alerts(1, start=1 + n)
        desk.wait(10)
    ding, console = desk.on["ding"], desk.on["console"]

    assert len(ding.messages) == 8
    assert desk.states() == {"sent": 9, "throttled": 1}
    assert sum(out.picture is not None for out in console.messages) == 1
    assert sum("80%" in text for text in console.texts) == 1

    for n in range(3):
        desk.alerts(1, kind="hot", start=1 + n)
        desk.wait(10)
    assert len(ding.messages) == 10
    assert sum("用完" in text and "10/10" in text for text in console.texts) == 1


def test_what_waited_behind_a_refused_message_counts_once_against_the_month(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": replace(DING, quota=10), "console": CONSOLE}, to=("ding",))
    month = desk.clock.at.strftime("%Y-%m")
    taken = desk.on["ding"].answer
    desk.on["ding"].answer = lambda _: TryLater(code="busy", error="")
    desk.alerts(3)
    desk.look()
    assert database.look(lambda tx: tx.quotas.used("ding", month)) == 0

    desk.on["ding"].answer = taken
    desk.wait(30)

    assert desk.states() == {"sent": 3}
    assert database.look(lambda tx: tx.quotas.used("ding", month)) == 3


def test_where_cards_cannot_be_redrawn_a_change_of_state_is_said_and_a_score_is_not(
    database: Database,
) -> None:
    desk = Desk(database, {"wecom": WECOM})
    wecom = desk.on["wecom"]
    desk.alerts(1)
    desk.wait(10)
    desk.take(desk.event("signal.seen", "warm-1", kind="mild"))
    desk.wait(5)
    assert wecom.texts == []
    assert desk.states("redraw") == {"muted": 1}

    desk.release("warm-1")
    desk.look()
    assert len(wecom.texts) == 1
    assert "旧状态" in wecom.texts[0]
    assert "以这条为准" in wecom.texts[0]


def test_red_mutes_an_orange_card_that_still_waits_and_takes_its_place(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    desk.alerts(1)
    desk.take(desk.event("signal.seen", "warm-1", kind="hot"))
    desk.look()

    assert len(desk.on["ding"].messages) == 1
    assert "红" in desk.on["ding"].titles[0]


def test_an_alert_merged_into_a_storm_gets_its_own_card_when_it_turns_red(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING})
    desk.alerts(20)
    desk.look()
    assert desk.states() == {"grouped": 20}
    desk.take(desk.event("signal.seen", "warm-7", kind="hot"))
    desk.wait(5)

    assert desk.states() == {"grouped": 19, "sent": 1}
    assert "红 1 · 橙 19" in desk.on["ding"].titles[-1]


def test_the_ledger_says_in_words_why_a_message_did_not_come(database: Database) -> None:
    desk = Desk(database, {"ding": DING})
    desk.alerts(20)
    desk.look()

    order = database.look(lambda tx: tx.orders.get("warm-7"))
    question = Question(
        actor=desk.deps.directory.actor("console", "wangmin"),
        command=Command(name=Name.WHY_NOT_ME, refs=(Reference(text="warm-7"),)),
        order=order,
        message=ChatMessage(
            channel="console", conversation="ops", user_id="wangmin", user_name="王敏",
            text="为什么没收到 warm-7", message_id="m-1", at=desk.clock.at, addressed=True,
        ),
    )  # fmt: skip
    said = database.look(lambda tx: why_not_me(tx, desk.deps, question, desk.clock.at))
    assert "已并入汇总卡片" in said
    assert "合并成一张卡片" in said


def test_an_image_that_cannot_be_read_holds_no_sentence_back_and_a_pack_waits_for_its_file(
    database: Database,
) -> None:
    desk = Desk(database, {"console": replace(CONSOLE, files=True)})

    def promise(tx: Tx) -> None:
        door, now = Promises(tx, desk.deps), desk.clock.now()
        place = Target(channel="console", conversation="ops")
        week = {"first": "08-03", "last": "08-09", "lines": "…", "link": "…"}
        door.say(place, "week", week, now, about="a", shows=("nothing", "that there is"))
        door.say(place, "appeal_pack", {"order_no": "1"}, now, about="b", brings=("nothing", ""))
        door.write()

    database.do(promise)
    desk.look()

    assert [text.splitlines()[0] for text in desk.on["console"].texts] == [
        "一周订单健康 08-03 至 08-09"
    ]
    assert [entry.attempts for entry in desk.ledger() if entry.state is Delivery.QUEUED] == [1]


@pytest.mark.parametrize("images", [True, False])
def test_a_picture_that_was_asked_for_is_told_of_only_where_images_are_shown(
    database: Database,
    images: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    desk = Desk(database, {"console": replace(CONSOLE, images=images)})

    def promise(tx: Tx) -> None:
        door, place = Promises(tx, desk.deps), Target(channel="console", conversation="ops")
        door.say(
            place, "retest_picture", {"days": "90"}, desk.clock.now(),
            shows=("nothing", "that there is"), only_shown=True,
        )  # fmt: skip
        door.write()

    database.do(promise)
    desk.look()

    assert desk.on["console"].texts == (["回测近 90 天的图"] if images else [])
