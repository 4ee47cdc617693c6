"""What a warehouse system knows: its orders, what was done to them, and how it fails."""

from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

SECRET = "wms-secret-of-the-simulator"  # noqa: S105 - of a simulator
KEY = "23000001"
CUSTOMER = "c0001"

#: Ways to fail that a wild simulator draws from; each is also one that a test may ask for.
WILD = (
    "refuse_for_now",
    "broken",
    "broken_after",
    "cut",
    "cut_after",
    "hang_after",
    "late",
    "garbage",
    "twice",
)


@dataclass(slots=True)
class Asked:
    """One call as it came in, whichever way it was spoken."""

    id: str
    action: str
    order_no: str
    warehouse: str
    reason: str


@dataclass(slots=True)
class World:
    """The state of the simulator, and its ledger."""

    orders: dict[str, str] = field(default_factory=dict)  #: number -> locked or active
    steps: dict[str, list[str]] = field(default_factory=dict)  #: number -> what was done, in order
    left: set[str] = field(default_factory=set)  #: Orders that left the house: refused.
    applied: list[dict[str, str]] = field(default_factory=list)  #: Effects: each id at most once.
    seen: Counter[str] = field(default_factory=Counter)  #: How often each id came.
    bodies: dict[str, Asked] = field(default_factory=dict)
    violations: list[str] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)  #: Faults that were asked for.
    secret: str = SECRET  #: What signatures are checked against.
    wild: float = 0.0  #: Share of calls that fail in a way of its own choice.
    random: Random = field(default_factory=lambda: Random(20261129))  # noqa: S311 - chooses faults

    def fault(self, action: str) -> dict[str, Any]:
        """Return the fault that this call meets, {"kind": ""} for none."""
        for rule in self.rules:
            if rule.get("action", action) == action and rule.get("times", 1) > 0:
                rule["times"] = rule.get("times", 1) - 1
                return rule
        if self.random.random() < self.wild:
            return {"kind": self.random.choice(WILD), "seconds": 0.05}
        return {"kind": ""}

    def broke(self, what: str) -> None:
        """Note something that no client may do."""
        self.violations.append(what)

    def take(self, asked: Asked) -> str:
        """Do what was asked, once for each id; return how the order stands, "" for a refusal."""
        if asked.action not in {"lock", "release", "recall", "query"}:
            self.broke(f"unknown action {asked.action}")
        if not (asked.id and asked.order_no and asked.warehouse):
            self.broke(f"something is missing in {asked}")
        known = self.bodies.setdefault(asked.id, asked)
        if known != asked:
            self.broke(f"{asked.id} was another call before")
        self.seen[asked.id] += 1
        if asked.action == "query":
            return self.orders.get(asked.order_no, "active")
        if asked.order_no in self.left:
            return ""
        if self.seen[asked.id] == 1:
            self.applied.append({"id": asked.id, "action": asked.action, "order": asked.order_no})
            state = "active" if asked.action == "release" else "locked"
            self.orders[asked.order_no] = state
            self.steps.setdefault(asked.order_no, []).append(state)
        return self.orders[asked.order_no]
