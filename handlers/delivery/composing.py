"""Composing: what a claimed promise comes to right before it leaves, whatever kind it is of."""

from dataclasses import dataclass, replace

from handlers.deps import Deps
from handlers.ports import Outgoing, Picture
from rules.cards.sent_again import marked
from rules.wording.say import say
from storage.delivery.outbox import Entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Needless:
    """There is nothing to send any more; the ledger is told why."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """It does not go now, and that is written down already."""


def outgoing(
    deps: Deps,
    entry: Entry,
    *,
    text: str,
    picture: Picture | None = None,
    message_ref: str | None = None,
    stand: str = "",
) -> Outgoing:
    """Mark what may already be there as sent again, in the text and on the card."""
    resent = entry.resent and message_ref is None
    if resent:
        text = say("resent", deps.lang, text=text)
        if picture is not None:
            picture = replace(picture, card=marked(picture.card, deps.lang))
    return Outgoing(
        entry_id=entry.id,
        key=entry.key,
        channel=entry.channel,
        conversation=entry.conversation,
        attempt=entry.attempts,
        text=text,
        picture=picture,
        message_ref=message_ref,
        resent=resent,
        stand=stand,
        mentions=tuple(entry.body.get("mentions", ())),
    )
