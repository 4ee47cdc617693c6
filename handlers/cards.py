"""Cards: what a card may be about, and for each how it stands, is drawn and is pressed."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers import digest
from handlers.alerts.undelivered import undelivered
from handlers.chat import pressed_alerts, pressed_lines, pressed_refunds
from handlers.contracts import pressed
from handlers.delivery import redraws, storms
from handlers.deps import CardSubject, Deps, Stand
from handlers.drafts import card, drafting
from handlers.health import improving, troubles
from handlers.orders import drawing
from handlers.refunds import reviewing
from handlers.statuses import unmapped
from handlers.unshipped import lost_marks, morning, nights, pick_lists
from rules.cards.alert.followups import follow_up, stand_of
from storage.delivery.cards import CardCopy
from storage.tx import Tx


def _stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    alert = tx.alerts.get(copy.subject_id)
    if alert is None:
        return None
    return Stand(
        name=stand_of(alert),
        level=alert.level,
        draw=lambda: drawing.draw(tx, deps, copy.id, alert, now),
        follow_up=follow_up(alert, now=now, tz=deps.timezone, lang=deps.lang),
        alert=alert,
    )


#: The composition root hands this in as `Deps.cards`.
CARDS: Mapping[str, CardSubject] = MappingProxyType({
    "alert": CardSubject(stand=_stand, press=pressed_alerts.press, undelivered=undelivered),
    drafting.SUBJECT: CardSubject(stand=card.stand, press=card.press),
    unmapped.SUBJECT: CardSubject(stand=unmapped.stand, press=redraws.look_again),
    digest.SUBJECT: CardSubject(stand=digest.stand, press=pressed_lines.press),
    improving.SUBJECT: CardSubject(stand=improving.stand, press=pressed_lines.press),
    troubles.SUBJECT: CardSubject(stand=troubles.stand, press=pressed.press),
    lost_marks.SUBJECT: CardSubject(stand=lost_marks.stand, press=redraws.look_again),
    pick_lists.SUBJECT: CardSubject(stand=pick_lists.stand, press=redraws.look_again),
    nights.SUBJECT: CardSubject(stand=nights.stand, press=redraws.look_again),
    morning.SUBJECT: CardSubject(stand=morning.stand, press=pressed_lines.press),
    reviewing.SUBJECT: CardSubject(stand=reviewing.stand, press=pressed_refunds.press),
    storms.SUBJECT: CardSubject(
        stand=storms.stand,
        press=redraws.look_again,
        lost=storms.lost,
        undelivered=storms.undelivered,
    ),
})  # fmt: skip
