"""Tests of the words of systems and of what orders were merged into, on both databases."""

from alembic import command

from storage import migrate
from storage.database import opened
from tests.builders import a_status, a_trace


def test_a_word_finds_its_orders_and_each_is_kept_once(database_url: str) -> None:
    said = [("wms", "PACKED", "1"), ("wms", "PACKED", "2"), ("erp", "SENT", "1")]
    with opened(database_url) as database:
        database.do(lambda tx: tx.status_words.keep(said))
        database.do(lambda tx: tx.status_words.keep([*said[:1], ("wms", "LOADED", "3")]))

        def look(words: list[tuple[str, str]], most: int = 9) -> tuple[list[str], int]:
            return database.look(lambda tx: tx.status_words.orders_of(words, most))

        assert look([("wms", "PACKED")]) == (["1", "2"], 0)
        assert look([("wms", "PACKED"), ("wms", "LOADED")]) == (["1", "2", "3"], 0)
        assert look([("wms", "PACKED"), ("wms", "LOADED")], 2) == (["2", "3"], 1)
        assert look([("erp", "PACKED")]) == ([], 0)
        assert database.look(lambda tx: tx.status_words.distinct()) == [
            ("erp", "SENT"), ("wms", "LOADED"), ("wms", "PACKED"),
        ]  # fmt: skip
        assert database.look(lambda tx: tx.status_words.count("wms", "PACKED")) == 2
        assert database.look(lambda tx: tx.status_words.first("wms", "PACKED", 1)) == ["1"]


def test_words_said_before_the_migration_are_read_from_the_journal(database_url: str) -> None:
    told = [a_status("WMS", " packed "), a_trace("已揽收"), a_status("wms", "PACKED")]
    told[2] = told[2]._replace(id="again")
    with opened(database_url) as database:
        database.do(lambda tx: tx.journal.add(told))
    command.downgrade(migrate._config(database_url), "0016")  # noqa: SLF001 - only a test goes back

    migrate.upgrade(database_url)
    migrate.check(database_url)

    with opened(database_url) as database:
        words = database.look(lambda tx: tx.status_words.distinct())
        assert words == [("carrier", "已揽收"), ("wms", "PACKED")]
        assert database.look(lambda tx: tx.status_words.orders_of(words, 9)) == (["1024"], 0)


def test_orders_are_followed_over_any_number_of_steps_and_round_a_circle_once(
    database_url: str,
) -> None:
    pairs = [("1", "2"), ("2", "3"), ("2", "4"), ("8", "9"), ("9", "8"), ("5", "5")]
    with opened(database_url) as database:
        database.do(lambda tx: tx.successions.keep(pairs))
        database.do(lambda tx: tx.successions.keep(pairs[:2]))

        after = database.look(lambda tx: tx.successions.after(["1", "2", "4", "5", "8"]))
        before = database.look(lambda tx: tx.successions.before(["1", "3", "4", "9"]))

    assert after == {"1": ["3", "4"], "2": ["3", "4"], "8": []}
    assert before == {"3": ["1", "2"], "4": ["1", "2"], "9": ["8"]}
