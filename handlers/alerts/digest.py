"""The digest at work: one day of a conversation, or of what a person may see, as it is now."""

from datetime import date, datetime, time

from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand, Undelivered, derived_id
from rules.cards.card import Card, Reader
from rules.cards.digest_card import OPEN_LINES, DigestScene, OpenLine, draw_digest
from rules.delivery.daily import Day, day_on
from rules.delivery.policy import PRIORITY
from rules.delivery.routes import Target
from rules.shipping.holds import open_holds
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.delivery.days import Seen
from storage.tx import Tx

SUBJECT = "digest"


def copy_for(day: Day, target: Target) -> CardCopy:
    """Return the one card of a day in a conversation."""
    named = day.date.isoformat()
    return CardCopy(
        id=derived_id(SUBJECT, named, target.channel, target.conversation),
        subject=SUBJECT,
        subject_id=named,
        channel=target.channel,
        conversation=target.conversation,
    )


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand:
    """Return how a day stands: its counts are no news of their own."""
    return Stand(name="", level=Level.ORANGE, draw=lambda: _draw(tx, deps, copy, now))


def _draw(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Card:
    """Draw the day of a conversation as it is true now."""
    day = day_on(date.fromisoformat(copy.subject_id), deps.digest or time(0), deps.timezone)
    seen = Seen(place=(copy.channel, copy.conversation))
    return draw_day(tx, deps, seen, day, now, card_id=copy.id)


def draw_day(tx: Tx, deps: Deps, seen: Seen, day: Day, now: datetime, *, card_id: str = "") -> Card:
    """Draw a day as it is true now."""
    told = tx.days
    first = told.undecided(seen, day.until, OPEN_LINES)
    holds = tx.holds.of_orders([alert.order_no for alert, _ in first])
    still, carried = told.open_count(seen, day.since, day.until)
    scene = DigestScene(
        card_id=card_id,
        day=day,
        raised=told.raised(seen, day.since, day.until),
        locked=told.locked(seen, day.since, day.until),
        over=told.over(seen, day.since, day.until),
        open=still,
        carried=carried,
        lines=[
            OpenLine(
                alert=alert,
                amount=amount,
                held=bool(open_holds(holds.get(alert.order_no, ()), now)),
            )
            for alert, amount in first
        ],
    )
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return draw_digest(scene, reader)


def refresh(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> None:
    """Have the card of a day drawn anew at once, where its channel can."""
    number, stands = tx.ledger.pictures([copy.id]).get(copy.id, (0, set()))
    if ("redraw", "queued") in stands:
        return
    door = Promises(tx, deps)
    door.draw_anew(copy, PRIORITY[Level.ORANGE], number, now, at=now)
    door.write()


def lost(_tx: Tx, _deps: Deps, copy: CardCopy, _now: datetime) -> tuple[CardCopy, ...]:
    """Return what is shown elsewhere instead: the same day."""
    return (copy,)


def undelivered(_tx: Tx, _deps: Deps, _copy: CardCopy, _now: datetime) -> Undelivered:
    """Say that a conversation did not get its day."""
    return Undelivered(wording="undelivered_digest")
