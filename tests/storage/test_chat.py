"""Tests of what people wrote, were answered and were offered, on both databases."""

from dataclasses import replace

from alembic import command

from storage import migrate
from storage.chat.choices import Choice
from storage.chat.messages import ChatLine
from storage.database import Database, opened
from storage.delivery.outbox import Promise
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


def test_what_was_said_before_the_migration_knows_its_order(database_url: str) -> None:
    def promise(key: str, order_no: str | None, **body: object) -> Promise:
        return Promise(
            key=key, kind="notice", channel="console", conversation="ops", order_no=order_no,
            next_at=NOON, created_at=NOON, body=dict(body),
        )  # fmt: skip

    promises = [
        promise("alert", "1024", facts={}),
        promise("hold", None, facts={"order_no": "2048"}),
        promise("storm", "1024", facts={}, storm="st-1"),
    ]
    cards = {"card": {"order_no": "4096"}, "digest": {"order_no": ""}}
    with opened(database_url) as database:
        database.do(lambda tx: tx.outbox.promise(promises))
        for key in ("alert", "hold", "storm", "typed", *cards):
            database.do(
                lambda tx, key=key: tx.chat.post(  # type: ignore[misc]
                    key=key, conversation="ops", at=NOON, author="bot", text="", card=cards.get(key)
                )
            )
    command.downgrade(migrate._config(database_url), "0025")  # noqa: SLF001 - only a test goes back

    migrate.upgrade(database_url)
    migrate.check(database_url)

    with opened(database_url) as database:
        lines: list[ChatLine] = database.look(
            lambda tx: tx.chat.latest("ops", reader=None, limit=9)
        )
    known = {"alert": ("1024",), "hold": ("2048",), "card": ("4096",)}
    assert {line.key: line.about for line in lines if line.about} == known
