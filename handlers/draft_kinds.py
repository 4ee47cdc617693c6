"""Draft kinds: what may be changed by a draft, and for each what it flips and publishes."""

from collections.abc import Mapping
from types import MappingProxyType

from handlers.deps import DraftKind
from handlers.refunds import published as refunds
from handlers.refunds.drafting import REFUND_RULES
from handlers.resonance import published as policy
from handlers.resonance.drafting import POLICY
from handlers.statuses import published as statuses
from handlers.statuses.drafting import STATUS_MAP

#: The composition root hands this in as `Deps.drafts`.
DRAFT_KINDS: Mapping[str, DraftKind] = MappingProxyType(
    {
        statuses.KIND: STATUS_MAP,
        refunds.KIND: REFUND_RULES,
        policy.KIND: POLICY,
    }
)
