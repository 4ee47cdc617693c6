"""Storms at work: new cards of one conversation become one, which is drawn as it is now."""

from datetime import datetime

from handlers.delivery import redraws
from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand, Undelivered, derived_id
from rules.cards.card import Reader
from rules.cards.storm_card import ORDERS, StormScene, draw_storm
from rules.delivery import storms as rules
from rules.delivery.capabilities import Capabilities
from rules.delivery.policy import PRIORITY
from rules.delivery.routes import Target
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.delivery.storms import Storm
from storage.tx import Tx

SUBJECT = "storm"
#: A storm card waits behind red cards and before nothing.
_PRIORITY = PRIORITY[Level.ORANGE]


def gather(
    tx: Tx,
    deps: Deps,
    place: tuple[str, str],
    can: Capabilities,
    now: datetime,
    *,
    storm: Storm | None,
) -> Storm | None:
    """Put new cards of a conversation onto its storm card where there are too many of them."""
    queued = tx.storms.queued_cards(*place)
    red = queued.get(0, 0)
    others = sum(queued.values()) - red
    if not red + others:
        return storm
    # Those that left a moment ago are part of the storm that begins now.
    recent = (
        tx.storms.recent_cards(*place, now - rules.calm(deps.delivery)) if storm is None else []
    )
    plan = rules.plan(
        rules.Queue(red=red, orange=others, recent=len(recent)),
        deps.delivery.on(can),
        red_alone=tx.storms.red_alone(storm.id) if storm else None,
    )
    if not plan.merge:
        return storm
    merged = tx.storms.first_cards(*place, skip_red=plan.red_alone)
    if storm is None:
        storm = Storm(
            id=derived_id("storm", *place, merged[0]),
            channel=place[0],
            conversation=place[1],
            opened_at=now,
            last_at=now,
        )
        count_alone(tx, storm, recent)
    tx.amends.group(merged, now)
    tx.storms.include(storm.id, merged, merged=True)
    storm.last_at = now
    _add_causes(tx, storm, merged)
    _promise_picture(tx, deps, storm, can, now)
    tx.storms.save(storm)
    return storm


def count_alone(tx: Tx, storm: Storm, card_ids: list[str]) -> None:
    """Count cards that are sent beside the storm card."""
    if card_ids:
        tx.storms.include(storm.id, card_ids, merged=False)
        _add_causes(tx, storm, card_ids)


def _add_causes(tx: Tx, storm: Storm, card_ids: list[str]) -> None:
    for kind, number in tx.storms.causes_of(card_ids).items():
        storm.causes[kind] = storm.causes.get(kind, 0) + number


def _promise_picture(tx: Tx, deps: Deps, storm: Storm, can: Capabilities, now: datetime) -> None:
    """Promise a picture, unless one waits that will show the present anyway."""
    number, stands = tx.ledger.pictures([storm.id]).get(storm.id, (0, set()))
    card = tx.cards.get(storm.id) or _card_of(storm)
    at = rules.next_picture(card.sent_at, now, deps.delivery, redraws=can.redraws)
    if {("card", "queued"), ("redraw", "queued")} & stands:
        if level_of(tx, storm) is Level.RED:  # red waits for no shift, and no quiet time, to end
            tx.amends.hasten([storm.id], at, kind="card")
        return
    door = Promises(tx, deps)
    if can.redraws and stands:
        door.draw_anew(card, _PRIORITY, number, now, at=at)
    else:  # where nothing can be redrawn, the total is said anew
        door.show(card, _PRIORITY, now, number=number, next_at=at)
    door.write()


def _card_of(storm: Storm) -> CardCopy:
    """Return the one card that a storm has; it is called as the storm is."""
    return CardCopy(
        id=storm.id,
        subject=SUBJECT,
        subject_id=storm.id,
        channel=storm.channel,
        conversation=storm.conversation,
    )


def going_on(tx: Tx, deps: Deps, now: datetime) -> list[Storm]:
    """Return the storms that go on, to be changed; those that have passed are ended."""
    found = []
    for storm in tx.storms.open(lock=True):
        if is_past(tx, deps, storm, now):
            _end(tx, deps, storm, now)
        else:
            found.append(storm)
    return found


def is_past(tx: Tx, deps: Deps, storm: Storm, now: datetime) -> bool:
    """Say whether an open storm has passed."""
    queued = sum(tx.storms.queued_cards(storm.channel, storm.conversation).values())
    return rules.is_over(storm.last_at, now, deps.delivery, queued=queued)


def _end(tx: Tx, deps: Deps, storm: Storm, now: datetime) -> None:
    """Say once what it came to, and draw its card for the last time."""
    storm.closed_at = now
    tx.storms.save(storm)
    seen = scene(tx, storm)
    names = ("total", "red", "orange", "alone", "merged", "handled")
    tell(tx, deps, storm, "storm_over", {name: str(getattr(seen, name)) for name in names}, now)
    card = tx.cards.get(storm.id)
    if card is not None and card.message_ref is not None:
        redraws.at_once(tx, deps, card, now)


def tell(
    tx: Tx, deps: Deps, storm: Storm, wording: str, facts: dict[str, str], now: datetime
) -> None:
    """Promise a sentence about a storm, once for each wording."""
    door = Promises(tx, deps)
    target = Target(channel=storm.channel, conversation=storm.conversation)
    door.say(target, wording, facts, now, about=storm.id, level=level_of(tx, storm))
    door.write()


def level_of(tx: Tx, storm: Storm) -> Level:
    """Return how important a storm is: as the worst of its alerts."""
    return Level.RED if tx.storms.count(storm.id).red else Level.ORANGE


def scene(tx: Tx, storm: Storm) -> StormScene:
    """Count a storm as it is now, with what waits in its conversation."""
    count = tx.storms.count(storm.id)
    queued = {} if storm.closed_at else tx.storms.queued_cards(storm.channel, storm.conversation)
    red = queued.get(0, 0)
    return StormScene(
        storm_id=storm.id,
        opened_at=storm.opened_at,
        last_at=storm.last_at,
        closed=storm.closed_at is not None,
        red=count.red + red,
        orange=count.orange + sum(queued.values()) - red,
        alone=count.alone,
        merged=count.merged,
        queued=sum(queued.values()),
        handled=count.handled,
        causes=storm.causes,
        orders=tx.storms.dearest(storm.id, ORDERS),
    )


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    """Return how a storm stands; its counts are no news of their own."""
    storm = tx.storms.get(copy.subject_id)
    if storm is None:
        return None
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return Stand(
        name="", level=level_of(tx, storm), draw=lambda: draw_storm(scene(tx, storm), reader)
    )


def lost(tx: Tx, _deps: Deps, copy: CardCopy, now: datetime) -> tuple[CardCopy, ...]:
    """End a storm whose card cannot be shown: the next alerts begin another."""
    storm = tx.storms.get(copy.subject_id)
    if storm is not None and storm.closed_at is None:
        storm.closed_at = now
        tx.storms.save(storm)
    return tuple(tx.cards.of_storm(copy.subject_id))


def undelivered(tx: Tx, _deps: Deps, copy: CardCopy, _now: datetime) -> Undelivered:
    """Say that many alerts were not shown, as loud as the worst of them."""
    red = tx.storms.count(copy.subject_id).red > 0
    return Undelivered(wording="undelivered_storm", level=Level.RED if red else Level.ORANGE)
