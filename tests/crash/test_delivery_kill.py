"""Killed between claim, send and mark: every alert is shown, and what is doubled is marked."""

from collections import Counter
from random import Random
from time import sleep

import pytest

from bot.clock import SystemClock
from handlers.events import intake
from rules.delivery.routes import Route, Target
from storage.database import Database
from tests.builders import a_policy, a_rule, an_event, some_deps
from tests.crash.wire import kill, listening, postman, unsent, wait_for_rest

_SEED = 20261126
_FULL, _SAMPLE = 200, 6
#: Messages taken before each kill, and how much longer it lives then.
_FEWEST, _MOST, _LATEST = 1, 9, 0.012


@pytest.mark.proof
@pytest.mark.wire
@pytest.mark.timeout(3600)
def test_no_alert_is_lost_and_each_kill_doubles_at_most_one_message_and_marks_it(
    sqlite_url: str, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    rng = Random(_SEED)  # noqa: S311 - chooses moments, guards nothing
    kills = _FULL if full_proof else _SAMPLE
    alerts = kills * _MOST + 20
    database = Database(sqlite_url)
    try:
        _raise(database, alerts)
        with listening() as taken:
            for _ in range(kills):
                process = postman(sqlite_url, taken)
                taken.wait_for(rng.randint(_FEWEST, _MOST))
                sleep(rng.uniform(0, _LATEST))
                kill(process)
            process = postman(sqlite_url, taken)
            wait_for_rest(database, taken)
            kill(process)

        assert unsent(database) == 0
        shown = Counter(str(line["key"]) for line in taken.lines)
        # After a minute of killing, the conversation also hears once that messages are late.
        assert sum(key.startswith("card:") for key in shown) == alerts, "lost"
        doubled = sum(times - 1 for times in shown.values())
        marked = sum(bool(line["resent"]) for line in taken.lines)
        with capsys.disabled():
            print(  # noqa: T201 - the figures of the proof
                f"\n{kills} kills: {alerts} alerts, none lost,"
                f" {doubled} shown twice, {marked} marked"
            )
        assert doubled <= kills
        assert marked <= kills, "marked without a reason"
        seen: set[str] = set()
        for line in taken.lines:
            assert line["resent"] or line["key"] not in seen, "doubled and not marked"
            seen.add(str(line["key"]))
        assert database.look(lambda tx: tx.ledger.counts()) == {"sent": len(shown)}
    finally:
        database.close()


def _raise(database: Database, number: int) -> None:
    now = SystemClock().now()
    deps = some_deps(
        a_policy(a_rule("warm", "3.0")),
        routes=(Route(to=(Target(channel="wire", conversation="ops"),)),),
    )
    events = [
        an_event("signal.seen", f"w-{n}", at=now, event_id=f"w-{n}", kind="warm")
        for n in range(number)
    ]
    database.do(lambda tx: intake.take(tx, deps, events, now))
