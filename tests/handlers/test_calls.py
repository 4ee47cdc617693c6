"""A system outside is told through the same outbox as people are, and nothing disturbs it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from handlers.delivery import claiming, settling
from handlers.delivery.promises import Promises
from handlers.deps import CallSubject, Deps
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.delivery.calls import Call, CallAction, call_of
from rules.delivery.capabilities import CONSOLE, GATEWAY
from rules.people.permissions import ALL_SHOPS
from rules.people.silences import Field, Silence
from rules.vocabulary import Role
from storage.database import Database
from storage.delivery.outbox import Entry
from storage.tx import Tx
from tests.builders import NOON, some_deps

ON = {"console": CONSOLE, "wms": GATEWAY}
MANY = 20  #: More than would be one storm card.


@dataclass(slots=True)
class Warehouse:
    """The real handlers with a gateway, and a note of what its answers led to."""

    database: Database
    now: datetime = NOON
    followed: list[tuple[str | None, Sent | GaveUp]] = field(default_factory=list)
    over: set[str | None] = field(default_factory=set)  #: Holds that nobody is to be told of.

    @property
    def deps(self) -> Deps:
        """What handlers are given."""
        holds = CallSubject(leaving=self._leaving, settled=self._follow)
        return some_deps(calls={"hold": holds})

    def _leaving(self, _tx: Tx, _deps: Deps, entry: Entry, _now: datetime) -> Call | None:
        return call_of(entry.body["call"]) if entry.subject_id not in self.over else None

    def _follow(
        self, _tx: Tx, _deps: Deps, entry: Entry, outcome: Sent | GaveUp, _now: datetime
    ) -> None:
        self.followed.append((entry.subject_id, outcome))

    def promise(self, *numbers: int) -> None:
        """Promise to have these holds locked."""

        def work(tx: Tx) -> None:
            door = Promises(tx, self.deps)
            for n in numbers:
                call = Call(
                    id=f"c-{n}", action=CallAction.LOCK, order_no=str(n), warehouse="hz-1",
                    reason="RESONANCE_RED", at=self.now,
                )  # fmt: skip
                door.call("wms", call, "hold", f"h-{n}", self.now, at=self.now)
            door.write()

        self.database.do(work)

    def take(self) -> list[Outgoing]:
        """Take all that is due."""
        found: list[Outgoing] = []
        while taken := self.database.do(lambda tx: claiming.claim(tx, self.deps, ON, self.now)):
            found += taken
        return found

    def report(self, out: Outgoing, outcome: Outcome) -> None:
        """Write down how it went."""
        self.database.do(
            lambda tx: settling.report(tx, self.deps, ON, out, outcome, self.now, jitter=0.5)
        )

    def of_order(self, order_no: str) -> list[tuple[str, str, str | None]]:
        """Return (kind, state, code) of all that was ever promised about an order."""
        found = self.database.look(lambda tx: tx.ledger.about("order", order_no))
        return [(entry.kind, entry.state.value, entry.last_code) for entry in found]


@pytest.fixture
def wms(database: Database) -> Warehouse:
    return Warehouse(database)


def test_a_call_leaves_as_it_was_promised_and_once_however_often_it_was(wms: Warehouse) -> None:
    wms.promise(1024)
    wms.promise(1024)

    (out,) = wms.take()

    assert out.call is not None
    assert (out.call.id, out.call.action, out.call.order_no) == ("c-1024", CallAction.LOCK, "1024")
    assert (out.channel, out.picture, out.text) == ("wms", None, "")


def test_a_call_that_is_meant_no_more_when_it_would_leave_stays_and_says_why(
    wms: Warehouse,
) -> None:
    wms.promise(1, 2)
    wms.over.add("h-1")

    (out,) = wms.take()

    assert out.call is not None
    assert out.call.order_no == "2"
    assert wms.of_order("1") == [("call", "muted", "superseded")]
    assert wms.followed == []


def test_many_calls_are_no_storm_and_late_ones_are_told_to_nobody(wms: Warehouse) -> None:
    wms.promise(*range(MANY))
    wms.now += timedelta(hours=1)

    taken = wms.take()

    assert sorted(out.call.order_no for out in taken if out.call) == sorted(map(str, range(MANY)))
    entries = wms.database.look(lambda tx: tx.ledger.recent(99))
    assert {entry.kind for entry in entries} == {"call"}


def test_nobodys_silence_is_about_a_call(wms: Warehouse) -> None:
    silence = Silence(
        id=0, field=Field.DEBUG, value="", since=NOON, until=NOON + timedelta(hours=1), by="陈静",
        reason="", role=Role.ADMIN, shops=(ALL_SHOPS,), channel="console", conversation="ops",
    )  # fmt: skip
    wms.database.do(lambda tx: tx.silences.add(silence))
    wms.promise(1024)

    assert len(wms.take()) == 1


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Sent(message_ref="", code="locked"), "sent"),
        (GaveUp(code="refused", error="no such order"), "failed"),
    ],
)
def test_what_follows_an_answer_is_written_by_what_the_call_is_about(
    wms: Warehouse, outcome: Sent | GaveUp, state: str
) -> None:
    wms.promise(1024)
    (out,) = wms.take()

    wms.report(out, outcome)
    wms.report(out, outcome)  # the connection broke over that commit

    assert wms.followed == [("h-1024", outcome)]
    assert wms.of_order("1024") == [("call", state, outcome.code)]
    assert wms.take() == []


@pytest.mark.parametrize(
    "outcome",
    [TryLater(code="busy", error="503"), Unknown(code="no_answer", error="it may have been done")],
)
def test_a_call_of_unknown_fate_is_made_again_under_its_name(
    wms: Warehouse, outcome: TryLater | Unknown
) -> None:
    wms.promise(1024)
    (first,) = wms.take()
    wms.report(first, outcome)
    wms.now += timedelta(minutes=10)

    (second,) = wms.take()

    assert (second.call, second.attempt) == (first.call, 2)
    assert wms.followed == []
