"""`漏发率`: how many of a month's orders were missed, by cause, warehouse and day (S-01 S-02)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

from handlers.commands.months import month_of
from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.unshipped.rates import rate_of
from rules.cards.lists.digest_card import cost_text, heads_text
from rules.people.permissions import shops_of
from rules.unshipped.bills import Billed
from rules.unshipped.rate import Rate, percent_text
from rules.wording.say import listing, money, say
from storage.tx import Tx

#: So many months are told beside each other.
_MONTHS = 6


def missed(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """
    Tell of a month, of this one where none is named; and what platforms took for it.

    Read ahead of the writer: of half a year it takes seconds.
    """
    rest, shops = question.command.rest, shops_of(question.actor)
    lang, today = deps.lang, now.astimezone(deps.timezone).date()
    span = month_of(rest, today)
    if span is None:
        return say("missed_month", lang)
    first, after = span
    if first > today:
        return say("missed_not_yet", lang, month=f"{first:%Y-%m}")
    rate = rate_of(tx, deps, first, min(after, today + timedelta(days=1)), now, shops=shops)
    month = f"{first:%Y-%m}"
    facts = {"month": month, "missed": rate.missed, "orders": rate.orders, "rate": rate.text}
    lines = [say("missed_title", lang, **facts)]
    if rate.missed:
        lines += _details(rate, lang)
    return "\n".join([*lines, *_billed(tx, deps, span, now, shops)])


def _billed(
    tx: Tx, deps: Deps, span: tuple[date, date], now: datetime, shops: Collection[str] | None
) -> list[str]:
    """Tell what platforms took in a month, and over the months up to it beside what was missed."""
    lang, tz = deps.lang, deps.timezone
    months, after = [span[0]], span[1]
    while len(months) < _MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    months.append(after)
    starts = [datetime.combine(first, time.min, tz) for first in months]
    each = []
    for since, until in pairwise(starts):
        billed = tx.bills.between(since, until, shops)
        late = len(tx.progress.missed(since, until, now, shops))
        each.append((f"{since:%Y-%m}", late, billed))
    this = each[-1][2]
    lines = []
    if this:
        lines.append(
            say("missed_billed", lang, cost=money(_sum(this), lang),
                count=sum(one.lines for one in this), heads=heads_text(this, lang))
        )  # fmt: skip
    told = [one for one in each if one[1] or one[2]]
    if len(told) > 1:
        months_ = (
            say("missed_of_month", lang, month=name, missed=late, cost=money(_sum(billed), lang))
            for name, late, billed in told
        )
        lines.append(say("missed_months", lang, months=listing(months_, lang)))
    return lines


def _sum(billed: Iterable[Billed]) -> Decimal:
    return sum((one.amount for one in billed), Decimal(0))


def _details(rate: Rate, lang: str) -> list[str]:
    causes = sorted(rate.causes.items(), key=lambda one: (-one[1], one[0]))
    counted = [(say(f"cause_{cause}", lang), number) for cause, number in causes if number]
    return [
        cost_text(rate.cost, lang),
        say("missed_by_hand", lang, share=rate.by_hand),
        say("missed_causes", lang, causes=_counted(counted, lang)),
        say("missed_warehouses", lang, warehouses=_parts(rate.by_warehouse, lang)),
        say("missed_days", lang, days=_parts(rate.by_day, lang)),
    ]


def _counted(found: list[tuple[str, int]], lang: str) -> str:
    return listing((say("day_counted", lang, name=n, count=c) for n, c in found), lang)


def _parts(parts: Mapping[str, tuple[int, int]], lang: str) -> str:
    """Write each part in which something was missed."""
    return listing(
        (
            say("missed_part", lang, name=name or say("order_unknown", lang),
                missed=missed_, orders=orders, rate=percent_text(missed_, orders))
            for name, (missed_, orders) in sorted(parts.items())
            if missed_
        ),
        lang,
    )  # fmt: skip
