"""The real process, the platforms in processes of their own, and only the wire between them."""

from pathlib import Path

import pytest

from tests.stories.groups import Group, Seen
from tests.stories.town import Town, town

pytestmark = [pytest.mark.wire, pytest.mark.timeout(600)]


async def test_a_press_in_one_platform_redraws_the_others_and_the_scanner_obeys(
    tmp_path: Path,
) -> None:
    async with town(tmp_path) as here:
        await here.product.turns_red("1024")
        cards = await _cards(here, "1024")
        for group in here.groups:
            assert "红色预警" in str(cards[group.name])
            await group.says("查单 1024")
            await group.reads("1024")
        assert await here.product.scan("1024", "s1") == "LOCKED"

        await here.slack.presses(cards["slack"], "放行")

        await _all_show(here, cards, "已放行")
        assert await here.product.scan("1024", "s2") == "OK"

        for number, group in enumerate(here.groups):
            await _locks_and_releases(here, group, f"204{number}")


async def _locks_and_releases(here: Town, group: Group, order_no: str) -> None:
    await here.product.turns_orange(order_no)
    cards = await _cards(here, order_no)
    assert await here.product.scan(order_no, f"{order_no}-1") == "OK"

    await group.presses(cards[group.name], "冻结")

    await _all_show(here, cards, "已锁定")
    assert await here.product.scan(order_no, f"{order_no}-2") == "LOCKED"

    await group.presses(cards[group.name], "放行")

    await _all_show(here, cards, "已放行")
    assert await here.product.scan(order_no, f"{order_no}-3") == "OK"

    await group.answers(cards[group.name], "锁单 地址不对")
    await group.reads(f"已锁定订单 {order_no}")
    assert await here.product.scan(order_no, f"{order_no}-4") == "LOCKED"

    await group.answers(cards[group.name], "放行")
    await group.reads(f"已放行订单 {order_no}")
    assert await here.product.scan(order_no, f"{order_no}-5") == "OK"


async def _cards(here: Town, order_no: str) -> dict[str, Seen]:
    return {group.name: await group.card(order_no) for group in here.groups}


async def _all_show(here: Town, cards: dict[str, Seen], state: str) -> None:
    for group in here.groups:
        await group.shows(cards[group.name], state, within=5)
