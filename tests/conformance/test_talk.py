"""People ask, press and press again: what every channel does about it."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from handlers.ports import ButtonPress, ChatMessage, Reply, Sent
from tests.conformance.bench import Bench, Desk, Fault
from tests.conformance.cards import PHONE, a_picture
from tests.conformance.platforms import everywhere, on_the_wire
from tests.waiting import stays, until

pytestmark = pytest.mark.wire


def _refused(_press: ButtonPress) -> Reply:
    text = f"放行要审批人，请找王敏 {PHONE}"
    return Reply(text=text, private=True, picture=a_picture(2))


@everywhere
async def test_a_command_is_answered_once_where_it_was_asked(bench: Desk) -> None:
    await bench.say(f"查单 1024 {PHONE}", by=bench.ann)

    await bench.bubble("1024", by=bench.bob)


@everywhere
async def test_a_press_is_answered_in_time_and_changes_the_card(bench: Desk) -> None:
    card = await bench.card()
    assert {"冻结", "放行", "认领"} <= set(card.buttons)
    began = asyncio.get_running_loop().time()

    await bench.press(card, "放行", by=bench.ann)

    done = await bench.now(card, "王敏")
    assert asyncio.get_running_loop().time() - began < bench.press_limit
    assert not {"冻结", "放行", "认领"} & set(done.buttons)
    told = [one for one in await bench.saying("放行", by=bench.bob) if one.id != card.id]
    assert len(told) <= 1


@on_the_wire
async def test_a_press_that_takes_its_time_is_acked_in_time(bench: Bench) -> None:
    card = await bench.card()
    bench.house.delay = 0.6

    pressed = await bench.press(card, "放行", by=bench.ann)

    assert await bench.acked(pressed) < bench.press_limit
    await bench.now(card, "王敏 12:01 放行")
    await bench.bubble("已放行")


@everywhere
async def test_a_strangers_press_is_refused_to_them_alone_or_without_numbers(bench: Desk) -> None:
    bench.house.on_press = _refused
    card = await bench.card()

    await bench.press(card, "放行", by=bench.stranger)

    await _either(bench, "请找")
    shown = await bench.now(card, "1024")
    assert "放行" in shown.buttons
    everybody = "\n".join(one.text for one in await bench.seen(by=bench.bob))
    assert PHONE not in everybody


async def _either(bench: Desk, part: str) -> None:
    """Wait until the stranger is told, in private or in the group."""

    async def told() -> bool:
        alone = await bench.saying(part, by=bench.stranger, private=True)
        return bool(alone or await bench.saying(part, by=bench.stranger))

    await until(told, "the stranger is not told")


@everywhere
async def test_a_message_delivered_again_is_answered_once(bench: Desk) -> None:
    said = await bench.say("查单 1024", by=bench.ann)
    first = await bench.bubble("1024")

    await bench.again(said)
    bench.house.clock.ahead += timedelta(seconds=60)
    await bench.again(said)

    async def as_before() -> bool:
        return await bench.bubble("1024") == first

    await stays(as_before, "answered again", 0.1)


@everywhere
async def test_a_press_delivered_again_is_done_once(bench: Desk) -> None:
    card = await bench.card()
    pressed = await bench.press(card, "放行", by=bench.ann)
    await bench.now(card, "王敏")
    await _settled(bench, lambda: len(bench.house.presses) == 1)
    before = len(await bench.seen(by=bench.ann))

    await bench.again(pressed)
    bench.house.clock.ahead += timedelta(seconds=60)
    await bench.again(pressed)

    await _settled(bench, lambda: len(bench.house.presses) == 3)
    assert len({one.press_id for one in bench.house.presses}) <= 1
    assert len(await bench.seen(by=bench.ann)) == before


@on_the_wire
async def test_what_comes_again_on_another_connection_or_after_a_restart_has_its_old_id(
    bench: Bench,
) -> None:
    said = await bench.say("查单 1024", by=bench.ann)
    await bench.bubble("答")
    await bench.stop()
    bench.start()
    await bench.online()

    await bench.again(said)

    await _settled(bench, lambda: len(bench.house.messages) == 2)
    assert len({one.message_id for one in bench.house.messages}) == 1


@on_the_wire
async def test_a_press_that_comes_again_on_another_connection_has_its_old_id(bench: Bench) -> None:
    card = await bench.card()
    pressed = await bench.press(card, "放行", by=bench.ann)
    await bench.bubble("已放行")
    await bench.strike(Fault.CUT)
    await bench.online(connections=2)

    await bench.again(pressed)

    await _settled(bench, lambda: len(bench.house.presses) == 2)
    assert len({one.press_id for one in bench.house.presses}) == 1
    await bench.bubble("已放行")


@on_the_wire
async def test_an_answer_to_a_card_names_that_card(bench: Bench) -> None:
    sent = await bench.send()
    assert isinstance(sent, Sent)
    await bench.quote("放行", await bench.bubble("订单 1024"))

    heard = await _heard(bench)
    assert heard.quote is not None
    assert f" {heard.quote.names[0]} " in f" {sent.message_ref} "
    assert heard.text == "放行"


@on_the_wire
async def test_words_that_are_quoted_come_along(bench: Bench) -> None:
    await bench.quote_words("放行", "客户：订单 1024 已核实")

    heard = await _heard(bench)
    assert heard.quote is not None
    assert heard.quote.text == "客户：订单 1024 已核实"
    assert heard.text == "放行"


async def _heard(bench: Bench) -> ChatMessage:
    await _settled(bench, lambda: bool(bench.house.messages))
    return bench.house.messages[-1]


@on_the_wire
async def test_an_odd_frame_hurts_nobody(bench: Bench) -> None:
    await bench.odd()

    await bench.say("查单 1024", by=bench.ann)

    await bench.bubble("答")
    assert bench.channel.status.connections == 1


@on_the_wire
async def test_fifty_questions_at_once_are_acked_and_hold_no_ping_up(bench: Bench) -> None:
    bench.house.delay = 0.3

    said = [await bench.say(f"查单 {n}", by=bench.ann, where=_group(bench, n)) for n in range(50)]

    took = await bench.ping()
    assert took is not None
    assert took < 1.0
    await _settled(bench, lambda: len(bench.house.messages) == 50)
    if bench.name != "wecom":  # nothing acks a message of WeCom's but its answer
        assert max([await bench.acked(one) for one in said[::10]]) < 1.0


def _group(bench: Bench, number: int) -> str:
    return {"dingtalk": f"cid{number}", "wecom": f"wr{number}", "slack": f"C{number}"}[bench.name]


async def _settled(bench: Desk, true: Callable[[], bool]) -> None:
    """Wait for the doors; the console's lead straight to the handlers."""

    async def there() -> bool:
        return bench.name == "console" or true()

    await until(there, "not everything was heard")
    await stays(there, "more was heard", 0.1)
