"""What is typed and pressed on the page is done, answered and shown in one transaction."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from bot.channels.console import parse, render, stream
from bot.channels.console.client import ConsoleClient
from bot.channels.console.parts import ConsoleParts
from handlers.ports import ButtonPress, ChatMessage
from rules.vocabulary import Action, ScanCode
from storage.chat.messages import ChatLine
from storage.database import Database
from tests.harness import GROUP, PEOPLE, ROOMS, Harness

ID = "0123456789abcdef"


class StoryClock:
    """Shows the time of a story."""

    def __init__(self, story: Harness) -> None:
        self._story = story

    def now(self) -> datetime:
        """Return the story's present."""
        return self._story.now


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


def _said(h: Harness, text: str, *, by: int = 3, message_id: str = ID) -> ChatMessage:
    raw = {"id": message_id, "text": text}
    message = parse.said(raw, person=PEOPLE[by], conversation=GROUP, at=h.now)
    assert message is not None
    return message


def _tap(h: Harness, token: str, *, by: int, press_id: str = ID) -> ButtonPress:
    raw = {"id": press_id, "token": token}
    tap = parse.pressed(raw, person=PEOPLE[by], conversation=GROUP, at=h.now)
    assert tap is not None
    return tap


def _lines(h: Harness, reader: str | None = None) -> list[ChatLine]:
    return h.database.look(lambda tx: tx.chat.latest(GROUP, reader=reader, limit=50))


async def test_a_command_shows_the_question_and_then_its_answer(
    h: Harness, parts: ConsoleParts
) -> None:
    h.ordered()

    await stream.say(parts, _said(h, "查单 1024"))

    question, answer = _lines(h)
    assert (question.author, question.text) == ("王敏", "查单 1024")
    assert question.key.startswith(render.SAID)
    assert (answer.author, answer.seen_by) == (render.BOT, None)
    assert "1024" in answer.text


async def test_the_same_message_again_changes_nothing(h: Harness, parts: ConsoleParts) -> None:
    h.ordered()
    await stream.say(parts, _said(h, "锁单 1024"))
    before = _lines(h)

    reply = await stream.say(parts, _said(h, "锁单 1024"))

    assert reply is not None
    assert reply.duplicate
    assert _lines(h) == before


async def test_chatter_is_shown_and_left_alone(h: Harness, parts: ConsoleParts) -> None:
    assert await stream.say(parts, _said(h, "大家好")) is None
    assert [line.text for line in _lines(h)] == ["大家好"]


async def test_a_hint_is_seen_only_by_who_mistyped(h: Harness, parts: ConsoleParts) -> None:
    await stream.say(parts, _said(h, "帮主"))

    assert len(_lines(h, "wangmin")) == 2
    assert [line.text for line in _lines(h, "lilei")] == ["帮主"]


async def test_no_full_phone_number_reaches_the_group(h: Harness, parts: ConsoleParts) -> None:
    await stream.say(parts, _said(h, "客户电话 13812345678"))

    assert _lines(h)[0].text == "客户电话 1******5678"


async def test_a_press_is_done_and_told_to_everybody(h: Harness, parts: ConsoleParts) -> None:
    h.ordered()
    h.turns_red()
    token = h.expect_card().tokens[Action.RELEASE]
    assert h.scan().code is ScanCode.LOCKED

    reply = await stream.press(parts, _tap(h, token, by=3))

    assert reply.changed
    assert [line.text for line in _lines(h, "lilei")] == [reply.text]
    assert h.scan().code is ScanCode.OK


async def test_a_refusal_is_for_the_presser_alone(h: Harness, parts: ConsoleParts) -> None:
    h.ordered()
    h.turns_red()
    token = h.expect_card().tokens[Action.RELEASE]

    reply = await stream.press(parts, _tap(h, token, by=0))

    assert reply.private
    assert not reply.changed
    assert _lines(h) == []
    assert h.scan().code is ScanCode.LOCKED


async def test_a_double_click_is_one_press(h: Harness, parts: ConsoleParts) -> None:
    h.ordered()
    h.turns_red()
    token = h.expect_card().tokens[Action.RELEASE]

    first = await stream.press(parts, _tap(h, token, by=3))
    second = await stream.press(parts, _tap(h, token, by=3))

    assert (second.text, second.duplicate) == (first.text, True)
    assert len(_lines(h)) == 1


async def test_a_full_phone_number_is_told_in_ones_own_room_alone_and_written_down(
    h: Harness, parts: ConsoleParts
) -> None:
    h.ordered(customer={"id": "c1", "phone": "13812345678"})
    king, clerk = PEOPLE[3], PEOPLE[0]

    for person, room in ((king, GROUP), (king, "wangmin"), (clerk, "zhao")):
        message = parse.said(
            {"id": f"{ID}{room}", "text": "电话 1024"},
            person=person, conversation=room, private=room == parts.rooms.own(person), at=h.now,
        )  # fmt: skip
        assert message is not None
        await stream.say(parts, message)

    def said(room: str, reader: str) -> str:
        lines = h.database.look(lambda tx: tx.chat.latest(room, reader=reader, limit=9))
        return "\n".join(line.text for line in lines)

    assert "13812345678" in said("wangmin", "wangmin")
    assert "13812345678" not in said(GROUP, "wangmin") + said("zhao", "zhao")
    assert "我的房间" in said(GROUP, "wangmin")
    tried = h.database.look(lambda tx: tx.audit.of_order("1024"))
    assert [attempt.outcome for attempt in tried] == ["asked_in_group", "phone_shown", "refused"]


async def test_open_pages_learn_of_it(h: Harness, parts: ConsoleParts) -> None:
    before = parts.client.changes

    await stream.say(parts, _said(h, "大家好"))

    assert parts.client.changes > before
