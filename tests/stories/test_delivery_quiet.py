"""What is better not sent: orange during an outage, orange behind red, and orders that flap."""

from datetime import timedelta

from rules.capabilities import CONSOLE
from storage.database import Database
from tests.desk import DING, Desk


def test_during_an_outage_orange_waits_red_goes_and_what_still_holds_is_sent_after(
    database: Database,
) -> None:
    desk = Desk(database, {"ding": DING}, silence={"shop": timedelta(minutes=20)})
    desk.alerts(1, start=900)
    label = desk.event("label.printed", "x", warehouse="hz-1", took_ms=100)
    source = label.source
    desk.deps = Desk(database, {"ding": DING}, silence={source: timedelta(minutes=20)}).deps
    desk.courier = desk._courier(desk.deps)  # noqa: SLF001 - the desk is ours
    desk.take(label)
    desk.wait(23 * 60, step=60)
    ding = desk.on["ding"]
    began = [t for t in ding.texts if "失联" in t]
    assert len(began) == 1, ding.texts
