"""Weeks: what the last one came to, once for each conversation, from Monday's digest on."""

from collections.abc import Callable, Collection
from datetime import datetime, time, timedelta

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.health.days import is_counted
from handlers.health.weeks import IMAGE, Week, about, last_monday, week_of
from handlers.learning.opinions import agreed
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.routes import FALLBACK, Target
from rules.health.figures import Figure
from rules.learning.labels import Agreement
from rules.vocabulary import SYSTEM
from rules.wording.say import money, say
from storage.system.marks import Mark
from storage.tx import Tx

_NAME = "week"


def look(tx: Tx, deps: Deps, now: datetime) -> Callable[[Tx], int]:
    """Read the week for each conversation that was not told of it; return what tells."""
    if deps.digest is None or now < _due(deps, deps.digest, now):
        return lambda _tx: 0
    first = last_monday(now, deps)
    if not is_counted(tx, first + timedelta(days=6)):
        return lambda _tx: 0
    targets = {target for route in deps.routes for target in route.to} or {FALLBACK}
    due = [target for target in sorted(targets, key=str) if not _is_told(tx, target, first)]
    weeks: dict[Collection[str] | None, tuple[Week, Agreement]] = {}
    for target in due:
        shops = _shops(deps, target)
        if shops not in weeks:
            week = week_of(tx, deps, first, shops, now)
            weeks[shops] = week, agreed(tx, week.since, week.until, shops)

    def write(tx: Tx) -> int:
        door = Promises(tx, deps)
        for target in due:
            tx.marks.set(Mark(name=f"{_NAME}:{target}", state=str(first), by=SYSTEM, at=now))
            week, both = weeks[_shops(deps, target)]
            if week.orders:
                facts = _facts(week, both, deps)
                shows = (IMAGE, about(first, _shops(deps, target)))
                door.say(target, _NAME, facts, now, about=str(first), shows=shows)
        door.write()
        return len(due)

    return write


def _due(deps: Deps, at: time, now: datetime) -> datetime:
    monday = last_monday(now, deps) + timedelta(days=7)
    return datetime.combine(monday, at, deps.timezone)


def _is_told(tx: Tx, target: Target, first: object) -> bool:
    mark = tx.marks.get(f"{_NAME}:{target}")
    return mark is not None and mark.state >= str(first)


def _shops(deps: Deps, target: Target) -> Collection[str] | None:
    return deps.scopes.get((target.channel, target.conversation))


def _facts(week: Week, both: Agreement, deps: Deps) -> dict[str, str]:
    lang = deps.lang
    lines = [_line(figure, week.before[metric], lang) for metric, figure in week.figures.items()]
    month = f"{command_word(Name.MISSED, lang)} {week.last:%Y-%m}"
    missed = say("week_missed", lang, missed=week.missed, cost=money(week.billed, lang))
    missed = say("card_advice", lang, text=missed, how=month)
    saved = say("week_saved", lang, orders=week.orders, people=week.looked_at, saved=week.saved)
    saved = say("card_advice", lang, text=saved, how=command_word(Name.ALERTS, lang))
    lines += [missed, saved]
    if both.orders:
        kappa = say("quality_kappa", lang, orders=both.orders, kappa=both.text)
        how = command_word(Name.SIGNAL_QUALITY, lang)
        lines.append(say("card_advice", lang, text=kappa, how=how))
    return {
        "first": f"{week.first:%m-%d}",
        "last": f"{week.last:%m-%d}",
        "lines": "\n".join(lines),
        "link": f"{deps.public_url.rstrip('/')}/order-health",
    }


def _line(figure: Figure, before: Figure, lang: str) -> str:
    name = say(f"metric_{figure.metric}", lang)
    if figure.text is None:
        return say("health_nothing", lang, name=name)
    badge = say("health_bad" if figure.is_bad else "health_fine", lang)
    facts = {"badge": badge, "name": name, "value": figure.text, "before": before.text or "–"}
    line = say("week_line", lang, **facts)
    # What is fine asks for nothing.
    return (
        say("card_advice", lang, text=line, how=say("week_more", lang)) if figure.is_bad else line
    )
