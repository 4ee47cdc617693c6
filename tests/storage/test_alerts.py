"""Tests of how alerts are kept and found, on both databases."""

from dataclasses import replace

from rules.alerts.alert import Alert
from rules.vocabulary import AlertState, Level
from storage.database import Database
from storage.orders.orders import Order
from tests.builders import NOON, an_alert, minutes

SHOPS = {"1024": "glasses", "2": "frames"}


def _save(database: Database, *alerts: Alert) -> None:
    database.do(lambda tx: tx.alerts.save(alerts))


def test_an_alert_is_read_as_it_was_saved_last(database: Database) -> None:
    alert = an_alert(Level.RED)
    _save(database, alert)
    claimed = replace(alert, state=AlertState.CLAIMED, claimed_by="王敏", claimed_at=NOON)
    _save(database, claimed)

    assert database.look(lambda tx: tx.alerts.get(alert.id)) == claimed
    assert database.look(lambda tx: tx.alerts.get("none")) is None
    assert database.look(lambda tx: tx.alerts.counts()) == {("red", "claimed"): 1}


def test_the_latest_alert_of_an_order_is_found_whether_it_is_over_or_not(
    database: Database,
) -> None:
    old = replace(an_alert(), id="a1", state=AlertState.RESOLVED)
    new = replace(an_alert(), id="a2", opened_at=NOON + minutes(9))
    _save(database, new, old)

    assert database.look(lambda tx: tx.alerts.latest_of(["1024", "2048"])) == {"1024": new}
    assert [a.id for a in database.look(lambda tx: tx.alerts.of_order("1024"))] == ["a1", "a2"]


def test_a_step_is_due_at_its_time_and_for_who_lives_alone(database: Database) -> None:
    due = replace(an_alert(), id="due", next_step_at=NOON)
    lost = replace(an_alert(), id="lost", order_no="2", next_step_at=None)
    later = replace(an_alert(), id="later", order_no="3", next_step_at=NOON + minutes(9))
    over = replace(
        an_alert(), id="over", order_no="4", state=AlertState.RELEASED, next_step_at=NOON
    )
    _save(database, due, lost, later, over)

    found = database.look(lambda tx: tx.alerts.past_next_step(NOON, 9))
    claimed = database.look(lambda tx: tx.alerts.past_next_step(NOON, 9, AlertState.CLAIMED))
    assert ({a.id for a in found}, claimed) == ({"due", "lost"}, [])


def test_the_living_are_counted_and_listed_for_those_who_see_their_shops(
    database: Database,
) -> None:
    _save(database, replace(an_alert(Level.RED), id="r"))
    _save(database, replace(an_alert(), id="o", order_no="2", shop="frames"))

    orders = [Order(order_no=no, received_at=NOON, shop=s) for no, s in SHOPS.items()]
    database.do(lambda tx: tx.orders.save(orders))

    everything = database.look(lambda tx: tx.alerts.alive(shops=None, limit=9))
    mine = database.look(lambda tx: tx.alerts.alive(shops=["frames"], limit=9))
    assert [alert.id for alert in everything[1]] == ["r", "o"]
    assert [alert.id for alert in mine[1]] == ["o"]
