"""The simulator refuses what WeCom refuses, and shows what people see."""

from typing import Any

import pytest

from tests.platforms.wecom.control import GROUP, Sim
from tests.platforms.wecom.rawbot import (
    RawBot,
    breaches,
    card_of,
    id_of,
    joined,
    markdown,
    stream,
)

pytestmark = pytest.mark.wire


async def test_an_answer_belongs_to_its_call_and_its_connection(sim: Sim, bot: RawBot) -> None:
    await sim.says("查单 1024")
    call = await bot.call()
    assert call["body"]["chatid"] == GROUP
    assert await bot.ask("aibot_respond_msg", stream("…", finish=False), req_id=id_of(call)) == 0
    assert await bot.ask("aibot_respond_msg", stream("好"), req_id=id_of(call)) == 0
    assert await bot.ask("aibot_respond_msg", stream("好"), req_id=id_of(call)) == 6000
    assert await bot.redraws(call, card_of("t")) == 846605
    assert await bot.ask("aibot_respond_msg", stream("好"), req_id="unheard") == 846605
    assert (await sim.expect_bubble("好"))["frames"] == 2
    await bot.socket.close()
    async with joined(sim) as other:
        assert await other.ask("aibot_respond_msg", stream("好"), req_id=id_of(call)) == 846605
    assert (await sim.counters())["stale_replies"] == 1
    assert await breaches(sim) == [
        "aibot_respond_update_msg to a message",
        "aibot_respond_msg to an unknown req_id",
    ]


async def test_windows_close(sim: Sim, bot: RawBot) -> None:
    await sim.says("查单 1024")
    call = await bot.call()
    assert await bot.ask("aibot_respond_msg", stream("…", finish=False), req_id=id_of(call)) == 0
    await sim.do("advance", seconds=361)
    assert await bot.ask("aibot_respond_msg", stream("好"), req_id=id_of(call)) == 846608
    await sim.do("advance", seconds=86400)
    assert await bot.ask("aibot_respond_msg", markdown("好"), req_id=id_of(call)) == 846604
    assert await bot.cards(card_of("t")) == 0
    card = (await sim.view())[-1]
    await sim.press(card, "放行")
    press = await bot.call()
    await sim.do("advance", seconds=5.1)
    assert await bot.redraws(press, card_of("t")) == 846604
    await sim.do("event", eventtype="enter_chat")
    welcome = {"msgtype": "text", "text": {"content": "您好"}}
    assert await bot.ask("aibot_respond_welcome_msg", welcome, req_id=id_of(await bot.call())) == 0


async def test_a_press_comes_nested_or_flat_and_only_from_a_button_that_is_there(
    sim: Sim, bot: RawBot
) -> None:
    await sim.do("meet", conversation=GROUP)
    assert await bot.cards(card_of("t")) == 0
    card = await sim.expect_bubble("卡片")
    pressed = {"card_type": "button_interaction", "event_key": "release", "task_id": "t"}
    await sim.press(card, "放行", by="staff2")
    call = await bot.call()
    assert call["body"]["event"]["template_card_event"] == pressed
    assert call["body"]["from"] == {"userid": "staff2"}
    assert await bot.redraws(call, card_of("t", "已放行", "noop"), userids=["staff2"]) == 0
    assert (await sim.view(by="staff2"))[-1]["text"] == "已放行"
    assert (await sim.view(by="staff1"))[-1]["text"] == "卡片"
    await sim.press(card, "放行", by="staff1", flat=True)
    call = await bot.call()
    assert call["body"]["event"] == {"eventtype": "template_card_event", **pressed}
    assert await bot.redraws(call, card_of("t", "大家", "noop")) == 0
    assert (await sim.view(by="staff2"))[-1]["versions"] == 3
    gone = {"task_id": "t", "key": "release", "by": "staff1"}
    refused = await sim.http.post(f"{sim.base}/_control/press", json=gone)
    assert refused.status_code == 409
    await sim.do("press", **gone, stale=True)
    await sim.nothing_unexpected()


async def test_a_message_and_a_press_come_again(sim: Sim, bot: RawBot) -> None:
    said = await sim.says("查单 1024")
    assert await bot.cards(card_of("t")) == 0
    pressed = await sim.press(await sim.expect_bubble("卡片"), "放行")
    first = [await bot.call(), await bot.call()]
    await sim.again(said, same_req=True)
    await sim.again(pressed)
    second = [await bot.call(), await bot.call()]
    assert second[0] == first[0]
    assert second[1]["body"] == first[1]["body"]
    assert id_of(second[1]) != id_of(first[1])
    await bot.socket.close()
    async with joined(sim) as other:
        await sim.again(pressed)
        call = await other.call()
        assert call["body"] == first[1]["body"]
        assert await other.redraws(call, card_of("t")) == 0
    await sim.nothing_unexpected()


