"""Drafts as a sweep: one that nobody approved in time says so on its card and offers nothing."""

from dataclasses import replace
from datetime import datetime

from handlers.deps import Deps
from handlers.drafts import drafting
from rules.drafts.draft import DraftState
from storage.tx import Tx

_PORTION = 100


def sweep(tx: Tx, deps: Deps, now: datetime) -> int:
    """Close one portion of drafts whose time is over."""
    over = tx.drafts.expired(now, _PORTION)
    for draft in over:
        tx.drafts.decide(replace(draft, state=DraftState.EXPIRED, closed_at=draft.expires))
        drafting.draw_anew(tx, deps, draft, now)
    return len(over)
