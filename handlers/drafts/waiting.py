"""Waiting drafts: what of one kind a second person may publish now, with whom it would flip."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.drafts import card, drafting
from rules.cards.card import Card
from rules.drafts.draft import Draft, DraftState, Flips
from storage.tx import Tx

#: To know whom a draft flips hundreds of orders are judged twice: an open page looks so often.
_FRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDraft:
    """A draft that waits for a second person."""

    draft: Draft
    flips: Flips
    card: Card  #: As chats show it.


@dataclass(slots=True)
class Waiting:
    """The drafts of a kind, for somebody who looks again and again."""

    kind: str
    _flips: dict[int, tuple[datetime, Flips]] = field(default_factory=dict)

    def look(self, tx: Tx, deps: Deps, now: datetime) -> list[OpenDraft]:
        """Return those that wait."""
        found = []
        for draft in self.open(tx, now):
            flips = self._flipped(tx, deps, draft, now)
            drawn = card.draw(tx, deps, draft, now, flips=flips)
            found.append(OpenDraft(draft=draft, flips=flips, card=drawn))
        return found

    def open(self, tx: Tx, now: datetime) -> list[Draft]:
        """Return those that wait, as they are kept."""
        current = drafting.in_force(tx, self.kind)
        return [
            draft
            for draft in tx.drafts.open()
            if draft.kind == self.kind and draft.stands(current, now) is DraftState.OPEN
        ]

    def _flipped(self, tx: Tx, deps: Deps, draft: Draft, now: datetime) -> Flips:
        at, flips = self._flips.get(draft.number, (None, Flips()))
        if at is None or now - at >= _FRESH:
            flips = deps.drafts[self.kind].flips(tx, deps, draft.content, now)
            self._flips[draft.number] = (now, flips)
        return flips
