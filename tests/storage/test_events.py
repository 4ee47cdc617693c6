"""Tests of the journal and of who was heard, on both databases."""

from handlers.events import intake
from storage.database import Database
from tests.builders import NOON, a_chat, an_address_change, an_order, hours, minutes, some_deps


def test_the_journal_takes_each_event_once_and_says_which_were_new(database: Database) -> None:
    order, chat = an_order(), a_chat()
    first = database.do(lambda tx: tx.journal.add([order, chat, order]))
    again = database.do(lambda tx: tx.journal.add([chat, an_address_change()]))

    assert first == [order, chat]
    assert [event.type for event in again] == ["order.address_changed"]
    assert len(database.look(lambda tx: tx.journal.of_order("1024"))) == 3


def test_the_same_id_of_another_source_is_another_event(database: Database) -> None:
    events = [a_chat()._replace(source=source) for source in ("oms", "wms")]

    assert database.do(lambda tx: tx.journal.add(events)) == events


def test_customers_who_moved_are_found_with_their_orders(database: Database) -> None:
    told = [an_order("1024", customer={"id": "c1"}), an_order("2048", customer={"id": "c1"})]
    moved = an_address_change("1024")
    database.do(lambda tx: intake.take(tx, some_deps(), [*told, moved], NOON))

    assert database.look(lambda tx: tx.journal.movers_of(["c1", "c2"])) == [("c1", "1024")]


def test_a_feed_counts_its_events_by_the_hour_and_remembers_the_last_time(
    database: Database,
) -> None:
    for minute, hour, number in ((0, 0, 2), (5, 0, 3), (65, 1, 1)):
        counts = {("oms", "order.paid", NOON + hours(hour)): number}
        now = NOON + minutes(minute)
        database.do(lambda tx, c=counts, n=now: tx.feeds.heard(c, n))  # type: ignore[misc]

    (feed,) = database.look(lambda tx: tx.feeds.all())
    assert (feed.source, feed.received_at) == ("oms", NOON + minutes(65))
    wanted = [NOON + hours(number) for number in range(3)]
    told = database.look(lambda tx: tx.feeds.hours(wanted, ["oms", "crm"]))
    assert told == {
        NOON: {("oms", "order.paid"): 5},
        NOON + hours(1): {("oms", "order.paid"): 1},
    }
    assert database.look(lambda tx: tx.feeds.hours(wanted, ["crm"])) == {hour: {} for hour in told}
    assert database.look(lambda tx: tx.feeds.hours([], ["oms"])) == {}
    database.do(lambda tx: tx.feeds.forget_hours(NOON + hours(1)))
    assert list(database.look(lambda tx: tx.feeds.hours(wanted, ["oms"]))) == [NOON + hours(1)]


def test_refusals_are_counted_by_source_and_code_over_all_days(database: Database) -> None:
    for day in ("2026-08-03", "2026-08-03", "2026-08-04"):
        database.do(lambda tx, d=day: tx.feeds.refused([("oms", "bad", 2)], d))  # type: ignore[misc]

    assert database.look(lambda tx: tx.feeds.refusals()) == {("oms", "bad"): 6}
