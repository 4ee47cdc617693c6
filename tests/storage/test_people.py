"""Tests of silences and swapped shifts, on both databases."""

from dataclasses import replace

from handlers.events import intake
from rules.people.oncall import Swap
from rules.people.silences import Field, Silence
from rules.vocabulary import Role
from storage.database import Database
from tests.builders import NOON, a_parcel, an_order, minutes, some_deps

QUIET = Silence(
    id=0, field=Field.CARRIER, value="SF", reason="storm", by="王敏", role=Role.APPROVER,
    shops=("*",), channel="console", conversation="ops", since=NOON, until=NOON + minutes(60),
    red_until=NOON + minutes(30),
)  # fmt: skip


def test_a_silence_is_in_force_from_when_it_begins_until_it_is_ended(database: Database) -> None:
    begun = database.do(lambda tx: tx.silences.add(QUIET))

    assert begun == replace(QUIET, id=begun.id)
    assert database.look(lambda tx: tx.silences.in_force(NOON)) == [begun]
    assert database.look(lambda tx: tx.silences.in_force(QUIET.until)) == []
    database.do(lambda tx: tx.silences.end(begun.id, NOON + minutes(1)))
    assert database.look(lambda tx: tx.silences.in_force(NOON + minutes(2))) == []


def test_each_turn_of_a_silence_is_told_once(database: Database) -> None:
    begun = database.do(lambda tx: tx.silences.add(QUIET))

    def told(turn: str, minute: float) -> list[int]:
        now = NOON + minutes(minute)
        return [s.id for s in database.do(lambda tx: getattr(tx.silences, turn)(now))]

    for turn, minute in (("red_again", 31), ("ending", 59), ("ended", 61)):
        assert [told(turn, minute), told(turn, minute)] == [[begun.id], []], turn


def test_a_swap_lasts_as_long_as_it_says(database: Database) -> None:
    swap = Swap(shift="夜班", person="李雷", since=NOON, until=NOON + minutes(9), by="王敏")
    database.do(lambda tx: tx.silences.swap(swap))

    def at(minute: float) -> list[Swap]:
        return database.look(lambda tx: tx.silences.swaps(NOON + minutes(minute)))

    assert [at(0), at(8), at(9)] == [[swap], [swap], []]


def test_what_can_be_silenced_is_what_was_heard_of(database: Database) -> None:
    told = [an_order(), a_parcel("P1", tracking_no="SF1")]
    database.do(lambda tx: intake.take(tx, some_deps(), told, NOON))

    def knows(field: Field, value: str) -> bool:
        return database.look(lambda tx: tx.silences.knows(field, value))

    known = {
        (field, value): knows(field, value)
        for field in (Field.CARRIER, Field.WAREHOUSE, Field.SOURCE)
        for value in ("SF", "hz-1", "oms", "nobody")
    }
    assert {key for key, yes in known.items() if yes} == {
        (Field.CARRIER, "SF"), (Field.WAREHOUSE, "hz-1"), (Field.SOURCE, "oms"),
    }  # fmt: skip
    assert database.look(lambda tx: tx.silences.carriers_of(["1024"])) == {"1024": {"SF"}}
    assert database.look(lambda tx: tx.silences.sources_of(["1024"])) == {"1024": {"oms"}}
