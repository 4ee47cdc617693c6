"""Waiting drafts: what of one kind a second person may publish now, with whom it would flip."""

from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from handlers.drafts import drafting
from rules.drafts.draft import Difference, Draft, DraftState, Flips
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraft:
    """A draft that waits for a second person."""

    draft: Draft
    differences: list[Difference]
    flips: Flips


def open_drafts(tx: Tx, deps: Deps, kind: str, now: datetime) -> list[OpenDraft]:
    """Return the drafts of a kind that wait."""
    current, known = drafting.in_force(tx, kind), deps.drafts[kind]
    return [
        OpenDraft(
            draft=draft,
            differences=known.differences(tx, deps, draft),
            flips=known.flips(tx, deps, draft.content, now),
        )
        for draft in tx.drafts.open()
        if draft.kind == kind and draft.stands(current, now) is DraftState.OPEN
    ]
