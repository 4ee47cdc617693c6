"""What only WeCom does on the wire: raw control characters, half a kick, a lost subscription."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from handlers.ports import Sent, TryLater
from rules.delivery.capabilities import Pace
from rules.delivery.pacing import Lane, Pacer
from tests.builders import NOON
from tests.conformance.cards import TABLE
from tests.conformance.wecom import QUICK, WeComBench
from tests.platforms.wecom.control import GROUP
from tests.waiting import until

pytestmark = [pytest.mark.wire, pytest.mark.parametrize("bench", ["wecom"], indirect=True)]


async def test_raw_control_characters_in_a_frame_are_read(bench: WeComBench) -> None:
    await bench.sim.says("查单 1024", raw_controls=True)

    await bench.bubble("答 查单")


async def test_an_event_in_the_flat_form_is_a_press_too(bench: WeComBench) -> None:
    card = await bench.card()

    await bench.sim.press(dict(card.raw), "放行", by=bench.ann, flat=True)

    await bench.now(card, "王敏 12:01 放行")


async def test_every_card_can_be_refreshed_since_it_changes_only_when_pressed(
    bench: WeComBench,
) -> None:
    card = await bench.card()
    await bench.press(card, "放行", by=bench.ann)
    done = await bench.now(card, "王敏 12:01 放行")

    assert card.buttons[-1] == "刷新"
    assert done.buttons == ("刷新",)


async def test_a_kick_that_leaves_the_socket_half_alive_is_a_kick(bench: WeComBench) -> None:
    await bench.sim.do("set", kick="half_open")
    await bench.sim.do("wire", what="kick")

    await bench.online(connections=2)
    await bench.say("还在吗", by=bench.ann)
    await bench.bubble("答 还在吗")


async def test_a_forgotten_subscription_shows_only_when_something_is_sent(
    bench: WeComBench,
) -> None:
    await bench.sim.do("wire", what="unsubscribe")

    assert isinstance(await bench.send(), TryLater)

    await bench.online(connections=2)
    await bench.say("查单 1024", by=bench.ann)
    await bench.bubble("答")


async def test_a_group_robot_says_its_part(bench: WeComBench) -> None:
    assert isinstance(await bench.send(conversation="webhook/ops"), Sent)

    await bench.sim.expect_bubble("没有按钮时可发", conversation="wrHOOK")


async def test_who_never_wrote_to_the_bot_cannot_be_told_in_private(bench: WeComBench) -> None:
    lost = await bench.send(conversation="wrNEVER")

    assert not isinstance(lost, Sent)
    assert lost.code == "93006"


async def test_answers_under_way_at_a_close_go_out_on_the_new_connection_and_one_at_most_twice(
    bench: WeComBench,
) -> None:
    await bench.sim.fault("aibot_respond_msg", "delay", delay=0.15, times=-1)
    for number in range(6):
        await bench.say(f"第 {number} 问", by=bench.ann)
    await bench.bubble("第 1 问")
    await bench.sim.do("wire", what="close", code=1001)

    async def all_left() -> bool:
        return len(bench.house.told) == 6

    await until(all_left, "an answer is not known to have left")

    rows = [row for row in await bench.sim.view() if row["by"] == "bot"]
    fresh = [row for row in rows if "重发" not in row["text"]]
    assert (rows[0]["way"], rows[-1]["way"]) == ("reply", "push")
    # The one that was acked by nobody when the connection went says that it may be there already.
    assert len({row["text"].removeprefix("重发 · ") for row in rows}) == 6
    assert len(rows) - len(fresh) <= 1


async def test_an_answer_that_broke_off_is_given_once_more_and_says_so(bench: WeComBench) -> None:
    await bench.sim.fault("aibot_respond_msg", "abort_before")
    said = await bench.say("放行 1024", by=bench.ann)
    await bench.online(connections=2)

    await bench.bubble("重发 · 答 放行 1024")
    await until(_is(lambda: bench.house.told == [said["msgid"]]), "the answer is not noted")
    assert len(await bench.saying("答 放行 1024")) == 1


async def test_words_about_a_press_that_broke_off_are_said_once_more(bench: WeComBench) -> None:
    card = await bench.card()
    await bench.sim.fault("aibot_send_msg", "abort_before")

    await bench.press(card, "放行", by=bench.ann)

    await bench.bubble("重发 · 订单 1024 已放行")


async def test_a_card_that_changed_when_pressed_is_told_to_show_what_it_does(
    bench: WeComBench,
) -> None:
    card = await bench.card()

    await bench.press(card, "放行", by=bench.ann)
    await bench.now(card, "王敏 12:01 放行")

    await until(_is(lambda: len(bench.house.shown) == 1), "nobody says what it shows")
    assert bench.house.shown[0].serial == 9
    assert bench.house.presses[0].window is not None


async def test_a_card_that_could_not_change_when_pressed_is_told_nothing(
    bench: WeComBench,
) -> None:
    card = await bench.card()
    await bench.sim.fault("aibot_respond_update_msg", "errcode", code=846604)

    await bench.press(card, "放行", by=bench.ann)

    await bench.bubble("已放行")
    assert bench.house.shown == []


async def test_a_press_behind_a_slow_database_leaves_the_card_and_its_result_follows(
    bench: WeComBench,
) -> None:
    card = await bench.card()
    await bench.stop()
    bench.timing = replace(QUICK, press=0.3)
    bench.start()
    await bench.online()
    await bench.sim.do("set", update_window=0.4)
    bench.house.delay = 0.6

    await bench.press(card, "放行", by=bench.ann)

    await bench.bubble("已放行")
    # Nothing is sent that WeCom would refuse, and that the card stays as it was is known.
    assert await bench.sim.frames("aibot_respond_update_msg") == []
    assert bench.house.shown == []
    assert await bench.bubble("系统 12:00 预警") == card


async def test_forty_five_questions_are_answered_in_order_with_one_word_of_delay(
    bench: WeComBench,
) -> None:
    pace = Pace(messages=30, per=timedelta(seconds=1.5))
    can = replace(bench.channel.capabilities, paces=(pace,))
    pacer, lane = Pacer({"wecom": can}), Lane("wecom", GROUP)
    counted = 0

    def room(_conversation: str) -> timedelta:
        nonlocal counted
        now = NOON + timedelta(seconds=asyncio.get_running_loop().time())
        for _ in bench.house.spent[counted:]:
            pacer.spent(lane, now)
        counted = len(bench.house.spent)
        return pacer.room(lane, now)

    bench.house.room = room
    await bench.sim.do("set", per_minute=30, minute=1.4)
    for number in range(45):
        await bench.say(f"查单 {number}", by=bench.ann)
    await until(_is(lambda: len(bench.house.messages) == 45), "commands wait behind answers")

    async def answered() -> bool:
        return len(await bench.saying("答 查单")) == 45

    await until(answered, "an answer is lost")
    texts = [one.text for one in await bench.seen(by=bench.ann)]
    answers = [text for text in texts if "答 查单" in text]
    assert answers == [f"答 查单 {number}" for number in range(45)]
    assert len(texts) - len(answers) == 1
    assert texts.index("消息太多，回答要排一会儿队，会按顺序一条条给") == 29
    assert (await bench.sim.record())["violations"] == []


def _is(true: Callable[[], bool]) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return true()

    return look


@pytest.mark.parametrize(("conversation", "room"), [(GROUP, GROUP), ("webhook/ops", "wrHOOK")])
async def test_a_file_follows_its_card_as_a_message_of_its_own(
    bench: WeComBench, conversation: str, room: str
) -> None:
    assert isinstance(await bench.send(file=TABLE, conversation=conversation), Sent)

    ((name, content),) = await bench.files()
    assert name == "unshipped-2026-08-03.xlsx"
    book = load_workbook(BytesIO(content))
    assert book.worksheets[0]["B2"].fill.fgColor.rgb == "FFFF0000"
    rows = (await bench.sim.do("view", conversation=room))["bubbles"]
    assert [row["kind"] for row in rows][1:] == ["file"]


@pytest.mark.parametrize("step", ["init", "chunk", "finish"])
@pytest.mark.parametrize("kind", ["errcode", "lost"])
async def test_a_file_that_does_not_arrive_leaves_its_card_where_it_is(
    bench: WeComBench, step: str, kind: str
) -> None:
    await bench.sim.fault(f"aibot_upload_media_{step}", kind, code=-1)

    assert isinstance(await bench.send(file=TABLE), Sent)

    assert len(await bench.seen(by=bench.bob)) == 1
