"""The table of sentences: key -> (Chinese, English), with the same placeholders in both."""

from collections.abc import Mapping
from types import MappingProxyType

from rules.wording.cards import CARD, HEADLINE, SUGGESTIONS
from rules.wording.chat import REPLIES
from rules.wording.claims import CLAIMS
from rules.wording.delivery import DELIVERY
from rules.wording.digest import DIGEST
from rules.wording.insight import INSIGHT
from rules.wording.ledger import LEDGER
from rules.wording.names import NAMES
from rules.wording.people import PEOPLE
from rules.wording.reports import HELP, REPORTS
from rules.wording.scans import SCANS
from rules.wording.timeline import TIMELINE
from rules.wording.typed import TYPED

SENTENCES: Mapping[str, tuple[str, str]] = MappingProxyType({
    **NAMES, **SCANS, **REPLIES, **REPORTS, **CARD, **HEADLINE, **SUGGESTIONS, **HELP,
    **INSIGHT, **PEOPLE, **DELIVERY, **TIMELINE, **TYPED, **CLAIMS, **DIGEST, **LEDGER,
})  # fmt: skip
