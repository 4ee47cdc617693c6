"""A shop that drifts: a season, then another carrier, and other signals tell of bad orders."""

from datetime import timedelta
from random import Random

from rules.events.event import Event
from rules.resonance.facts import Facts
from tests.builders import NOON, a_policy, a_rule, a_signal, an_event, an_order

WEEK = timedelta(days=7)
KINDS = ("changed_mind", "peak_rush", "no_scan", "idle")
#: What the shop began with: tuned for a quiet year, before anything changed.
SHOP = a_policy(
    *(a_rule(kind, "1.3" if kind == "changed_mind" else "0.4", cap=2) for kind in KINDS)
)
_LATER = (NOON + timedelta(days=900)).isoformat()
#: In which week the season begins, and in which another carrier takes over.
SEASON, CARRIER = 1, 2


def drifting(rng: Random, week: int, number: int) -> list[Facts]:
    """Return the orders of a week, each with its signals and how it ended three days later."""
    found = []
    for n in range(number):
        at = NOON + WEEK * week + WEEK * n / number
        no = f"w{week}-{n:04}"
        counts = {kind: rng.choice((0, 0, 0, 1, 2)) for kind in KINDS}
        # Two kinds together say something; which two depends on the week.
        chance = 0.06
        if week < SEASON:
            chance += 0.5 * (counts["changed_mind"] == 2) * (counts["idle"] > 0)
        else:
            chance += 0.6 * (counts["peak_rush"] == 2) * (counts["changed_mind"] > 0)
        if week >= CARRIER:
            chance += 0.6 * (counts["no_scan"] > 0) * (counts["peak_rush"] > 0)
        bad = rng.random() < min(chance, 0.95)
        told = [kind for kind, times in counts.items() for _ in range(times)]
        events: list[Event] = [
            an_order(no, at=at, event_id=f"{no}-c", promised_ship_at=_LATER),
            *(
                a_signal(kind, no, at=at + timedelta(minutes=i + 1), event_id=f"{no}-{i}")
                for i, kind in enumerate(told)
            ),
            an_event(
                "outcome.reported", no, at=at + timedelta(days=3), event_id=f"{no}-o",
                kind="complaint" if bad else "ok",
            ),
        ]  # fmt: skip
        found.append(Facts(order_no=no, events=tuple(events)))
    return found
