"""Two couriers on one PostgreSQL, killed again and again: each alert once, and in order."""

from collections import Counter
from itertools import groupby
from random import Random
from time import sleep

import pytest

from bot.clock import SystemClock
from handlers.events import intake
from rules.delivery.routes import Route, Target
from storage.database import Database
from tests.builders import a_policy, a_rule, a_signal, an_order, some_deps
from tests.crash.wire import kill, listening, postman, unsent, wait_for_rest

_SEED = 20261127
_FULL, _SAMPLE = 40, 3
_CONVERSATIONS = ("a", "b", "c")
#: Messages taken before each kill, how much longer both live then, and how long an answer takes.
_FEWEST, _MOST, _LATEST, _ANSWER = 1, 9, 0.012, 0.005
#: Of each conversation, for each kill.
_ALERTS = 15


@pytest.mark.proof
@pytest.mark.wire
@pytest.mark.timeout(3600)
def test_two_couriers_lose_nothing_double_nothing_unmarked_and_keep_the_order(
    postgresql_url: str, capsys: pytest.CaptureFixture[str], *, full_proof: bool
) -> None:
    rng = Random(_SEED)  # noqa: S311 - chooses victims and moments, guards nothing
    kills = _FULL if full_proof else _SAMPLE
    alerts = kills * _ALERTS * len(_CONVERSATIONS)
    database = Database(postgresql_url)
    try:
        _raise(database, alerts)
        with listening(delay=_ANSWER) as taken:
            couriers = [postman(postgresql_url, taken) for _ in range(2)]
            for _ in range(kills):
                taken.wait_for(rng.randint(_FEWEST, _MOST))
                sleep(rng.uniform(0, _LATEST))
                kill(couriers.pop(rng.randrange(2)))
                couriers.append(postman(postgresql_url, taken))
            wait_for_rest(database, taken)
            for courier in couriers:
                kill(courier)

        assert unsent(database) == 0
        # Beside the cards, a conversation hears once that they are late; that goes before them.
        lines = [line for line in taken.lines if line["key"].startswith("card:")]
        shown = Counter(line["key"] for line in lines)
        assert len(shown) == alerts, "lost"
        doubled = sum(times - 1 for times in shown.values())
        marked = [line for line in lines if line["resent"]]
        turns = [worker for worker, _ in groupby(line["worker"] for line in lines)]
        with capsys.disabled():
            print(  # noqa: T201 - the figures of the proof
                f"\n{kills} kills of two couriers: {alerts} alerts, none lost,"
                f" {doubled} shown twice, {len(marked)} marked, {len(turns)} delivered in turn"
            )
        assert max(Counter(line["key"] for line in lines if not line["resent"]).values()) == 1
        assert len(marked) <= kills * len(_CONVERSATIONS), "marked without a reason"
        assert len(turns) == len(set(turns)) > 1, "two delivered at once"
        for conversation in _CONVERSATIONS:
            first = [
                line["number"]
                for line in lines
                if line["conversation"] == conversation and not line["resent"]
            ]
            assert first == sorted(first), "out of order"
    finally:
        database.close()


def _raise(database: Database, number: int) -> None:
    """Raise alerts in turn for each conversation: a shop has one."""
    now = SystemClock().now()
    deps = some_deps(
        a_policy(a_rule("warm", "3.0")),
        routes=tuple(
            Route(match={"shop": name}, to=(Target(channel="wire", conversation=name),))
            for name in _CONVERSATIONS
        ),
    )
    events = []
    for n in range(number):
        shop = _CONVERSATIONS[n % len(_CONVERSATIONS)]
        events += [an_order(f"w-{n}", at=now, shop=shop), a_signal("warm", f"w-{n}", at=now)]
    database.do(lambda tx: intake.take(tx, deps, events, now))
