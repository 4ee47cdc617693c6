"""To do: alerts, holds, lines of the sheet, tickets, drafts and confirmations that wait (A-42)."""

from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handlers.deps import Deps
from handlers.drafts import drafting
from handlers.unshipped.morning import is_done
from handlers.unshipped.sheet import SheetRow, rows_of
from handlers.unshipped.working import PERMISSION
from rules.alerts.alert import Alert
from rules.cards.alert.headline import rules_alone
from rules.confirmation.tickets import WITHIN, Ticket
from rules.desk.items import Do, Item, What
from rules.drafts.draft import DraftState
from rules.people.permissions import Actor, may, shops_of, would_be_done
from rules.resonance.measure import decimal_text
from rules.shipping.holds import Hold, open_holds
from rules.unshipped.work import Work
from rules.vocabulary import Action, Level
from rules.wording.say import hold_name, say
from storage.confirmation.confirmations import Waiting
from storage.orders.orders import Order
from storage.tx import Tx

#: So many of each kind are looked through; nobody works through more, and the rest is counted.
MOST = 1_000
_ACTIONS = {Do.CLAIM: Action.CLAIM, Do.RELEASE: Action.RELEASE, Do.FALSE_ALARM: Action.FALSE_ALARM}
_FEN = Decimal(100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Todo:
    """All that waits, and of which kinds there is more than was looked through."""

    items: tuple[Item, ...]
    more: frozenset[What]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of the orders that items are about, read at once for all of them."""

    orders: Mapping[str, Order]
    rows: Mapping[str, SheetRow]
    holds: Mapping[str, tuple[Hold, ...]]
    actor: Actor

    def about(self, order_no: str) -> dict[str, object]:
        """Return what every item of an order says of it."""
        order, row = self.orders.get(order_no), self.rows.get(order_no)
        said = row.order.progress if row is not None else None
        open_ = said is not None and said.left_at is None and said.ended_at is None
        amount = order.amount if order is not None else None
        return {
            "order_no": order_no,
            "shop": (order.shop if order is not None else None) or "",
            "warehouse": (order.warehouse if order is not None else None) or "",
            "amount": Decimal(amount) if amount else None,
            "risk": row.at_risk if row is not None and open_ else None,
            "saves": row.urgency.saves if row is not None and open_ else None,
            "deadline": said.due if said is not None and open_ else None,
        }

    def sees(self, order_no: str | None) -> bool:
        """Say whether its reader may be shown an order."""
        order = self.orders.get(order_no or "")
        return self.actor.sees(order.shop if order is not None else None)

    def may(self, order_no: str, level: Level, *wanted: Do) -> frozenset[Do]:
        """Return what of it its reader would not be refused."""
        order, held = self.orders.get(order_no), self.holds.get(order_no, ())
        shop = order.shop if order is not None else None
        return frozenset(
            do
            for do in wanted
            if (do is not Do.RELEASE or held)
            and would_be_done(
                self.actor, _ACTIONS[do].value, shop=shop, level=level, still_open=held
            )
        )


def todo(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> Todo:
    """Return all that waits for somebody of what its reader may see."""
    shops, most = shops_of(actor), MOST + 1
    _counts, alerts = tx.alerts.alive(shops=shops, limit=most)
    told = {alert.order_no for alert in alerts}
    holds = [one for one in tx.locked.open(now, shops, limit=most) if one.order_no not in told]
    works = tx.worklist.left(now.astimezone(deps.timezone).date().isoformat(), most)
    tickets = tx.tickets.waiting(opened_by=now, limit=most)
    signed_by = now - deps.asking.call_after
    waiting = tx.confirmations.waiting(shops, limit=most, skip=0)
    due = [one for one in waiting if one.signed_at <= signed_by]
    numbers = {one.order_no for found in (alerts, holds, works, tickets, due) for one in found}
    known = _know(tx, deps, actor, {no for no in numbers if no}, now)
    counted: dict[What, Sized] = {
        What.ALERT: alerts, What.HOLD: holds, What.LINE: works, What.TICKET: tickets,
        What.CONFIRMATION: due,
    }  # fmt: skip
    return Todo(
        items=(
            *(_alert(known, one, deps.lang) for one in alerts),
            *(_hold(known, one, deps.lang) for one in holds),
            *filter(None, (_line(known, one, deps.lang, now) for one in works)),
            *(_ticket(known, one, now) for one in tickets if known.sees(one.order_no)),
            *(_unconfirmed(known, one, deps.lang) for one in due),
            *_drafts(tx, deps, actor, now),
        ),
        more=frozenset(what for what, read in counted.items() if len(read) > MOST),
    )


def _alert(known: _Known, alert: Alert, lang: str) -> Item:
    score = rules_alone(alert, lang) or say("desk_score", lang, score=decimal_text(alert.score))
    locked = say("desk_locked", lang) if known.holds.get(alert.order_no) else ""
    wanted = [Do.RELEASE, Do.FALSE_ALARM]
    if alert.claimed_by != known.actor.name:
        wanted.append(Do.CLAIM)
    return _item(
        What.ALERT, alert.id, known, alert.order_no, level=alert.level.value,
        state=alert.state.value, owner=alert.claimed_by or "", since=alert.opened_at,
        about=" · ".join(filter(None, (score, locked))),
        may=known.may(alert.order_no, alert.level, *wanted),
    )  # fmt: skip


def _hold(known: _Known, hold: Hold, lang: str) -> Item:
    return _item(
        What.HOLD, hold.id, known, hold.order_no, name=hold.reason, owner=hold.owner,
        since=hold.since, deadline=hold.expires, about=hold_name(hold.reason, lang),
        may=known.may(hold.order_no, Level.RED, Do.RELEASE),
    )  # fmt: skip


def _line(known: _Known, work: Work, lang: str, now: datetime) -> Item | None:
    """Return a line of today's sheet, unless nothing is left of it to be done."""
    row = known.rows.get(work.order_no)
    if row is None or not known.sees(work.order_no) or is_done(row, work):
        return None
    taken = work.held_by(now)
    doable = [Do.DONE] if taken else [Do.DONE, Do.CLAIM]
    return _item(
        What.LINE, work.order_no, known, work.order_no, state="claimed" if taken else "open",
        owner=taken or "", since=row.order.progress.paid_at or now,
        about=say(f"cause_{row.cause}", lang),
        may=frozenset(doable if may(known.actor, PERMISSION) else ()),
    )  # fmt: skip


def _ticket(known: _Known, ticket: Ticket, now: datetime) -> Item:
    opened = ticket.opened_at or now
    return _item(
        What.TICKET, ticket.ticket_id, known, ticket.order_no or "", since=opened,
        deadline=opened + WITHIN, about=ticket.ticket_id,
    )  # fmt: skip


def _unconfirmed(known: _Known, one: Waiting, lang: str) -> Item:
    return _item(
        What.CONFIRMATION, one.order_no, known, one.order_no, since=one.signed_at, deadline=None,
        amount=Decimal(one.fen) / _FEN, about=say("desk_unconfirmed", lang),
    )  # fmt: skip


def _know(tx: Tx, deps: Deps, actor: Actor, numbers: set[str], now: datetime) -> _Known:
    ledgers = tx.holds.of_orders(numbers)
    return _Known(
        orders=tx.orders.find(numbers),
        rows={row.order_no: row for row in rows_of(tx, deps, tx.progress.these(numbers), now)},
        holds={no: found for no, held in ledgers.items() if (found := open_holds(held, now))},
        actor=actor,
    )


def _item(what: What, key: str, known: _Known, order_no: str, **told: object) -> Item:
    return Item(what=what, key=key, **{**known.about(order_no), **told})  # type: ignore[arg-type]


def _drafts(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> Iterable[Item]:
    """Return those that wait; a draft names orders of every shop."""
    if not actor.sees(None):
        return ()
    return [
        Item(
            what=What.DRAFT, key=str(draft.number), name=draft.kind, owner=draft.author,
            since=draft.at, deadline=draft.expires,
            about=say(
                "desk_draft", deps.lang, number=draft.number,
                kind=say(f"draft_kind_{draft.kind}", deps.lang),
            ),
        )
        for draft in tx.drafts.open()
        if draft.stands(drafting.in_force(tx, draft.kind), now) is DraftState.OPEN
    ]  # fmt: skip
