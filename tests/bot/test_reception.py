"""Reception: an answer that left is noted, one whose fate nobody knows is marked."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.process import workers
from bot.process.supervisor import Supervisor
from bot.reception import Reception
from handlers.ports import ChatMessage
from storage.database import Database
from tests.bot.breakage import broken, mended
from tests.bot.conftest import HandClock
from tests.builders import NOON
from tests.harness import Harness


def _reception(h: Harness, supervisor: Supervisor) -> Reception:
    return Reception(
        "console", database=h.database, deps=h.deps, clock=HandClock(), supervisor=supervisor
    )


def _message(message_id: str = "m-1") -> ChatMessage:
    return ChatMessage(
        channel="console", conversation="ops", user_id="wangmin", user_name="王敏",
        text="查单 7777", message_id=message_id, at=NOON, addressed=True,
    )  # fmt: skip


async def test_an_answer_that_left_before_a_restart_is_told_to_have_left(
    database_url: str,
) -> None:
    h = Harness(database=Database(database_url))
    supervisor = Supervisor()
    before = _reception(h, supervisor)
    first = await before.on_message(_message())
    assert first is not None
    assert not first.duplicate
    before.told("m-1")
    await supervisor.stop(within=5.0)
    h.restart()

    again = await _reception(h, Supervisor()).on_message(_message())

    assert again is not None
    assert (again.duplicate, again.told, again.text) == (True, True, first.text)
    h.database.close()


async def test_an_answer_of_which_nobody_knows_whether_it_left_is_marked(
    database_url: str,
) -> None:
    h = Harness(database=Database(database_url))
    first = await _reception(h, Supervisor()).on_message(_message())
    assert first is not None
    h.restart()

    again = await _reception(h, Supervisor()).on_message(_message())

    assert again is not None
    assert (again.duplicate, again.told, again.text) == (True, False, f"重发 · {first.text}")
    h.database.close()


async def test_what_is_read_ahead_is_answered_once_and_not_taken_while_it_cannot_be_read(
    database_url: str,
) -> None:
    h = Harness(database=Database(database_url))
    reception = _reception(h, Supervisor())
    asked = replace(_message(), text="分析 2小时内取消")

    first = await reception.on_message(asked)
    again = await reception.on_message(asked)
    h.database.close()
    refused = await reception.on_message(replace(asked, message_id="m-2"))

    assert first is not None
    assert first.text.startswith("支付后 2 小时内取消：")
    assert again is not None
    assert (again.duplicate, again.text) == (True, f"重发 · {first.text}")
    assert refused is not None
    assert refused.private
    assert refused.text != first.text


@pytest.mark.parametrize(
    ("gave", "later", "is_told"),
    [
        ("elsewhere:1:a", 0, True),
        ("elsewhere:1:a", 9, True),
        ("elsewhere:1:a", 10, False),
        (f"{workers.fresh_name().partition(':')[0]}:999999999:a", 0, False),
    ],
)
async def test_what_another_living_process_answers_at_this_moment_is_not_answered_twice(
    database_url: str, gave: str, later: int, *, is_told: bool
) -> None:
    h = Harness(database=Database(database_url))
    here, there = (
        Reception(
            "console",
            database=h.database,
            deps=replace(h.deps, worker=worker),
            clock=HandClock(at=NOON + timedelta(seconds=after)),
            supervisor=Supervisor(),
        )
        for worker, after in ((workers.fresh_name(), later), (gave, 0))
    )
    first = await there.on_message(_message())
    assert first is not None
    assert not first.duplicate

    again = await here.on_message(_message())

    assert again is not None
    assert (again.duplicate, again.told) == (True, is_told)
    assert again.text.startswith("重发") is not is_told
    h.database.close()


async def test_answers_of_a_moment_are_noted_together_and_a_stop_waits_for_none(
    database_url: str,
) -> None:
    h = Harness(database=Database(database_url))
    supervisor = Supervisor()
    reception = _reception(h, supervisor)
    names = [f"m-{number}" for number in range(50)]

    async def says_at_the_end() -> None:
        while await supervisor.sleep(timedelta(hours=1).total_seconds()):
            pass
        for name in names:
            await reception.on_message(_message(name))
            reception.told(name)

    supervisor.start("channel", says_at_the_end)
    await supervisor.sleep(0.01)
    await supervisor.stop(within=5.0)

    def told(name: str) -> bool:
        return bool(h.database.look(lambda tx: tx.inbox.answer_to("console", name)).get("told"))

    assert [name for name in names if not told(name)] == []
    h.database.close()


async def test_a_message_outlasts_a_database_that_is_away_for_a_moment(database_url: str) -> None:
    h = Harness(database=Database(database_url))
    broken(h.database, "inbox", "53100")
    async with asyncio.TaskGroup() as group:
        asked = group.create_task(_reception(h, Supervisor()).on_message(_message()))
        while not h.database.is_in_doubt:  # noqa: ASYNC110 - another thread says so
            await asyncio.sleep(0.01)
        assert not asked.done()
        await asyncio.to_thread(mended, h.database, "inbox")

    answer = asked.result()
    assert answer is not None
    assert (answer.duplicate, "7777" in answer.text) == (False, True)
    h.database.close()


async def test_whoever_asks_while_nothing_can_be_stored_is_told_to_ask_again(
    database_url: str,
) -> None:
    h = Harness(database=Database(database_url))
    h.database.close()
    reception = _reception(h, Supervisor())

    answer = await reception.on_message(_message())
    overheard = await reception.on_message(replace(_message("m-2"), addressed=False))

    assert answer is not None
    assert answer.private
    assert "请稍后再发一次" in answer.text
    assert overheard is None
