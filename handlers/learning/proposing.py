"""Proposing: weights that were searched become a draft, with what speaks for them."""

from datetime import datetime

from handlers.deps import Deps
from handlers.resonance import drafting
from rules.drafts.draft import TUNING, Draft
from rules.learning.form import overrides
from rules.learning.picture import front
from rules.learning.search import Prices
from rules.learning.texts import evidence_text
from rules.learning.tuning import Tuned
from rules.resonance.policy import Policy
from storage.tx import Tx


def propose(
    tx: Tx, deps: Deps, found: Tuned, policy: Policy, prices: Prices, now: datetime
) -> Draft | str:
    """Leave what was found beside `policy` as a draft, or say in words why that is none."""
    changes = drafting.with_new_ends(tx, deps, overrides(found.form, policy))
    because = evidence_text(found, prices, deps.lang)
    picture = front(found, deps.lang).svg
    return drafting.propose(tx, deps, changes, TUNING, now, because=because, picture=picture)
