"""Nights at work: which orders of a night do not go together, as they are told of now (S-80)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from handlers.deps import Deps, Stand
from handlers.people.rota import keepers_of
from handlers.statuses.published import published
from rules.cards.card import Card, Reader
from rules.cards.night_card import NightLine, NightScene, draw_night
from rules.delivery.daily import Day, day_on
from rules.unshipped.nights import IN_WAREHOUSE, Gap, Told, gaps
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.tx import Tx

SUBJECT = "night"
#: What was told in the last quarter of an hour may still be on its way to us.
_GRACE = timedelta(minutes=15)
#: Orders that are read for a card; all are counted.
_MOST = 500


def differing(tx: Tx, deps: Deps, day: Day) -> Mapping[Told, Gap]:
    """Return what does not go together of what left in a day, by the present telling."""
    counted = tx.nights.counted(day.since - _GRACE, day.until - _GRACE)
    return gaps(counted, published(tx, deps))


def shown_to(deps: Deps, copy: CardCopy, told: Told) -> bool:
    """Say whether orders of which this is told may be shown where a copy stands (A-57)."""
    shops = deps.scopes.get((copy.channel, copy.conversation))
    return shops is None or told.shop in shops


def keepers(deps: Deps, copy: CardCopy, told: Mapping[Told, Gap]) -> tuple[str, ...]:
    """Return who works where something is to be looked for, of what a conversation is shown."""
    return keepers_of(
        deps,
        (
            one.warehouse
            for one, gap in told.items()
            if gap in IN_WAREHOUSE and shown_to(deps, copy, one)
        ),
    )


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand:
    """Return how a night stands: its counts are no news of their own."""
    return Stand(name="", level=Level.ORANGE, draw=lambda: _draw(tx, deps, copy, now))


def _draw(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Card:
    day = day_on(date.fromisoformat(copy.subject_id), deps.night_check or time(0), deps.timezone)
    since, until = day.since - _GRACE, day.until - _GRACE
    counted = tx.nights.counted(since, until)
    mine = {one: count for one, count in counted.items() if shown_to(deps, copy, one)}
    odd = {one: gap for one, gap in gaps(counted, published(tx, deps)).items() if one in mine}
    counts: Counter[tuple[Gap, str]] = Counter()
    for one, gap in odd.items():
        counts[gap, one.warehouse] += mine[one]
    numbers: dict[tuple[Gap, str], list[str]] = defaultdict(list)
    for order in tx.nights.saying(odd, since, until, _MOST) if odd else ():
        numbers[odd[order.told], order.told.warehouse].append(order.order_no)
    scene = NightScene(
        card_id=copy.id,
        day=day,
        compared=sum(mine.values()),
        lines=[
            NightLine(
                gap=gap, warehouse=name, count=counts[gap, name], order_nos=numbers[gap, name]
            )
            for gap, name in sorted(counts, key=_place)
        ],
    )
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return draw_night(scene, reader)


def _place(line: tuple[Gap, str]) -> tuple[int, str]:
    return list(Gap).index(line[0]), line[1]
