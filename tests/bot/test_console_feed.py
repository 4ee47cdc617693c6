"""A person limited to shops reads of the orders of these alone; everybody else of all of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.channels.console import feed, parse, render, screen, stream
from bot.channels.console.client import ConsoleClient
from bot.channels.console.parts import ConsoleParts
from handlers.ports import Outgoing
from storage.chat.messages import ChatLine
from storage.database import Database
from tests.bot.test_console_stream import ID, StoryClock
from tests.harness import GROUP, PEOPLE, ROOMS, Harness

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
        client=ConsoleClient(database=h.database, clock=clock, rooms=ROOMS), rooms=ROOMS,
    )  # fmt: skip


async def _deliver(h: Harness, parts: ConsoleParts) -> list[Outgoing]:
    found = h.read()
    for out in found:
        await parts.client.send(out)
    return found


def _cards(parts: ConsoleParts, who: int) -> list[str]:
    return [line.card["order_no"] for line in _lines(parts, who) if line.card]


def _lines(parts: ConsoleParts, who: int) -> list[ChatLine]:
    return list(_portion(parts, who).lines)


def _portion(parts: ConsoleParts, who: int, before: int | None = None) -> feed.Portion:
    actor = parts.deps.directory.actor("console", PEOPLE[who].ids["console"])
    now = parts.clock.now()
    return parts.database.look(lambda tx: feed.portion(tx, actor, GROUP, now, before=before))


def _write(h: Harness, number: int, *, room: str = GROUP) -> None:
    h.database.do(
        lambda tx: tx.chat.post(
            key=f"{render.SAID}{room}{number}",
            conversation=room,
            at=h.now,
            author="李雷",
            text="早",
        )
    )


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


async def test_words_about_another_shops_order_are_left_out_as_its_card_is(
    h: Harness, parts: ConsoleParts
) -> None:
    for order_no, shop in (("1024", "s"), ("2048", "other")):
        h.ordered(order_no, shop=shop)
        h.turns_red(order_no)
    await _deliver(h, parts)
    for number, order_no in enumerate(("1024", "2048")):
        raw = {"id": f"{ID}{number}", "text": f"认领 {order_no}"}
        message = parse.said(raw, person=PEOPLE[ALL], conversation=GROUP, at=h.now)
        assert message is not None
        await stream.say(parts, message)
    h.pass_time(timedelta(hours=1))
    notices = [out for out in await _deliver(h, parts) if out.picture is None]

    said = [line.text for line in _lines(parts, ALL) if line.card is None]
    read = [line.text for line in _lines(parts, OTHER) if line.card is None]
    assert {out.about for out in notices} == {("1024",), ("2048",)}
    assert read == [text for text in said if "1024" not in text]
    assert len(said) == 2 * len(read) == len(notices) + 4


async def test_a_person_who_is_called_as_the_product_is_reads_no_more_than_others(
    h: Harness, parts: ConsoleParts
) -> None:
    h.ordered("1024")
    raw = {"id": ID, "text": "查单 1024"}
    message = parse.said(raw, person=PEOPLE[ALL], conversation=GROUP, at=h.now)
    assert message is not None
    assert await stream.say(parts, message) is not None
    actor = parts.deps.directory.actor("console", PEOPLE[OTHER].ids["console"])
    namesake = replace(actor, name=render.BOT)

    read = h.database.look(lambda tx: feed.portion(tx, namesake, GROUP, h.now))

    assert read.lines == ()


async def test_who_is_refused_another_shops_order_reads_why(
    h: Harness, parts: ConsoleParts
) -> None:
    h.ordered("1024")
    raw = {"id": ID, "text": "查单 1024"}
    message = parse.said(raw, person=PEOPLE[OTHER], conversation=GROUP, at=h.now)
    assert message is not None

    reply = await stream.say(parts, message)

    assert reply is not None
    assert [line.text for line in _lines(parts, OTHER)] == ["查单 1024", reply.text]


def test_words_are_for_everybody_and_history_is_read_portion_by_portion(
    h: Harness, parts: ConsoleParts
) -> None:
    total = 2 * feed.LINES + 5
    for number in range(total):
        _write(h, number)

    for who in (ALL, OTHER):
        found: list[int] = []
        portion = _portion(parts, who)
        assert len(portion.lines) == feed.LINES
        while portion.lines:
            found = [line.id for line in portion.lines] + found
            if portion.older is None:
                break
            portion = _portion(parts, who, portion.older)
        assert found == list(range(1, total + 1))


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
                key=f"card:{number}",
                conversation=GROUP,
                at=h.now,
                author="bot",
                text="",
                card=card,
                about=("1024",),
            )
        )

    assert _cards(parts, OTHER) == ["2048"]


async def test_a_card_offers_its_reader_only_what_they_may_do(
    h: Harness, parts: ConsoleParts
) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    await _deliver(h, parts)

    def offered(who: int) -> tuple[set[str], set[str]]:
        (card,) = [line.card for line in _lines(parts, who) if line.card]
        commands = {one["command"] for one in card["suggestions"] if one["command"]}
        return {button["action"] for button in card["buttons"]}, commands

    viewer, operator, approver = offered(0), offered(1), offered(ALL)
    assert viewer == (set(), {"轨迹 1024"})
    assert operator[0] == {"freeze", "claim", "snooze", "useful"}
    assert approver[0] == {"freeze", "release", "claim", "false_alarm", "snooze", "useful"}
    # What a button on the card does is no command beside it.
    assert viewer[1] == operator[1] == approver[1]


@pytest.mark.parametrize("who", [0, 1, 3, 4])
@pytest.mark.parametrize("hold", [None, "MANUAL", "FINANCE"])
async def test_no_button_that_is_offered_is_refused(
    h: Harness, parts: ConsoleParts, who: int, hold: str | None
) -> None:
    h.ordered("1024")
    h.turns_red("1024")
    if hold is not None:
        h.locks("1024", by="财务", hold=hold)
    await _deliver(h, parts)
    (card,) = [line.card for line in _lines(parts, who) if line.card]

    for button in card["buttons"]:
        reply = h.press(button["token"], by=PEOPLE[who].name)
        assert "请找" not in reply.text, (button, reply.text)


async def test_an_open_page_is_told_what_a_reload_would_show(
    h: Harness, parts: ConsoleParts
) -> None:
    """However the messages come and change, known plus told is what a fresh page reads."""
    h.ordered("1024")
    h.turns_orange("1024")
    await _deliver(h, parts)
    where = screen.Where(person=PEOPLE[ALL], cookie="", room=GROUP)

    def look(seen: screen.Seen | None) -> tuple[screen.Seen, dict[str, Any]]:
        return parts.database.look(lambda tx: screen.look(tx, parts, where, seen))

    seen, news = look(None)
    shown = {line["id"]: line for line in news["lines"]}

    for step in range(3):
        _write(h, step)
        h.says("认领 1024", by="李雷") if step else h.happens("chat.opened", "1024")
        await _deliver(h, parts)
        seen, news = look(seen)
        shown |= {line["id"]: line for line in news.get("lines", ())}

    assert list(shown.values()) == look(None)[1]["lines"]
    assert look(seen)[1] == {}


async def test_unread_counts_what_others_wrote_until_it_was_seen(
    h: Harness, parts: ConsoleParts
) -> None:
    for number in range(3):
        _write(h, number, room="lead")
    where = screen.Where(person=PEOPLE[ALL], cookie="", room="lead")

    def unread(who: int) -> dict[str, int]:
        looks = screen.Where(person=PEOPLE[who], cookie="", room=GROUP)
        _, news = h.database.look(lambda tx: screen.look(tx, parts, looks, None))
        return {room["id"]: room["unread"] for room in news["rooms"]}

    assert unread(ALL) == {"ops": 0, "wangmin": 0, "lead": 3}
    assert unread(1) == {"ops": 0, "lilei": 0}  # an operator is not shown it

    h.database.do(lambda tx: screen.see(tx, parts, where, 2))
    assert unread(ALL)["lead"] == 1
    h.database.do(lambda tx: screen.see(tx, parts, where, 10**9))
    assert unread(ALL)["lead"] == 0
    _write(h, 99, room="lead")
    assert unread(ALL)["lead"] == 1
    assert unread(4)["lead"] == 4
