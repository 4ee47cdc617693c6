"""The digest at work: one day of a conversation, or of what a person may see, as it is now."""

from datetime import date, datetime, time, timedelta

from handlers.confirmation.tickets import COUNTED, late_of
from handlers.deps import Deps, Stand
from handlers.unshipped.rates import rate_of_day, rate_of_month
from rules.cards.card import Card, Reader
from rules.cards.lists.digest_card import OPEN_LINES, DigestScene, OpenLine, draw_digest
from rules.delivery.daily import Day, day_on
from rules.shipping.holds import open_holds
from rules.vocabulary import SYSTEM, Level
from storage.delivery.cards import CardCopy
from storage.delivery.days import Seen
from storage.tx import Tx

SUBJECT = "digest"
_WEEK = timedelta(days=7)


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
    told, shops = tx.days, deps.scopes.get(seen.place) if seen.place else seen.shops
    first = told.undecided(seen, day.until, OPEN_LINES)
    holds = tx.holds.of_orders([alert.order_no for alert, _ in first])
    until = min(day.until, now)
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
        by_machine=told.made_by(seen, SYSTEM, day.until - _WEEK, until),
        late=late_of(tx, shops, day.since, until),
        late_in_30_days=late_of(tx, shops, until - COUNTED, until),
        missed=rate_of_day(tx, deps, day, now, shops=shops),
        missed_in_month=rate_of_month(tx, deps, now, shops=shops),
    )
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return draw_digest(scene, reader)
