"""Past orders of a shop whose signals say something together, and nobody hears them."""

from datetime import timedelta
from random import Random

from rules.events.event import Event
from rules.resonance.facts import Facts
from tests.builders import NOON, a_policy, a_rule, a_signal, an_event, an_order

END = NOON + timedelta(days=90)
KINDS = ("telling", "too", "idle")
#: At the present weights no order gets loud.
SHOP = a_policy(*(a_rule(kind, "0.5", cap=2) for kind in KINDS))
_NEVER = (END + timedelta(days=900)).isoformat()


def dice(seed: int) -> Random:
    """Return dice that fall alike each time."""
    return Random(seed)  # noqa: S311 - a past that can be told again


def past_orders(rng: Random, number: int, *, telling: float) -> list[Facts]:
    """Return orders of ninety days; `telling` is how much likelier bad ones are with the signal."""
    found = []
    for n in range(number):
        at = NOON + timedelta(minutes=n * 86_400 / number)
        no = f"o-{n:05}"
        times = rng.choice((0, 0, 1, 2))
        too, idle = rng.choice((0, 1)), rng.choice((0, 0, 1, 2))
        bad = rng.random() < (0.12 + telling * (times == 2 and too == 1))
        kinds = ["telling"] * times + ["too"] * too + ["idle"] * idle
        events: list[Event] = [
            an_order(no, at=at, event_id=f"{no}-c", promised_ship_at=_NEVER),
            *(
                a_signal(kind, no, at=at + timedelta(minutes=i + 1), event_id=f"{no}-{i}")
                for i, kind in enumerate(kinds)
            ),
            an_event(
                "outcome.reported", no, at=at + timedelta(days=3), event_id=f"{no}-o",
                kind="complaint" if bad else "ok",
            ),
        ]  # fmt: skip
        found.append(Facts(order_no=no, events=tuple(events)))
    return found
