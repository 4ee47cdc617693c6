"""Tests of what people wrote, were answered and were offered, on both databases."""

from dataclasses import replace

from storage.chat.choices import Choice
from storage.database import Database
from tests.builders import NOON, minutes

OFFERED = Choice(
    channel="console", conversation="ops", user_id="wang", until=NOON + minutes(5),
    command={"name": "lock"}, options={"1": ("1024",), "2": ("2048",)},
)  # fmt: skip


def test_a_delivery_is_admitted_once_and_its_answer_kept(database: Database) -> None:
    def admit(channel: str, message: str) -> bool:
        return database.do(lambda tx: tx.inbox.admit(channel, message, NOON))

    assert [admit("slack", "m1"), admit("slack", "m1"), admit("wecom", "m1")] == [True, False, True]
    database.do(lambda tx: tx.inbox.answered("slack", "m1", {"text": "好"}))
    database.do(lambda tx: tx.inbox.told("slack", ["m1"]))
    assert database.look(lambda tx: tx.inbox.answer_to("slack", "m1")) == {
        "text": "好", "told": True,
    }  # fmt: skip
    assert database.look(lambda tx: tx.inbox.answer_to("wecom", "m1")) == {}


def test_a_person_has_one_list_in_a_conversation_until_it_is_too_late(database: Database) -> None:
    newer = replace(OFFERED, options={"1": ("4096",)})
    for choice in (OFFERED, newer, replace(OFFERED, user_id="li")):
        database.do(lambda tx, c=choice: tx.choices.save(c))  # type: ignore[misc]

    def of(user: str, minute: float) -> Choice | None:
        at = NOON + minutes(minute)
        return database.look(lambda tx: tx.choices.of("console", "ops", user, at))

    assert of("wang", 0) == newer
    assert of("wang", 5) is None
    assert of("stranger", 0) is None


def test_a_message_is_posted_once_under_its_key_and_shown_as_edited_last(
    database: Database,
) -> None:
    def post(key: str, seen_by: str | None = None) -> int:
        return database.do(
            lambda tx: tx.chat.post(
                key=key, conversation="ops", at=NOON, author="bot", text=key, seen_by=seen_by
            )
        )

    first, again, second = post("a"), post("a"), post("b", "wang")
    assert first == again != second
    assert database.look(lambda tx: tx.chat.find("a")) == first
    assert database.do(lambda tx: tx.chat.edit(first, at=NOON, text="A", card=None))
    assert not database.do(lambda tx: tx.chat.edit(999, at=NOON, text="A", card=None))

    def seen(reader: str) -> list[str]:
        lines = database.look(lambda tx: tx.chat.latest("ops", reader=reader, limit=9))
        return [line.text for line in lines]

    assert [seen("wang"), seen("li")] == [["A", "b"], ["A"]]
    assert database.look(lambda tx: tx.chat.newest("ops")) == second
