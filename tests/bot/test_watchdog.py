"""Whoever stands still is reported by somebody else, once."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import cast

from bot.channels.base import Channel, Status
from bot.clock import Clock
from bot.watchdog import Watchdog
from rules.delivery.routes import Route, Target
from rules.people.permissions import Directory, Person
from rules.vocabulary import Role
from storage.database import Database
from tests.builders import NOON, some_deps


@dataclass(slots=True)
class Watch:
    """A clock moved by hand."""

    at: datetime = NOON

    def now(self) -> datetime:
        return self.at


@dataclass(slots=True)
class Standing:
    """A channel of which only the status matters."""

    status: Status = field(default_factory=lambda: Status(state="online", since=NOON))


def _said(database: Database) -> list[tuple[str, str]]:
    entries = database.look(lambda tx: tx.ledger.recent(20))
    return sorted((e.channel, e.body["wording"]) for e in entries)


async def test_a_channel_that_stays_away_is_reported_on_the_others_once(
    database: Database,
) -> None:
    watch, ding, console = Watch(), Standing(), Standing()
    routes = (Route(to=(Target(channel="dingtalk", conversation="cid"),)),)
    dog = Watchdog(
        database=database,
        deps=replace(some_deps(), routes=routes),
        clock=cast("Clock", watch),
        channels=cast("dict[str, Channel]", {"dingtalk": ding, "console": console}),
        beat_at=lambda: watch.at,
        every=timedelta(seconds=30),
    )
    ding.status.becomes("connecting", watch.at, error="refused")
    watch.at += timedelta(seconds=60)
    await dog.look()
    assert _said(database) == []

    watch.at += timedelta(minutes=1)
    await dog.look()
    await dog.look()

    assert _said(database) == [("console", "stuck_channel")] * 2  # the room, and the admin


async def test_a_first_kick_is_told_at_once_to_those_who_run_the_machine_and_a_row_of_them_once(
    database: Database,
) -> None:
    watch, wecom, ding, console = Watch(), Standing(), Standing(), Standing()
    admin = Person(name="陈静", role=Role.ADMIN, ids={"wecom": "chen", "dingtalk": "staff9"})
    routes = (Route(to=(Target(channel="dingtalk", conversation="cid"),)),)
    dog = Watchdog(
        database=database,
        deps=replace(some_deps(), routes=routes, directory=Directory(people=(admin,))),
        clock=cast("Clock", watch),
        channels=cast("dict[str, Channel]", {"wecom": wecom, "dingtalk": ding, "console": console}),
        beat_at=lambda: watch.at,
        every=timedelta(seconds=30),
    )
    for _ in range(5):
        wecom.status.becomes("kicked", watch.at, error="kicked")
        watch.at += timedelta(seconds=20)
        await dog.look()
        wecom.status.becomes("online", watch.at)
        watch.at += timedelta(minutes=2)
        await dog.look()

    entries = database.look(lambda tx: tx.ledger.recent(20))
    assert {e.body["wording"] for e in entries} == {"kicked_channel"}
    assert sorted(f"{e.channel}:{e.conversation}" for e in entries) == [
        "console:ops", "dingtalk:cid", "dingtalk:staff9",
    ]  # fmt: skip


async def test_a_scheduler_that_stopped_is_reported_within_three_minutes(
    database: Database,
) -> None:
    watch, console = Watch(), Standing()
    dog = Watchdog(
        database=database,
        deps=some_deps(),
        clock=cast("Clock", watch),
        channels=cast("dict[str, Channel]", {"console": console}),
        beat_at=lambda: NOON,
        every=timedelta(seconds=30),
    )

    watch.at += timedelta(minutes=3)
    await dog.look()

    assert _said(database) == [("console", "stuck_scheduler")] * 2
