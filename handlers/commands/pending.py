"""`待确认`: orders that were signed for and nobody confirmed, the longest wait on top (S-16)."""

from collections import Counter
from datetime import datetime, timedelta
from decimal import Decimal

from handlers.commands.pages import LINES, page_of, rest_of
from handlers.deps import Deps
from rules.chat.words import Name
from rules.confirmation.confirmation import Result
from rules.masking import mask_phones
from rules.people.permissions import ALL_SHOPS, Actor
from rules.unshipped.rate import percent_text
from rules.wording.say import listing, money, say, span
from storage.tx import Tx

#: Whose waits are averaged: orders signed for within this.
_LATELY = timedelta(days=30)
_HOUR = timedelta(hours=1)
_FEN = 100
#: So many causes of complaints are told.
_KINDS = 5


def pending(tx: Tx, deps: Deps, actor: Actor, page: str, now: datetime) -> str:
    """
    Say what waits, what it comes to and how long orders wait; `page` is as typed.

    The sums are over all that waits, not over the page. Whoever still waits counts with the wait
    so far, so that nobody's silence makes the figure better.
    """
    lang, number = deps.lang, page_of(page)
    shops = None if ALL_SHOPS in actor.shops else actor.shops
    all_of_it = tx.confirmations.waiting_sum(shops)
    lines = [
        say(
            "pending_title",
            lang,
            count=all_of_it.orders,
            money=_yuan(all_of_it.fen, lang),
            pieces=all_of_it.pieces,
        )
        if all_of_it.orders
        else say("pending_none", lang)
    ]
    lately = tx.confirmations.dwell(shops, now - _LATELY, now, now)
    if lately is not None:
        facts = {"count": lately.orders, "answered": lately.answered}
        mean, median = _hours(lately.mean), _hours(lately.median)
        lines.append(say("pending_dwell", lang, mean=mean, median=median, **facts))
    complaints = tx.confirmations.complaints(shops, now - _LATELY)
    if complaints:
        lines.append(_complaints(complaints, lang))
    lines.extend(
        say(
            "pending_line",
            lang,
            order_no=one.order_no,
            dwell=span(now - one.signed_at, lang),
            money=_yuan(one.fen, lang),
            pieces=one.pieces,
        )
        for one in tx.confirmations.waiting(shops, limit=LINES, skip=LINES * (number - 1))
    )
    rest = rest_of(all_of_it.orders, number, Name.PENDING, lang) if all_of_it.orders else []
    return "\n".join([*lines, *rest])


def _yuan(fen: int, lang: str) -> str:
    return money(f"{fen // _FEN}.{fen % _FEN:02}", lang)


def _complaints(by_kind: Counter[str], lang: str) -> str:
    """Say of how many tickets which share was about what, the most frequent first."""
    shares = {
        _kind(kind, lang): percent_text(number, by_kind.total(), Decimal(1))
        for kind, number in by_kind.most_common(_KINDS)
    }
    causes = listing((f"{kind} {share}" for kind, share in shares.items()), lang)
    return say("pending_complaints", lang, count=by_kind.total(), causes=causes)


def _kind(kind: str, lang: str) -> str:
    """Name what a ticket is about: as customers say it on our page, else in its system's word."""
    if kind in (Result.DAMAGED, Result.MISSING):
        return say(f"confirmed_{kind}", lang)
    return mask_phones(kind) or say("complaint_unsaid", lang)


def _hours(length: timedelta) -> str:
    return f"{length / _HOUR:.1f}"
