"""Improving at work: for each order that spoils a figure, what to do about it and by which word."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from handlers.deps import Deps, Stand
from rules.cards.card import Card, Reader
from rules.cards.lists.improve_card import ImproveScene, ToDo, draw_improvements
from rules.cards.lists.sheet_card import CLAIM, DONE, work_command
from rules.chat.words import Name
from rules.health.figures import Figure, Metric
from rules.health.improving import Improvement
from rules.shipping.holds import Hold, open_holds
from rules.shipping.reasons import REASONS
from rules.unshipped.progress import Progress
from rules.vocabulary import Action, Level
from rules.wording.say import hold_name, say
from storage.delivery.cards import CardCopy
from storage.tx import Tx

SUBJECT = "improve"
_DAY = timedelta(days=1)


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    """Return how a list stands: what was done of it is no news of its own."""
    found = tx.improvements.get(copy.subject_id)
    if found is None:
        return None
    return Stand(name="", level=Level.ORANGE, draw=lambda: _draw(tx, deps, copy, found, now))


def _draw(tx: Tx, deps: Deps, copy: CardCopy, found: Improvement, now: datetime) -> Card:
    bound = deps.health.bounds[found.metric]
    scene = ImproveScene(
        card_id=copy.id,
        figure=Figure(found.metric, found.part, found.whole, bound),
        owner=deps.health.owner or "",
        by=found.at + _DAY,
        lines=to_do(tx, deps, found.metric, found.orders, now),
    )
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return draw_improvements(scene, reader)


def to_do(tx: Tx, deps: Deps, metric: Metric, orders: Sequence[str], now: datetime) -> list[ToDo]:
    """Return what to do about each of these orders, as they stand now."""
    lang = deps.lang
    if metric is Metric.BLOCKED:
        return _blocked(tx, orders, now, lang)
    text = say(f"improve_{metric}", lang)
    return [
        ToDo(order_no=no, text=text, command=say(f"improve_{metric}_by", lang, order_no=no))
        for no in orders
    ]


def _blocked(tx: Tx, orders: Sequence[str], now: datetime, lang: str) -> list[ToDo]:
    """Say which are held, late, in somebody's hands, or neither held nor late any more."""
    holds, progress = tx.holds.of_orders(orders), tx.progress.find(orders)
    works, found = tx.worklist.of(orders), []
    for no in orders:
        held, work = open_holds(holds.get(no, ()), now), works.get(no)
        over = not _is_blocked(held, progress.get(no), now)
        if held:
            text = say("improve_held", lang, reason=hold_name(held[0].reason, lang))
            # One of another system has to be named.
            code = "" if held[0].reason in REASONS else f" {held[0].reason}"
            command = say("improve_held_by", lang, order_no=no, code=code)
            asks = Action.RELEASE.value
        else:
            taken = work.held_by(now) if work is not None else None
            texts = (say("improve_blocked", lang), taken and say("sheet_taken", lang, by=taken))
            text = " · ".join(filter(None, texts))
            command, asks = work_command(DONE if taken else CLAIM, no, lang), Name.NEXT.value
            over |= work is not None and work.done_at is not None
        found.append(ToDo(order_no=no, text=text, command=command, asks=asks, over=over))
    return found


def _is_blocked(held: Sequence[Hold], progress: Progress | None, now: datetime) -> bool:
    """Say whether an order still is in the house and held, or past its promise."""
    if progress is None or progress.left_at is not None or progress.ended_at is not None:
        return False
    return bool(held) or (progress.due is not None and progress.due <= now)
