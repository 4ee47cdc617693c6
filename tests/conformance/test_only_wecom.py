"""What only WeCom does on the wire: raw control characters, half a kick, a lost subscription."""

import pytest

from handlers.ports import Sent, TryLater
from tests.conformance.bench import until
from tests.conformance.wecom import WeComBench

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


async def test_answers_under_way_at_a_close_go_out_on_the_new_connection_and_none_twice(
    bench: WeComBench,
) -> None:
    await bench.sim.fault("aibot_respond_msg", "delay", delay=0.15, times=-1)
    for number in range(6):
        await bench.say(f"第 {number} 问", by=bench.ann)
    await bench.bubble("第 1 问")
    await bench.sim.do("wire", what="close", code=1001)
    for number in (0, 2, 3, 4, 5):
        await bench.bubble(f"第 {number} 问")

    async def all_left() -> bool:
        return len(bench.house.told) == 6

    await until(all_left, "an answer is not known to have left")

    ways = [row["way"] for row in await bench.sim.view() if row["by"] == "bot"]
    assert (ways[0], ways[-1], len(ways)) == ("reply", "push", 6)


async def test_an_answer_that_broke_off_is_unknown_and_never_given_again(
    bench: WeComBench,
) -> None:
    await bench.sim.fault("aibot_respond_msg", "abort_before")
    said = await bench.say("放行 1024", by=bench.ann)
    await bench.online(connections=2)

    async def counts_as_given() -> bool:
        return bench.house.told == [said["msgid"]]

    await until(counts_as_given, "the answer counts as not given")
    await bench.say("查单 1024", by=bench.ann)
    await bench.bubble("答 查单 1024")

    lost = [line for line in bench.logged if line["event"] == "wecom_answer_lost"]
    assert [line["outcome"] for line in lost] == ["Unknown"]
