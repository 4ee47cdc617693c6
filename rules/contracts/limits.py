"""Limits: what is still normal of a partner's messages, as configured under `[[contracts]]`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from types import MappingProxyType

#: A window of fewer messages says nothing.
LEAST = 20
#: Missing more than so many times what is allowed is red.
RED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When the messages of one partner are orange or red."""

    missing: Decimal = Decimal("0.005")  #: Of its messages lack a field: orange above.
    encryption: Decimal = Decimal("0.99")  #: Of its messages are sealed as agreed: red from there.
    #: Most of its messages are told within so long. None: whatever is usual of it.
    skew: timedelta | None = None
    #: It is paused once it sent so many impossible messages within a window; 0: never.
    pause_after: int = 1


#: Who signs the time of a message, and says how far it may be off.
_STRICT: Mapping[str, Limits] = MappingProxyType(
    {name: Limits(skew=timedelta(seconds=300)) for name in ("wechat", "alipay")}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractRules:
    """The limits of every partner."""

    partners: Mapping[str, Limits] = field(default_factory=dict)
    every: Limits | None = None  #: Of those not named, where somebody set any.

    def of(self, partner: str) -> Limits:
        """Return the limits of a partner."""
        return self.partners.get(partner) or _STRICT.get(partner) or self.every or Limits()
