"""A person limited to shops sees the cards of these alone; everybody else sees all of them."""

from collections.abc import Iterator

import pytest

from bot.channels.console import feed, render
from bot.channels.console.client import ConsoleClient
from bot.channels.console.parts import ConsoleParts
from handlers.ports import Outgoing
from storage.chat import ChatLine
from storage.database import Database
from tests.bot.test_console_stream import ID, StoryClock
from tests.harness import GROUP, PEOPLE, Harness

#: 王敏, and 外店小周 who is limited to one shop.
ALL, OTHER = 3, 5


@pytest.fixture
def h(sqlite_url: str) -> Iterator[Harness]:
    story = Harness(database=Database(sqlite_url))
    yield story
    story.database.close()


@pytest.fixture
def parts(h: Harness) -> ConsoleParts:
    clock = StoryClock(h)
    return ConsoleParts(
        database=h.database, deps=h.deps, clock=clock, open=True, secret=ID,
        client=ConsoleClient(database=h.database, clock=clock), conversation=GROUP, people=PEOPLE,
    )  # fmt: skip


async def _deliver(h: Harness, parts: ConsoleParts) -> list[Outgoing]:
    found = h.read()
    for out in found:
        await parts.client.send(out)
    return found


def _cards(parts: ConsoleParts, who: int) -> list[str]:
    return [line.card["order_no"] for line in _lines(parts, who) if line.card]


def _lines(parts: ConsoleParts, who: int) -> list[ChatLine]:
    return parts.database.look(lambda tx: feed.latest(tx, parts, PEOPLE[who]))


async def test_another_shops_card_is_left_out_and_ones_own_is_not(
    h: Harness, parts: ConsoleParts
) -> None:
    h.ordered("1024")
    h.ordered("2048", shop="other")
    h.turns_red("1024")
    h.turns_red("2048")
    await _deliver(h, parts)

    assert sorted(_cards(parts, ALL)) == ["1024", "2048"]
    assert _cards(parts, OTHER) == ["2048"]
    assert "1024" not in repr(_lines(parts, OTHER))


async def test_a_card_of_an_order_without_a_shop_is_for_those_who_see_all(
    h: Harness, parts: ConsoleParts
) -> None:
    h.turns_red("1024")
    await _deliver(h, parts)

    assert _cards(parts, ALL) == ["1024"]
    assert _cards(parts, OTHER) == []


def test_words_are_for_everybody_and_a_page_holds_only_so_many(
    h: Harness, parts: ConsoleParts
) -> None:
    for number in range(feed.LINES + 1):
        h.database.do(
            lambda tx, number=number: tx.chat.post(  # type: ignore[misc]
                key=f"{render.SAID}{number}", conversation=GROUP, at=h.now, author="王敏", text="早"
            )
        )

    assert len(_lines(parts, ALL)) == feed.LINES
    assert _lines(parts, OTHER) == _lines(parts, ALL)


async def test_many_cards_of_another_shop_do_not_push_ones_own_away(
    h: Harness, parts: ConsoleParts
) -> None:
    h.ordered("2048", shop="other")
    h.turns_red("2048")
    [own] = await _deliver(h, parts)
    assert own.picture is not None
    for number in range(feed.LINES):
        card = render.card(own.picture.card, {}) | {"order_no": "1024"}
        h.database.do(
            lambda tx, number=number, card=card: tx.chat.post(  # type: ignore[misc]
                key=f"card:{number}", conversation=GROUP, at=h.now, author="bot", text="", card=card
            )
        )

    assert _cards(parts, OTHER) == ["2048"]
