"""The table of sentences: key -> (Chinese, English), with the same placeholders in both."""

from collections.abc import Mapping
from types import MappingProxyType

from rules.wording.analysis import ANALYSIS
from rules.wording.attention.budgets import BUDGETS
from rules.wording.attention.people import PEOPLE
from rules.wording.attention.silences import SILENCES
from rules.wording.backtest import BACKTEST
from rules.wording.cards import CARD, HEADLINE, SUGGESTIONS
from rules.wording.chat import REPLIES
from rules.wording.claims import CLAIMS
from rules.wording.day_played import DAY_PLAYED
from rules.wording.day_told import DAY_TOLD
from rules.wording.delivery import DELIVERY
from rules.wording.desk import DESK
from rules.wording.digest import DIGEST
from rules.wording.health.contracts import CONTRACTS
from rules.wording.health.figures import FIGURES
from rules.wording.health.troubles import HEALTH
from rules.wording.insight import INSIGHT
from rules.wording.learning import LEARNING
from rules.wording.ledger import LEDGER
from rules.wording.names import NAMES
from rules.wording.orders.account import ACCOUNT
from rules.wording.orders.confirmation import CONFIRMATION
from rules.wording.orders.drafts import DRAFTS
from rules.wording.orders.guard import GUARD
from rules.wording.orders.lost_marks import LOST_MARKS
from rules.wording.orders.nights import NIGHTS
from rules.wording.orders.packs import PACKS
from rules.wording.orders.pick_lists import PICK_LISTS
from rules.wording.orders.scans import SCANS
from rules.wording.orders.statuses import STATUSES
from rules.wording.orders.timeline import TIMELINE
from rules.wording.orders.unshipped import UNSHIPPED
from rules.wording.payments import PAYMENTS
from rules.wording.refunds.clauses import CLAUSES
from rules.wording.refunds.decisions import DECISIONS
from rules.wording.refunds.editing import EDITING
from rules.wording.refunds.facts import FACTS
from rules.wording.refunds.page import PAGE
from rules.wording.refunds.rules import REFUND_RULES
from rules.wording.reports import HELP, REPORTS
from rules.wording.resonance.foresight import FORESIGHT
from rules.wording.resonance.policy import POLICY
from rules.wording.resonance.rollout import ROLLOUT
from rules.wording.resonance.supposing import SUPPOSING
from rules.wording.typed import TYPED

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType({
    **NAMES, **SCANS, **REPLIES, **REPORTS, **CARD, **HEADLINE, **SUGGESTIONS, **HELP,
    **INSIGHT, **ANALYSIS, **PEOPLE, **SILENCES, **BUDGETS, **DELIVERY, **TIMELINE, **TYPED,
    **CLAIMS, **DIGEST, **DAY_TOLD, **DAY_PLAYED, **LEDGER,
    **STATUSES, **HEALTH, **GUARD, **DRAFTS, **LOST_MARKS, **PICK_LISTS, **UNSHIPPED,
    **CONFIRMATION, **NIGHTS, **CLAUSES, **DECISIONS, **EDITING, **FACTS, **REFUND_RULES, **PAGE,
    **CONTRACTS,
    **PAYMENTS, **PACKS, **FIGURES, **BACKTEST, **ACCOUNT, **LEARNING, **POLICY, **DESK,
    **FORESIGHT,
    **ROLLOUT, **SUPPOSING,
})  # fmt: skip
