"""Troubles at work: one card for each in every conversation of orange alerts, until it is over."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from handlers.delivery import redraws
from handlers.delivery.copies import show_everywhere
from handlers.delivery.promises import Promises
from handlers.deps import Deps, Stand, derived_id
from handlers.health.ghosts import file_link, table_of
from handlers.people.rota import keepers_of, names_orders
from rules.cards.card import Card, Reader
from rules.cards.trouble_card import badge, draw_trouble
from rules.health.troubles import Found, Trouble, Wrong
from rules.wording.say import say
from storage.delivery.cards import CardCopy
from storage.tx import Tx

SUBJECT = "trouble"


def compare(tx: Tx, deps: Deps, wrong: Wrong, found: Mapping[str, Found], now: datetime) -> int:
    """
    Compare all that is wrong in one way with what is known; return how much began or ended.

    What began gets its cards, unless it is behind another trouble: then the card of that one tells
    of it, as long as that is so. What is over, is graver or milder, or is counted and grew, has
    them drawn anew. What else goes on is told with its newest facts by whoever looks.
    """
    known = {t.name: t for t in tx.troubles.lasting() if t.wrong is wrong}
    began = [
        Trouble(
            id=derived_id(SUBJECT, wrong, name, now.isoformat()),
            wrong=wrong,
            name=name,
            since=found[name].since,
            facts=found[name].facts,
        )
        for name in sorted(found.keys() - known.keys())
    ]
    over = [replace(known[name], over_at=now) for name in sorted(known.keys() - found.keys())]
    changed = [
        replace(trouble, facts=found[name].facts)
        for name, trouble in known.items()
        if name in found and found[name].facts != trouble.facts
    ]
    tx.troubles.save(began + over + changed)
    door = Promises(tx, deps)
    untold = [one for one in changed if known[one.name].behind and not _shown(tx, one)]
    for trouble in (one for one in [*began, *untold] if not one.behind):
        calls = keepers_of(deps, (trouble.name,)) if wrong is Wrong.WAYBILL else ()
        show_everywhere(
            door, SUBJECT, trouble.id, now,
            level=trouble.level, calls=calls, sources=[trouble.source],
        )  # fmt: skip
    other = [one.id for one in changed if _sounds_other(one, known[one.name])]
    for copy in tx.cards.about(SUBJECT, [*other, *(trouble.id for trouble in over)]):
        redraws.of_card(door, copy, now, at=now)
    door.write()
    return len(began) + len(over)


def _shown(tx: Tx, trouble: Trouble) -> bool:
    return bool(tx.cards.about(SUBJECT, [trouble.id]))


def _sounds_other(one: Trouble, before: Trouble) -> bool:
    """Say whether it is graver or milder, has come nearer to a limit, or is counted and grew."""
    if one.wrong is Wrong.GHOST:
        return True
    said, was = ((t.level, t.behind, t.facts.get("limit")) for t in (one, before))
    return said != was


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    """Return how a trouble stands."""
    trouble = tx.troubles.get(copy.subject_id)
    if trouble is None:
        return None
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    over = say("trouble_now_over", deps.lang, badge=badge(trouble, deps.lang))
    return Stand(
        name="lasts" if trouble.lasts else "over",
        level=trouble.level,
        draw=lambda: _drawn(deps, copy, trouble, reader),
        follow_up=None if trouble.lasts else over,
        file=(lambda tx: table_of(tx, deps, trouble, now)) if _has_file(deps, trouble) else None,
    )


def _has_file(deps: Deps, trouble: Trouble) -> bool:
    """Say whether its payments are listed; not where some conversations may not see all orders."""
    return trouble.wrong is Wrong.GHOST and trouble.lasts and names_orders(deps, trouble.level)


def _drawn(deps: Deps, copy: CardCopy, trouble: Trouble, reader: Reader) -> Card:
    card = draw_trouble(copy.id, trouble, reader)
    link = file_link(deps, trouble, reader.now) if _has_file(deps, trouble) else None
    return card if link is None else replace(card, link=link, page=urlsplit(link).path)
