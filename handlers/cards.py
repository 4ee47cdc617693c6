"""Cards: what a card may be about, and for each how it stands, is drawn and is pressed."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.alerts import digest
from handlers.alerts.undelivered import undelivered
from handlers.chat import pressed_alerts, pressed_digests
from handlers.delivery import storms
from handlers.deps import CardSubject, Deps, Stand
from handlers.orders import drawing
from rules.cards.followups import follow_up, stand_of
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
    )


#: The composition root hands this in as `Deps.cards`.
CARDS: Mapping[str, CardSubject] = MappingProxyType({
    "alert": CardSubject(
        stand=_stand,
        press=pressed_alerts.press,
        lost=lambda _tx, _deps, copy, _now: (copy,),
        undelivered=undelivered,
    ),
    digest.SUBJECT: CardSubject(
        stand=digest.stand,
        press=pressed_digests.press,
        lost=digest.lost,
        undelivered=digest.undelivered,
    ),
    storms.SUBJECT: CardSubject(
        stand=storms.stand,
        press=storms.press,
        lost=storms.lost,
        undelivered=storms.undelivered,
    ),
})  # fmt: skip
