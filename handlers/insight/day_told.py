"""A day told at its end: what was caught, what that saved, what to try next; from the ledgers."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from statistics import median_low

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from rules.chat.help import command_word, kind_word
from rules.chat.words import Name
from rules.delivery.routes import FALLBACK
from rules.health.troubles import Wrong
from rules.vocabulary import Kind, Level
from rules.wording.say import clock, listing, money, say, span
from storage.delivery.days import Seen
from storage.tx import Tx

#: Orders that are named; how many there are is said.
_NAMED = 5
_EVERYTHING = Seen()


def tell(tx: Tx, deps: Deps, since: datetime, now: datetime, shows: tuple[str, str]) -> None:
    """Say once in the group how a day went that began at `since` and ends now, with an image."""
    door = Promises(tx, deps)
    facts = day_facts(tx, deps, since, now)
    door.say(FALLBACK, "day_told", facts, now, about=since.isoformat(), shows=shows)
    door.write()


def day_facts(tx: Tx, deps: Deps, since: datetime, until: datetime) -> dict[str, str]:
    """Count a day anew from journal and ledgers."""
    raised = tx.days.raised(_EVERYTHING, since, until)
    still, _ = tx.days.open_count(_EVERYTHING, since, until)

    def at(moment: datetime) -> str:
        return clock(moment, now=until, tz=deps.timezone)

    return {
        "since": at(since),
        "until": at(until),
        "orders": str(tx.progress.count(since, until)),
        "red": str(raised.get(Level.RED, 0)),
        "orange": str(raised.get(Level.ORANGE, 0)),
        "locked": str(tx.days.locked(_EVERYTHING, since, until)),
        "over": str(sum(tx.days.over(_EVERYTHING, since, until).values())),
        "open": str(still),
        "caught": _caught(tx, deps, since, until),
        "ghosts": _ghosts(tx, deps, since),
        "tries": "\n".join(_tries(tx, deps, since, until)),
    }


def _caught(tx: Tx, deps: Deps, since: datetime, until: datetime) -> str:
    """Say which goods were stopped at the scanner, what they are worth, how early it was warned."""
    stopped, lang = tx.scans.stopped(since, until), deps.lang
    if not stopped:
        return ""
    orders = tx.orders.find(stopped)
    worth = sum((Decimal(o.amount) for o in orders.values() if o.amount), Decimal(0))
    warned = {no: tx.alerts.of_order(no) for no in stopped}
    leads = [
        stopped[no] - alerts[0].opened_at
        for no, alerts in warned.items()
        if alerts and alerts[0].opened_at <= stopped[no]
    ]
    lead = say("day_told_lead", lang, lead=span(median_low(leads), lang)) if leads else ""
    named = _named(list(stopped), lang)
    return say(
        "day_told_caught", lang, count=len(stopped), worth=money(worth, lang), orders=named,
        lead=lead,
    )  # fmt: skip


def _named(order_nos: Sequence[str], lang: str) -> str:
    names = listing(order_nos[:_NAMED], lang)
    return names if len(order_nos) <= _NAMED else say("day_told_more", lang, orders=names)


def _ghosts(tx: Tx, deps: Deps, since: datetime) -> str:
    """Say how many payments and orders did not find each other for a while, and do now."""
    count = sum(int(one.facts["count"]) for one in tx.troubles.over(Wrong.GHOST, since))
    return say("day_told_ghosts", deps.lang, count=count) if count else ""


def _tries(tx: Tx, deps: Deps, since: datetime, until: datetime) -> list[str]:
    """Return what may be typed next, about orders of this day."""
    lang = deps.lang
    closed = tx.days.closed(_EVERYTHING, Level.RED, since, until)
    waiting = [a.order_no for a, _ in tx.days.undecided(_EVERYTHING, until, 1)]
    word = command_word
    change = kind_word(Kind.ADDRESS_CHANGED, lang)
    tries = [
        *((f"{word(Name.ACCOUNT, lang)} {no}", "account") for no in closed[:1]),
        *((f"{word(Name.CHECK, lang)} {no}", "check") for no in waiting),
        *((f"{word(Name.WHAT_IF, lang)} {no} +{change}", "what_if") for no in waiting),
        (word(Name.NEXT, lang), "next"),
        (word(Name.HEALTH, lang), "health"),
    ]
    return [
        say("day_told_try", lang, command=command, what=say(f"day_told_try_{what}", lang))
        for command, what in tries
    ]
