"""Pictures: a card as it is drawn right before it leaves, and what follows when it was shown."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from handlers.delivery.composing.outgoing import KeptBack, Needless, outgoing
from handlers.delivery.leaving import may_leave
from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand
from handlers.ports import GaveUp, Outgoing, Picture, PressToken, Sent
from rules.cards.archive import File
from rules.cards.card import Card, as_text
from rules.cards.trouble_card import doubtful
from rules.delivery.capabilities import Capabilities
from rules.delivery.places import place_name
from rules.delivery.policy import RED_PRIORITY
from rules.delivery.routes import FALLBACK, Target
from rules.vocabulary import Action
from storage.delivery.cards import CardCopy
from storage.delivery.outbox import Entry
from storage.tx import Tx

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_GONE = GaveUp(code="card_gone", error="no such card")


def compose(
    door: Promises, entry: Entry, can: Capabilities, now: datetime
) -> Outgoing | Needless | KeptBack | GaveUp:
    """Draw a new card, or a card anew, with the present state of what it is about."""
    tx, deps = door.tx, door.deps
    copy = tx.cards.get(entry.card_id) if entry.card_id else None
    stand = how_it_stands(tx, deps, copy, now)
    if copy is None or stand is None:
        return _GONE
    again = entry.kind == "redraw"
    if again and not (can.redraws and copy.message_ref):
        if stand.follow_up is None or stand.name == copy.shown:
            return Needless(code="no_redraw")
        if not may_leave(door, entry, now, about=stand.alert, saying="follow_up"):
            return KeptBack()
        return outgoing(deps, entry, text=stand.follow_up, stand=stand.name)
    if not may_leave(door, entry, now, about=stand.alert, level=stand.level):
        return KeptBack()
    card = stand.draw()
    return outgoing(
        deps,
        entry,
        text=as_text(card, deps.lang),
        picture=picture(deps, card, now),
        message_ref=copy.message_ref if again else None,
        stand=stand.name,
        read_file=None if again else _comes_with(stand, can),
    )


def _comes_with(stand: Stand, can: Capabilities) -> Callable[[Tx], File | None] | None:
    """Return how what comes with a new card is read, of what its channel takes."""
    return (stand.file if can.files else None) or (stand.image if can.images else None)


def how_it_stands(tx: Tx, deps: Deps, copy: CardCopy | None, now: datetime) -> Stand | None:
    """Return how what a card is about stands, while it still is there."""
    subject = deps.cards.get(copy.subject) if copy is not None else None
    if copy is None or subject is None:
        return None
    stand = subject.stand(tx, deps, copy, now)
    if stand is None:
        return None
    return replace(stand, draw=lambda: _draw(tx, deps, copy, stand))


def _draw(tx: Tx, deps: Deps, copy: CardCopy, stand: Stand) -> Card:
    """Draw it; whatever it counts, it may lack what a silent system did not tell."""
    silent = [t for t in tx.troubles.blinding() if t.id != copy.subject_id]
    return doubtful(stand.draw(), silent, deps.lang)


def picture(deps: Deps, card: Card, now: datetime) -> Picture:
    """
    Sign what each button of a card stands for.

    刷新 is signed for every card: where a channel cannot redraw, it is the way to the true state.
    """
    actions = {str(button.action) for button in card.buttons} | {Action.REFRESH.value}
    return Picture(
        card=card,
        tokens={
            action: deps.sign_press(
                PressToken(card_id=card.card_id, action=action, revision=card.revision)
            )
            for action in sorted(actions)
        },
        serial=(now - _EPOCH) // timedelta(microseconds=1),
    )


def settled(
    tx: Tx,
    deps: Deps,
    entry: Entry,
    outcome: Sent | GaveUp,
    now: datetime,
    *,
    out: Outgoing | None,
) -> None:
    """Remember what people see now; of a card that nobody will see, tell somebody elsewhere."""
    if entry.card_id is None:
        return
    match outcome:
        case Sent(message_ref=ref) if out is not None:
            # A follow-up is a message of its own; the card keeps its name.
            named = None if entry.kind == "redraw" and out.message_ref is None else ref
            tx.cards.mark_drawn(entry.card_id, message_ref=named, shown=out.stand, now=now)
        case GaveUp(code=code):
            _tell_elsewhere(tx, deps, entry, code, now)
        case _:
            pass


def _tell_elsewhere(tx: Tx, deps: Deps, entry: Entry, code: str, now: datetime) -> None:
    copy = tx.cards.get(entry.card_id) if entry.card_id else None
    subject = deps.cards.get(copy.subject) if copy is not None else None
    if copy is None or subject is None:
        return
    subject.lost(tx, deps, copy, now)
    if entry.kind != "card":
        return
    tx.amends.mute_redraws(copy.id, "card_gone", now)
    said = subject.undelivered(tx, deps, copy, now)
    place = Target(channel=entry.channel, conversation=entry.conversation)
    if place == FALLBACK:
        return
    door = Promises(tx, deps)
    facts = {
        "order_no": entry.order_no or "",
        "target": place_name(place, deps.directory, deps.lang),
        "code": code,
    }
    for target in dict.fromkeys((FALLBACK, *said.people)):
        door.say(
            target,
            said.wording,
            facts,
            now,
            about=entry.key,
            level=said.level,
            alert=said.alert,
            priority=RED_PRIORITY,
        )
    door.write()
