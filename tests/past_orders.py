"""Past orders of shops whose signals say something together, and nobody hears them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from rules.events.event import Event
from rules.resonance.facts import Facts
from tests.builders import NOON, a_policy, a_rule, a_signal, an_event, an_order

END = NOON + timedelta(days=90)
KINDS = ("telling", "too", "idle")
#: At the present weights no order gets loud.
SHOP = a_policy(*(a_rule(kind, "0.5", cap=2) for kind in KINDS))

WEEK = timedelta(days=7)
DRIFTING_KINDS = ("changed_mind", "peak_rush", "no_scan", "idle")
#: What a shop that drifts began with: tuned for a quiet year, before anything changed.
DRIFTING_SHOP = a_policy(
    *(a_rule(kind, "1.3" if kind == "changed_mind" else "0.4", cap=2) for kind in DRIFTING_KINDS)
)
#: In which week its season begins, and in which another carrier takes over.
SEASON, CARRIER = 1, 2
_NEVER = (END + timedelta(days=900)).isoformat()


def dice(seed: int) -> Random:
    """Return dice that fall alike each time."""
    return Random(seed)  # noqa: S311 - a past that can be told again


def past_orders(rng: Random, number: int, *, telling: float) -> list[Facts]:
    """Return orders of ninety days; `telling` is how much likelier bad ones are with the signal."""
    found = []
    for n in range(number):
        at = NOON + timedelta(minutes=n * 86_400 / number)
        times = rng.choice((0, 0, 1, 2))
        counts = {"telling": times, "too": rng.choice((0, 1)), "idle": rng.choice((0, 0, 1, 2))}
        bad = rng.random() < (0.12 + telling * (times == 2 and counts["too"] == 1))
        found.append(_ended(f"o-{n:05}", at, counts, bad=bad))
    return found


def drifting(rng: Random, week: int, number: int) -> list[Facts]:
    """Return the orders of a week of a shop in which other signals tell of bad orders each week."""
    found = []
    for n in range(number):
        counts = {kind: rng.choice((0, 0, 0, 1, 2)) for kind in DRIFTING_KINDS}
        # Two kinds together say something; which two depends on the week.
        chance = 0.06
        if week < SEASON:
            chance += 0.5 * (counts["changed_mind"] == 2) * (counts["idle"] > 0)
        else:
            chance += 0.6 * (counts["peak_rush"] == 2) * (counts["changed_mind"] > 0)
        if week >= CARRIER:
            chance += 0.6 * (counts["no_scan"] > 0) * (counts["peak_rush"] > 0)
        bad = rng.random() < min(chance, 0.95)
        found.append(
            _ended(f"w{week}-{n:04}", NOON + WEEK * week + WEEK * n / number, counts, bad=bad)
        )
    return found


def _ended(no: str, at: datetime, counts: Mapping[str, int], *, bad: bool) -> Facts:
    """Return an order with these signals, a minute apart, that ended three days later."""
    told = [kind for kind, times in counts.items() for _ in range(times)]
    events: list[Event] = [
        an_order(no, at=at, event_id=f"{no}-c", promised_ship_at=_NEVER),
        *(
            a_signal(kind, no, at=at + timedelta(minutes=i + 1), event_id=f"{no}-{i}")
            for i, kind in enumerate(told)
        ),
        an_event(
            "outcome.reported", no, at=at + timedelta(days=3), event_id=f"{no}-o",
            kind="complaint" if bad else "ok",
        ),
    ]  # fmt: skip
    return Facts(order_no=no, events=tuple(events))
