"""Composing: what a claimed promise comes to right before it leaves, whatever kind it is of."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from handlers.deps import Deps
from handlers.ports import Outgoing, Picture
from rules.cards.archive import File
from rules.cards.sent_again import marked
from rules.wording.say import say
from storage.delivery.outbox import Entry
from storage.tx import Tx


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
    read_file: Callable[[Tx], File | None] | None = None,
    needs_file: bool = False,
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
        read_file=read_file,
        needs_file=needs_file,
        mentions=tuple(entry.body.get("mentions", ())),
        about=_about(entry),
    )


def _about(entry: Entry) -> tuple[str, ...]:
    """Return the order that a promise names; one about a storm stands for many."""
    no = entry.order_no or entry.body.get("facts", {}).get("order_no")
    return (no,) if no and not entry.body.get("storm") else ()
