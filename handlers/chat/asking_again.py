"""Asking again: whoever releases an order is told first what still stands against shipping it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from handlers.alerts.wishes import Wish, note, too_late
from handlers.deps import Deps
from handlers.ports import Reply
from rules.people.permissions import Denied, authorize
from rules.shipping.holds import Hold
from rules.shipping.reasons import reason_of
from rules.shipping.texts import hold_text
from rules.vocabulary import Action
from rules.wording.say import listing, say, span
from storage.tx import Tx

#: What the audit calls the first of two releases.
ASKED = "asked"
#: The second has to follow within this, or it is a first one again.
WITHIN = timedelta(minutes=5)


def once_more(
    tx: Tx, deps: Deps, wish: Wish, chosen: Collection[Hold], now: datetime
) -> Reply | None:
    """
    Name the causes that still hold, and ask for the same again; None where it may go on.

    A cause that came up since somebody was asked is asked about anew. Who may not release them is
    not asked.
    """
    causes = [hold for hold in chosen if reason_of(hold.reason).by_cause]
    shop, no = wish.order.shop, wish.order.order_no
    gates = (authorize(wish.actor, Action.RELEASE.value, shop=shop, hold=hold) for hold in chosen)
    if not causes or any(isinstance(gate, Denied) for gate in gates):
        return None
    since = max(now - WITHIN, *(hold.since for hold in causes))
    if any(
        (attempt.actor, attempt.outcome) == (wish.actor.name, ASKED) and attempt.at >= since
        for attempt in tx.audit.of_order(no)
    ):
        return None
    held = listing((hold_text(hold, deps.lang) for hold in causes), deps.lang)
    note(tx, wish.actor, Action.RELEASE, no, ASKED, now=now, detail=held)
    within = span(WITHIN, deps.lang)
    return too_late(
        deps, wish, say("release_asks", deps.lang, order_no=no, held=held, within=within)
    )
