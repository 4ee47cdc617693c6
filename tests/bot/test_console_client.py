"""The console as a platform: a key posts once, a redraw edits, a lost message comes back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from bot.channels.base import Channel
from bot.channels.console.client import ConsoleClient
from handlers.ports import GaveUp, Outgoing, Picture, Sent, TryLater
from rules.cards.alert.card import draw
from rules.cards.alert.scene import Scene
from rules.cards.card import Reader
from rules.delivery.rooms import Rooms
from rules.orders.brief import OrderBrief
from rules.vocabulary import Action, Level
from storage.chat.messages import ChatLine
from storage.database import Database
from tests.builders import NOON, PEOPLE, SHANGHAI, a_policy, an_alert, minutes


class Watch:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        """Return the moment it shows."""
        return self.at


@pytest.fixture
def database(sqlite_url: str) -> Iterator[Database]:
    found = Database(sqlite_url)
    yield found
    found.close()


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def client(database: Database, watch: Watch) -> ConsoleClient:
    return ConsoleClient(database=database, clock=watch, rooms=Rooms(people=PEOPLE))


def _outgoing(
    key: str = "card:1", *, ref: str | None = None, text: str = "", level: Level = Level.ORANGE
) -> Outgoing:
    scene = Scene(card_id="c-1", alert=an_alert(level), order=OrderBrief(order_no="1024"))
    card = draw(scene, a_policy(), Reader(now=NOON, tz=SHANGHAI))
    return Outgoing(
        entry_id=1, key=key, channel="console", conversation="ops", attempt=1, text=text,
        picture=None if text else Picture(card=card, tokens={Action.FREEZE: "t"}, serial=1),
        message_ref=ref,
    )  # fmt: skip


def _lines(database: Database) -> list[ChatLine]:
    return database.look(lambda tx: tx.chat.latest("ops", reader=None, limit=10))


def test_it_is_a_channel(client: ConsoleClient) -> None:
    channel: Channel = client

    assert channel.name == "console"


async def test_the_same_key_twice_is_one_message(client: ConsoleClient, database: Database) -> None:
    first = await client.send(_outgoing())
    second = await client.send(_outgoing())

    assert first == second == Sent(message_ref="1")
    (line,) = _lines(database)
    assert line.card is not None
    assert (line.author, line.card["order_no"]) == ("bot", "1024")
    assert [b["token"] for b in line.card["buttons"]] == ["t"]


async def test_a_card_that_is_sent_again_shows_how_it_stands_by_then(
    client: ConsoleClient, database: Database
) -> None:
    first = await client.send(_outgoing())
    second = await client.send(_outgoing(level=Level.RED))

    assert first == second
    (line,) = _lines(database)
    assert line.card is not None
    assert line.card["level"] == "red"


async def test_a_redraw_edits_the_message_in_its_place(
    client: ConsoleClient, database: Database, watch: Watch
) -> None:
    sent = await client.send(_outgoing())
    await client.send(_outgoing("notice:1", text="升级了"))
    assert isinstance(sent, Sent)
    watch.at += minutes(1)

    again = await client.send(_outgoing("redraw:1", ref=sent.message_ref))

    assert again == sent
    assert [(line.id, line.edited_at) for line in _lines(database)] == [
        (1, NOON + minutes(1)),
        (2, None),
    ]


async def test_a_message_that_is_gone_is_posted_anew(
    client: ConsoleClient, database: Database
) -> None:
    assert await client.send(_outgoing("redraw:1", ref="99")) == Sent(message_ref="1")
    assert len(_lines(database)) == 1


async def test_a_reference_of_another_platform_is_given_up(client: ConsoleClient) -> None:
    assert isinstance(await client.send(_outgoing(ref="msgid-ding")), GaveUp)


async def test_what_nobody_could_read_is_given_up_and_not_kept(
    database: Database, watch: Watch
) -> None:
    viewer, *_ = PEOPLE
    client = ConsoleClient(database=database, clock=watch, rooms=Rooms(people=(viewer,)))

    outcome = await client.send(replace(_outgoing(), conversation="lead"))
    assert isinstance(outcome, GaveUp)
    assert (outcome.code, "lead" in outcome.error) == ("no_reader", True)
    assert database.look(lambda tx: tx.chat.latest("lead", reader=None, limit=1)) == []
    assert isinstance(await client.send(_outgoing()), Sent)
    assert isinstance(await client.send(replace(_outgoing(), conversation="viewer")), Sent)


async def test_what_cannot_be_stored_now_is_tried_later(
    client: ConsoleClient, database: Database
) -> None:
    database.close()

    assert isinstance(await client.send(_outgoing()), TryLater)


async def test_open_pages_learn_that_something_was_sent(client: ConsoleClient) -> None:
    before = client.changes

    await client.send(_outgoing())

    assert client.changes > before
