"""`漏发率`: how many of a month's orders were missed, by cause, warehouse and day (S-01 S-02)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from handlers.commands.months import month_of
from handlers.deps import Deps
from handlers.unshipped.rates import rate_of
from rules.cards.digest_card import cost_text
from rules.people.permissions import Actor, shops_of
from rules.unshipped.rate import Rate, percent_text
from rules.wording.say import listing, say
from storage.tx import Tx


def missed(tx: Tx, deps: Deps, actor: Actor, rest: str, now: datetime) -> str:
    """Tell of a month, of this one where none is named."""
    lang, today = deps.lang, now.astimezone(deps.timezone).date()
    span = month_of(rest, today)
    if span is None:
        return say("missed_month", lang)
    first, after = span
    if first > today:
        return say("missed_not_yet", lang, month=f"{first:%Y-%m}")
    rate = rate_of(
        tx, deps, first, min(after, today + timedelta(days=1)), now, shops=shops_of(actor)
    )
    month = f"{first:%Y-%m}"
    facts = {"month": month, "missed": rate.missed, "orders": rate.orders, "rate": rate.text}
    lines = [say("missed_title", lang, **facts)]
    if rate.missed:
        lines += _details(rate, lang)
    return "\n".join(lines)


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
