"""`下一单`: what a minute of work saves most on, and nobody else has; given once (A-42 M-8)."""

from datetime import datetime, timedelta

from handlers.alerts.wishes import note
from handlers.commands.question import Answer, Question
from handlers.commands.unshipped import LOOKED_AT
from handlers.deps import Deps
from handlers.unshipped import working
from handlers.unshipped.sheet import SheetRow, rows_of, sheet_of
from rules.cards.lists.sheet_card import urgency_text
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.people.permissions import shops_of
from rules.shipping.holds import open_holds
from rules.shipping.texts import hold_text
from rules.unshipped.work import TAKEN_FOR
from rules.vocabulary import AlertState
from rules.wording.say import limit, listing, say, time_left
from storage.tx import Tx

_DONE = frozenset({"完成", "done"})
_SKIP = frozenset({"跳过", "skip"})
_SKIPPED = "unshipped_skip"
#: Open alerts looked at; red, then the oldest.
_ALERTS = 500
#: So far ahead what is due is worked though its sides agree.
_AHEAD = timedelta(hours=24)


def next_order(tx: Tx, deps: Deps, question: Question, now: datetime) -> Answer:
    """Give the person an order, theirs if they have one; before that finish or give back that."""
    actor, word = question.actor, question.command.rest.casefold().strip()
    tx.worklist.queue_up()
    mine = [work.order_no for work in tx.worklist.taken_by(actor.name, now)]
    said = []
    if mine and word in _DONE:
        said.append(working.finish(tx, deps, actor, mine[:1], now).text)
    elif mine and word in _SKIP:
        tx.worklist.give_back(mine[0], actor.name)
        note(tx, actor, _SKIPPED, mine[0], "done", now=now)
    elif mine:
        shown = _rows(tx, deps, question, now, only=mine[0])
        held = [line for row in shown for line in _held(tx, deps, row, now)]
        return Answer(text="\n".join([_given(deps, shown, mine[0], now, again=True), *held]))
    for row in _skipped_last(tx, actor.name, _rows(tx, deps, question, now), now):
        if row.order_no in mine[:1] or _is_anothers(tx, row.order_no, actor.name):
            continue
        if tx.worklist.take(row.order_no, actor.name, now):
            note(tx, actor, "unshipped_claim", row.order_no, "done", now=now)
            text = "\n".join([_given(deps, [row], row.order_no, now), *_held(tx, deps, row, now)])
            return Answer(text="\n".join([*said, text]), changed=True, detail=row.order_no)
    return Answer(text="\n".join([*said, say("next_none", deps.lang)]), changed=bool(said))


def _skipped_last(tx: Tx, name: str, rows: list[SheetRow], now: datetime) -> list[SheetRow]:
    """Put what this person gave back a while ago behind all else, the latest at the end."""
    skips = tx.audit.attempts([row.order_no for row in rows], [_SKIPPED], ["done"])
    latest = {one.order_no: one.at for one in skips if one.actor == name}
    first = now - TAKEN_FOR
    return sorted(rows, key=lambda row: max(first, latest.get(row.order_no, first)))


def _is_anothers(tx: Tx, order_no: str, name: str) -> bool:
    """Say whether somebody else has claimed the order's alert: they work on it already."""
    alert = tx.alerts.latest_of((order_no,)).get(order_no)
    return alert is not None and alert.alive and alert.claimed_by not in (None, name)


def _held(tx: Tx, deps: Deps, row: SheetRow, now: datetime) -> list[str]:
    """Say what must be released before the order can leave, or decided, and where to look first."""
    lang, no = deps.lang, row.order_no
    command = f"{command_word(Name.CHECK, lang)} {no}"
    holds = open_holds(tx.holds.of_order(no), now)
    if holds:
        named = listing((hold_text(hold, lang) for hold in holds), lang)
        return [say("next_held", lang, holds=named, command=command)]
    alert = tx.alerts.latest_of((no,)).get(no)
    if alert is None or not alert.alive:
        return []
    level, state = say(f"level_{alert.level}", lang), say(f"state_{alert.state}", lang)
    return [say("next_alert", lang, level=level, state=state, command=command)]


def _rows(
    tx: Tx, deps: Deps, question: Question, now: datetime, *, only: str | None = None
) -> list[SheetRow]:
    """
    Return what is to be worked, in the order of its urgency.

    That is what is due, what differs, and what an alert waits for somebody about.
    """
    if only is not None:
        return rows_of(tx, deps, tx.progress.these((only,)), now)
    shops = shops_of(question.actor)
    orders = {
        one.progress.order_no: one for one in tx.progress.due(now + _AHEAD, now, LOOKED_AT, shops)
    }
    for row in sheet_of(tx, deps, now, now, shops).rows:
        orders.setdefault(row.order_no, row.order)
    _, alive = tx.alerts.alive(shops=shops, limit=_ALERTS)
    about = {alert.order_no for alert in alive if alert.state is AlertState.OPEN}
    for one in tx.progress.these(about - orders.keys()):
        said = one.progress
        if said.paid_at and not (said.left_at or said.moved_at or said.ended_at):
            orders[said.order_no] = one
    return rows_of(tx, deps, orders.values(), now)


def _given(
    deps: Deps, rows: list[SheetRow], order_no: str, now: datetime, *, again: bool = False
) -> str:
    lang = deps.lang
    facts = []
    for row in rows:
        due = row.order.progress.due
        facts = [
            urgency_text(row.urgency, lang),
            time_left(due, now=now, lang=lang) if due else "",
            say(f"cause_{row.cause}", lang),
        ]
    key = "next_again" if again else "next_given"
    about = " · ".join(filter(None, facts))
    more = {} if again else {"limit": limit(TAKEN_FOR, lang)}
    return say(key, lang, order_no=order_no, about=about, **more)
