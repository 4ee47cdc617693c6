"""The published form: weights of one decimal place, caps and thresholds, and what may be tried."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from types import MappingProxyType

from rules.resonance.measure import decimal_text
from rules.resonance.policy import Policy

#: What weights and thresholds are changed by.
STEP = Decimal("0.1")
#: Nothing counts more often than this: a card lists each time.
LARGEST_CAP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What of a policy is searched; all else of it stays."""

    orange: Decimal
    red: Decimal
    weights: Mapping[str, Decimal]
    caps: Mapping[str, int]

    def with_weight(self, kind: str, weight: Decimal, cap: int) -> "Form":
        """Return the form with another weight and cap of one kind."""
        return replace(
            self,
            weights={**self.weights, kind: weight},
            caps={**self.caps, kind: cap},
        )

    @property
    def loudest(self) -> Decimal:
        """What the loudest kind adds by itself; orange lies above it."""
        return max((self.weights[k] * self.caps[k] for k in self.weights), default=Decimal(0))


def form_of(policy: Policy) -> Form:
    """Return the form as the policy has it."""
    return Form(
        orange=policy.orange,
        red=policy.red,
        weights={kind: rule.weight for kind, rule in policy.rules.items()},
        caps={kind: rule.cap for kind, rule in policy.rules.items()},
    )


def applied(form: Form, policy: Policy) -> Policy:
    """Return the policy with the form in place of its own."""
    rules = {
        kind: replace(rule, weight=form.weights[kind], cap=form.caps[kind])
        for kind, rule in policy.rules.items()
    }
    return replace(policy, orange=form.orange, red=form.red, rules=MappingProxyType(rules))


def overrides(form: Form, policy: Policy) -> dict[str, str]:
    """Return what the form changes, as `--set` and a draft of weights write it."""
    before = form_of(policy)
    changes = {
        name: decimal_text(after)
        for name, now, after in (
            ("orange", before.orange, form.orange), ("red", before.red, form.red),
        )
        if now != after
    }  # fmt: skip
    for kind in before.weights:
        if before.weights[kind] != form.weights[kind]:
            changes[f"signal.weight.{kind}"] = decimal_text(form.weights[kind])
        if before.caps[kind] != form.caps[kind]:
            changes[f"signal.cap.{kind}"] = str(form.caps[kind])
    return changes
