"""Benchmark (i): judging one order with ten facts, against the bare sum of what they weigh."""

from datetime import timedelta
from decimal import Decimal
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
_WEIGHTS = tuple(Decimal(weight) for weight in ("0.8", "1.0", "1.2", "0.9", "0.3")) * 2


def measure(*, small: bool = False) -> list[Figure]:
    """Take turns; processor time of one core, since others may use the machine meanwhile."""
    rounds, number = (1, 20) if small else (15, 4_000)
    policy = Policy(timezone=SHANGHAI)
    pairs = [(_judged(policy, number), _summed(number)) for _ in range(rounds)]
    return [
        ratio(
            "judgements", f"an order with {len(FACTS.events)} facts judged on one core, to its sum",
            [ours for ours, _ in pairs], [bare for _, bare in pairs], unit="/s", at_least=0.0,
        )
    ]  # fmt: skip


def _judged(policy: Policy, number: int) -> float:
    began = process_time()
    for _ in range(number):
        evaluate(FACTS, policy, now=_NOW)
    return number / (process_time() - began)


def _summed(number: int) -> float:
    began = process_time()
    for _ in range(number):
        sum(_WEIGHTS, Decimal(0))
    return number / (process_time() - began)
