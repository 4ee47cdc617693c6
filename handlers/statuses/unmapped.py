"""Unmapped words: one card for each word of a system that nobody knows, until it is mapped."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from handlers.delivery import redraws
from handlers.delivery.copies import copy_for, seen_in
from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand
from handlers.people.rota import routing_of
from handlers.statuses.published import published
from rules.cards.card import Reader
from rules.cards.unmapped_card import EXAMPLES, UnmappedScene, draw_unmapped
from rules.delivery.policy import PRIORITY
from rules.events.event import Event
from rules.statuses.status_map import code_key
from rules.statuses.voices import CARRIER
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.orders.orders import Order
from storage.tx import Tx

SUBJECT = "unmapped"
#: Orders among which those are looked for that a conversation may see.
_LOOKED_AT = 100


def keep(tx: Tx, deps: Deps, told: Sequence[Event], orders: Mapping[str, Order]) -> None:
    """Remember who said which word of which order, and tell of words that nobody knows."""
    said = dict.fromkeys(word for event in told for word in _word(event))
    tx.status_words.keep(sorted(said))
    statuses = published(tx, deps)
    odd: dict[tuple[str, str], str] = {}
    for system, word, order_no in said:
        if statuses.row(system, word) is None:
            odd.setdefault((system, word), order_no)
    if odd:
        now = max(event.received_at for event in told)
        door = Promises(tx, deps)
        for (system, word), order_no in odd.items():
            _tell(door, system, word, orders.get(order_no), now)
        door.write()


def _word(event: Event) -> Iterable[tuple[str, str, str]]:
    if event.order_no is None:
        return
    if event.type == "carrier.trace":
        yield CARRIER, code_key(str(event.data["state"])), event.order_no
    else:
        system = str(event.data["system"]).lower()
        yield system, code_key(str(event.data["status"])), event.order_no


def _tell(door: Promises, system: str, word: str, order: Order | None, now: datetime) -> None:
    """Promise the card to the owner of such orders, or another picture of it where it is there."""
    named = f"{system} {word}"
    there = door.tx.cards.about(SUBJECT, (named,))
    for copy in there:
        sent_at = copy.sent_at or now
        redraws.of_card(door, copy, now, at=max(now, sent_at + door.deps.delivery.redraw_interval))
    if there:
        return
    routing = routing_of(door.deps, Level.ORANGE, order)
    copy = copy_for(SUBJECT, named, routing.targets[0])
    owner = (routing.owner,) if routing.owner is not None else ()
    door.show(copy, PRIORITY[Level.ORANGE], now, calls=owner)


def draw_anew(tx: Tx, deps: Deps, now: datetime) -> None:
    """Have every card drawn anew whose word is mapped now, or is so no more."""
    door = Promises(tx, deps)
    for copy in tx.cards.all_about(SUBJECT):
        state = stand(tx, deps, copy, now)
        if copy.shown != state.name:
            redraws.of_card(door, copy, now, at=now)
    door.write()


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand:
    """Return whether the word is mapped by now."""
    system, _, word = copy.subject_id.partition(" ")
    statuses = published(tx, deps)
    row = statuses.row(system, word)
    scene = UnmappedScene(
        card_id=copy.id,
        system=system,
        word=word,
        row=row,
        version=statuses.version,
        orders=tx.status_words.count(system, word),
        examples=_examples(tx, deps, copy, system, word),
    )
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    card = draw_unmapped(scene, reader)
    return Stand(
        name=card.stand,
        level=Level.ORANGE,
        draw=lambda: card,
        follow_up=None if row is None else card.headline,
    )


def _examples(tx: Tx, deps: Deps, copy: CardCopy, system: str, word: str) -> list[str]:
    """Return some of the orders, of those shops that the conversation may see."""
    return seen_in(tx, deps, copy, tx.status_words.first(system, word, _LOOKED_AT))[:EXAMPLES]
