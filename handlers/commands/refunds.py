"""`退款`: what was asked back of an order and decided; `退款时效`: how long it took, by shop."""

from collections.abc import Collection
from datetime import datetime

from handlers.deps import Deps
from handlers.refunds.links import VALID, refund_link
from handlers.refunds.view import clause_address
from rules.chat.links import evidence_link
from rules.people.permissions import Actor, may, shops_of
from rules.refunds.application import standing
from rules.refunds.clauses import clause
from rules.refunds.texts import by_name, sentence
from rules.refunds.times import WEEK, times_of
from rules.unshipped.rate import percent_text
from rules.wording.say import clock, listing, say, span
from storage.orders.orders import Order
from storage.tx import Tx

_WEEKS = 4


def refund(tx: Tx, deps: Deps, asked: Order, actor: Actor, now: datetime) -> str:
    """
    Print every application of an order with each of its decisions, the oldest first.

    Whoever may appeal in a customer's name is given the address of the customer's page, too.
    """
    lang = deps.lang
    lines = [say("refund_title", lang, order_no=asked.order_no)]
    for one, history in tx.refunds.histories(asked.order_no):
        last = history[-1].decision
        at = clock(one.at, now=now, tz=deps.timezone)
        status = say(f"review_{standing(one, last)}", lang)
        lines.append(say("refund_asked", lang, at=at, name=one.named, status=status))
        for made in history:
            url = clause_address(deps, made.decision, clause(made.decision.clauses[0], lang))
            lines.append(
                say(
                    "refund_made",
                    lang,
                    at=clock(made.at, now=now, tz=deps.timezone),
                    by=by_name(made.by, lang),
                    text=sentence(made.facts, made.decision, lang),
                    row=made.decision.row,
                    version=made.decision.version,
                    url=url,
                )
            )
        if may(actor, "read_evidence"):
            url = evidence_link(deps.public_url, one.id)
            lines.append(say("refund_evidence", lang, url=url))
    if len(lines) == 1:
        lines.append(say("refund_none", lang))
    if may(actor, "appeal_refund"):
        page = refund_link(deps, asked.order_no, now)
        lines.append(say("refund_page", lang, days=VALID.days, url=page))
    return "\n".join(lines)


def refund_times(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> str:
    """
    Print mean, median and 95th percentile of the last four weeks, and each week's mean.

    Below them how many after-sales tickets of each shop had no answer in time (S-24).
    """
    lang, since, mine = deps.lang, now - _WEEKS * WEEK, shops_of(actor)
    settled = tx.refunds.settled_since(since)
    seen = [one for one in settled if mine is None or one[0] in mine]
    lines = [say("refund_times_title", lang)]
    for one in times_of(seen, since, _WEEKS):
        weeks = ("—" if week is None else span(week, lang) for week in one.weeks)
        lines.append(
            say(
                "refund_times_shop",
                lang,
                shop=one.shop or say("order_unknown", lang),
                count=one.count,
                mean=span(one.mean, lang),
                median=span(one.median, lang),
                p95=span(one.p95, lang),
                weeks=listing(weeks, lang),
            )
        )
    if len(lines) == 1:
        lines.append(say("refund_times_none", lang))
    return "\n".join((*lines, *_late_tickets(tx, mine, since, now, lang)))


def _late_tickets(
    tx: Tx, mine: Collection[str] | None, since: datetime, now: datetime, lang: str
) -> list[str]:
    by_shop = tx.tickets.late(since=since, until=now)
    lines = [
        say(
            "refund_times_late", lang, shop=shop or say("order_unknown", lang),
            late=one.late, due=one.due, share=percent_text(one.late, one.due),
        )
        for shop, one in sorted(by_shop.items(), key=lambda found: found[0] or "")
        if mine is None or shop in mine
    ]  # fmt: skip
    return [say("refund_times_late_title", lang), *lines] if lines else []
