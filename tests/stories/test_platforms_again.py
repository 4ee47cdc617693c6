"""What a platform delivers again: nothing is done twice, nothing said twice, and it is acked."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from signal import SIGKILL, SIGTERM

import pytest

from tests.stories.groups import WITHIN, Group, Sent, until
from tests.stories.town import Town, town

pytestmark = [pytest.mark.wire, pytest.mark.timeout(600)]


async def test_what_is_delivered_again_is_acked_and_changes_nothing(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        orders = {group.name: f"305{number}" for number, group in enumerate(here.groups)}
        sent: dict[str, list[Sent]] = {}
        answers: dict[str, list[str]] = {}
        for group in here.groups:
            sent[group.name], answers[group.name] = await _acts(here, group, orders[group.name])
        done = [(no, act) for no in orders.values() for act in ("lock", "claim", "release")]
        assert here.product.deeds() == done

        for number, happens in enumerate((_nothing, _moves, _a_stop_and_days, _a_kill)):
            await happens(here)
            for group in here.groups:
                for one in sent[group.name]:
                    await group.again(one)
                # What a group says is answered in order: nothing is under way behind this.
                await group.says(f"查单 9900{number}")
                await group.reads(f"9900{number}")

            assert here.product.deeds() == done, happens.__name__
            for group in here.groups:
                texts = await group.texts()
                for answer in answers[group.name]:
                    assert [text for text in texts if text == answer] == [answer]
                assert [text for text in texts if "重发" in text] == []
                assert await here.product.scan(orders[group.name], f"s{number}{group.name}") == "OK"


async def _acts(here: Town, group: Group, order_no: str) -> tuple[list[Sent], list[str]]:
    """Lock and claim by command, release by a press; a lock that came again would show."""
    await here.product.turns_orange(order_no)
    card = await group.card(order_no)
    locked = await group.says(f"锁单 {order_no} 试")
    answers = [await group.reads(f"已锁定订单 {order_no}")]
    claimed = await group.says(f"认领 {order_no}")
    answers.append(await group.reads(f"认领了订单 {order_no}"))
    await group.shows(card, "已锁定", within=5)
    released = await group.presses(card, "放行")
    answers.append(await group.reads(f"已放行订单 {order_no}"))
    return [locked, claimed, released], answers


async def _nothing(_here: Town) -> None:
    """At once."""


async def _moves(here: Town) -> None:
    """On another connection."""
    for group in here.groups:
        await group.moves()


async def _a_stop_and_days(here: Town) -> None:
    """After a restart, and so late that no memory with an end would know it."""
    here.product.end(SIGTERM)
    here.product.rows("update inbox set at = at - 172800000000")
    await here.opens()


async def _a_kill(here: Town) -> None:
    """After a process that had no time to write anything down."""
    here.product.end(SIGKILL)
    await here.opens()


async def test_an_answer_that_a_kill_cut_off_is_given_once(tmp_path: Path) -> None:
    async with town(tmp_path) as here:
        orders = [f"406{number}" for number, _ in enumerate(here.groups)]
        for group, order_no in zip(here.groups, orders, strict=True):
            await here.product.signals(order_no, changes=0, chats=0)
            await group.loses(answers=True)
        sent = [await g.says(f"锁单 {no}") for g, no in zip(here.groups, orders, strict=True)]
        await until(_all_locked(here), "not every order is locked", WITHIN)

        here.product.end(SIGKILL)
        for group in here.groups:
            await group.loses(answers=False)
        # WeCom says that the reply's stream is over: the answer goes out by a push.
        await here.wecom.sim.fault("aibot_respond_msg", "errcode", code=846608)
        await here.opens()
        for _ in range(2):
            for group, one in zip(here.groups, sent, strict=True):
                await group.again(one)

        for group, order_no in zip(here.groups, orders, strict=True):
            said = await group.reads(f"已锁定订单 {order_no}")
            assert said.startswith("重发")
            await group.says(f"查单 99{order_no}")
            await group.reads(f"99{order_no}")
            assert (await group.texts()).count(said) == 1
        ways = [row["way"] for row in await here.wecom.sim.view() if "重发" in row["text"]]
        assert ways == ["push"]
        assert here.product.deeds() == [(order_no, "lock") for order_no in orders]


def _all_locked(here: Town) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return len(here.product.deeds()) == len(here.groups)

    return look