_BUTTON = {"text": "x", "key": "k"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"task_id": "中"}, 40058),
        ({"task_id": "t" * 129}, 40058),
        ({"main_title": {"desc": "x"}}, 40058),
        ({"button_list": []}, 40058),
        ({"button_list": [{**_BUTTON, "key": f"{n}"} for n in range(7)]}, 40058),
        ({"button_list": [_BUTTON, _BUTTON]}, 40058),
        ({"button_list": [{"text": "x", "key": "k" * 1025}]}, 40058),
        ({"button_list": [{**_BUTTON, "style": 5}]}, 40058),
        ({"button_list": [{**_BUTTON, "type": 1, "url": "https://x"}]}, 40058),
        ({"horizontal_content_list": [{"keyname": "a", "value": "b"}] * 7}, 40058),
        ({"horizontal_content_list": [{"keyname": "a", "value": "b", "type": 1}]}, 40058),
        ({"card_action": {"type": 1}}, 42045),
        ({"card_type": "text_notice", "button_list": []}, 40058),
        ({"sub_title": "x"}, 40058),
        ({"card_type": "fancy"}, 40058),
        ({"main_title": "x"}, 40058),
    ],
)
async def test_a_bad_card_is_refused(
    sim: Sim, bot: RawBot, changes: dict[str, Any], code: int
) -> None:
    await sim.do("meet", conversation=GROUP)
    assert await bot.cards({**card_of("t"), **changes}) == code
    assert len(await breaches(sim)) == 1


async def test_a_name_of_a_card_is_good_once(sim: Sim, bot: RawBot) -> None:
    await sim.do("meet", conversation=GROUP)
    notice = {"card_type": "text_notice", "main_title": {"title": "x"}}
    assert await bot.cards(card_of("t")) == 0
    assert await bot.cards(card_of("t")) == 42014
    assert await bot.cards(notice) == 42045
    assert await bot.cards({**card_of("u"), "card_type": "vote_interaction"}) == 40058
    assert len(await sim.view()) == 1


async def test_a_push_needs_a_chat_that_somebody_opened(sim: Sim, bot: RawBot) -> None:
    assert await bot.says("早") == 93006
    await sim.says("早")
    assert await bot.says("早") == 0
    assert await bot.says("早", to=GROUP.lower()) == 93006
    assert await bot.says("早", to="staff1", kind=1) == 93006
    await sim.says("早", private=True)
    assert await bot.says("私", to="staff1", kind=1) == 0
    assert await bot.says("私", to="staff1", kind=0) == 0
    await sim.do("set", group_cards=False)
    assert await bot.cards(card_of("t")) == 40008
    assert await bot.cards(card_of("t"), to="staff1", kind=1) == 0
    await sim.expect_bubble("早")
    assert not await breaches(sim)


async def test_too_many_and_too_long_messages_are_refused(sim: Sim, bot: RawBot) -> None:
    await sim.do("meet", conversation=GROUP)
    assert await bot.says("中" * 6827) == 40058
    assert [await bot.says(f"{n}") for n in range(31)] == [0] * 30 + [45009]
    await sim.do("advance", seconds=61)
    await sim.do("set", per_hour=31)
    assert [await bot.says("x"), await bot.says("x")] == [0, 45009]
    seen = await sim.record()
    assert seen["counters"]["over_rate"] == 2
    assert seen["busiest_minute"] == 30
    assert len(seen["violations"]) == 3


async def test_a_group_robot_only_talks(sim: Sim) -> None:
    async def post(body: object, key: str = "hookkey") -> Any:  # noqa: ANN401 - JSON
        url = f"{sim.base}/cgi-bin/webhook/send"
        return (await sim.http.post(url, params={"key": key}, json=body)).json()["errcode"]

    assert await post(markdown("早"), "nokey") == 93000
    assert await post(markdown("早")) == 0
    await sim.fault("webhook", "errcode", code=45009)
    assert await post(markdown("早")) == 45009
    assert not await breaches(sim)
    assert await post(markdown("x" * 4097)) == 40058
    assert await post({"msgtype": "template_card", "template_card": card_of("t")}) == 40008
    assert [await post(markdown("早")) for _ in range(20)] == [0] * 19 + [45009]
    await sim.expect_bubble("早", conversation="wrHOOK")
    assert len(await breaches(sim)) == 3
