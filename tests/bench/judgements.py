"""Benchmark (k): judging one order with ten facts, against reading the same facts from JSON."""

import json
from datetime import timedelta
from time import process_time

from rules.resonance.measure import evaluate
from rules.resonance.policy import Policy
from tests.bench.figures import Figure, ratio
from tests.builders import (
    NOON,
    SHANGHAI,
    a_chat,
    a_message,
    a_payment,
    an_address_change,
    an_event,
    an_order,
    facts,
    minutes,
)

#: What an ordinary red order has behind it.
FACTS = facts(
    an_order(at=NOON),
    a_payment(at=NOON + minutes(1)),
    an_event("checkout.dwelled", at=NOON + minutes(1), seconds="420"),
    an_event("coupon.applied", at=NOON + minutes(1), depth="0.6"),
    a_chat(at=NOON + minutes(2)),
    a_message("急用，今天能发吗", at=NOON + minutes(3)),
    an_address_change(at=NOON + minutes(5)),
    an_address_change(at=NOON + minutes(9)),
    an_event("label.printed", at=NOON + minutes(12), warehouse="hz-1", took_ms=900),
    an_event("system.status", at=NOON + minutes(15), system="wms", status="PICK"),
)
_NOW = NOON + timedelta(minutes=30)
_TEXT = json.dumps(
    [[*event[:4], str(event.at), str(event.received_at), event.data] for event in FACTS.events]
)


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns; processor time of one core, since others may use the machine meanwhile."""
    rounds, number = (1, 20) if small else (15, 4_000)
    policy = Policy(timezone=SHANGHAI)
    what = f"an order with {len(FACTS.events)} facts judged, one core, against reading them"
    pairs = [(_judged(policy, number), _read(number)) for _ in range(rounds)]
    return [
        ratio(
            "judgements", what,
            [ours for ours, _ in pairs], [read for _, read in pairs], unit="/s",
        )
    ]  # fmt: skip


def _judged(policy: Policy, number: int) -> float:
    began = process_time()
    for _ in range(number):
        evaluate(FACTS, policy, now=_NOW)
    return number / (process_time() - began)


def _read(number: int) -> float:
    began = process_time()
    for _ in range(number):
        json.loads(_TEXT)
    return number / (process_time() - began)
