"""Presses: a tap on a card, checked, done once, and answered."""

from dataclasses import replace
from datetime import datetime

from handlers.alerts.wishes import Wish, note, too_late
from handlers.chat import decisions
from handlers.delivery import storms
from handlers.deps import Deps
from handlers.orders import drawing
from handlers.ports import ButtonPress, Picture, PressToken, Reply
from rules.alerts.alert import Alert
from rules.people.permissions import within
from rules.vocabulary import Action
from rules.wording.say import clock, say
from storage.delivery.cards import CardCopy
from storage.delivery.storms import Storm
from storage.tx import Tx

#: Taps that decide something: they need the card to show the latest decision.
_DECIDING = frozenset({Action.FREEZE, Action.RELEASE, Action.FALSE_ALARM})


def on_press(press: ButtonPress, tx: Tx, deps: Deps, now: datetime) -> Reply:
    """
    Do what a tap asks for.

    The same tap again gets the same answer and does nothing. A tap on an outdated picture hears
    who was faster.
    """
    if not tx.inbox.admit(press.channel, press.press_id, now):
        before = given_before(tx, press.channel, press.press_id)
        return replace(before, picture=_present(press, tx, deps, now))
    reply = _answer(press, tx, deps, now)
    reply = replace(reply, picture=_present(press, tx, deps, now))
    if press.window is not None and reply.picture is not None:
        # That it stays as it was is said only where it does: `shown` comes before that.
        tx.amends.hold_redraw(reply.picture.card.card_id, now + press.window)
    tx.inbox.answered(press.channel, press.press_id, {"text": reply.text, "private": reply.private})
    return reply


def shown(picture: Picture, tx: Tx, now: datetime) -> None:
    """Remember that a pressed card shows this picture now."""
    card = picture.card
    tx.cards.mark_drawn(card.card_id, message_ref=None, shown=card.stand, now=now)


def given_before(tx: Tx, channel: str, delivery: str) -> Reply:
    """Return the answer that a message or press got when it was delivered first."""
    before = tx.inbox.answer_to(channel, delivery)
    return Reply(
        text=str(before.get("text", "")),
        private=bool(before.get("private")),
        duplicate=True,
        told=bool(before.get("told")),
    )


def _answer(press: ButtonPress, tx: Tx, deps: Deps, now: datetime) -> Reply:
    place = (press.channel, press.conversation)
    actor = within(deps.directory.actor(press.channel, press.user_id), deps.scopes, place)
    token = deps.read_press(press.token)
    storm = _storm_of(press, token, tx)
    if storm is not None and actor.known:
        storms.refresh(tx, deps, storm, now)
        at = clock(now, now=now, tz=deps.timezone)
        return Reply(text=say("refreshed", deps.lang, at=at), private=True)
    copy = _card_of(press, token, tx)
    if token is None or copy is None:
        note(tx, actor, "press", None, "invalid_token", now=now, detail=press.conversation)
        return Reply(text=say("card_unknown", deps.lang), private=True)
    # Whoever pressed it has it, whatever we heard of its sending.
    if copy.message_ref is None and tx.amends.arrived(copy.id, now):
        tx.cards.arrived(copy.id)
    order = tx.orders.lock((copy.order_no,), now)[copy.order_no]
    alert = tx.alerts.get(copy.alert_id)
    wish = Wish(actor=actor, action=Action(token.action), order=order, alert=alert)
    if alert is not None and token.action in _DECIDING and not _is_fresh(token, alert):
        if not actor.known:
            return decisions.carry_out(
                tx, deps, wish, now
            )  # a stranger hears how to be linked, nothing else
        note(tx, actor, token.action, order.order_no, "stale", now=now)
        return too_late(deps, wish, _stale(deps, alert, now))
    return decisions.carry_out(tx, deps, wish, now)


def _present(press: ButtonPress, tx: Tx, deps: Deps, now: datetime) -> Picture | None:
    """Draw the pressed card as it is now."""
    storm = _storm_of(press, deps.read_press(press.token), tx)
    if storm is not None:
        return drawing.picture(deps, storms.draw(tx, deps, storm, now), now)
    copy = _card_of(press, deps.read_press(press.token), tx)
    alert = tx.alerts.get(copy.alert_id) if copy is not None else None
    if copy is None or alert is None:
        return None
    return drawing.picture(deps, drawing.draw(tx, deps, copy.id, alert, now), now)


def _card_of(press: ButtonPress, token: PressToken | None, tx: Tx) -> CardCopy | None:
    """Return the card a token was made for, None when it was carried to another conversation."""
    copy = tx.cards.get(token.card_id) if token is not None else None
    if copy is None or (copy.channel, copy.conversation) != (press.channel, press.conversation):
        return None
    return copy


def _storm_of(press: ButtonPress, token: PressToken | None, tx: Tx) -> Storm | None:
    """Return the storm a token was made for."""
    storm = tx.storms.get(token.card_id) if token is not None else None
    if storm is None or (storm.channel, storm.conversation) != (press.channel, press.conversation):
        return None
    return storm


def _is_fresh(token: PressToken, alert: Alert) -> bool:
    return alert.alive and token.revision == alert.revision


def _stale(deps: Deps, alert: Alert, now: datetime) -> str:
    if alert.decided_by is not None and alert.decided_at is not None and alert.decision is not None:
        at = clock(alert.decided_at, now=now, tz=deps.timezone)
        action = say(f"action_{alert.decision.value}", deps.lang)
        return say("stale", deps.lang, by=alert.decided_by, at=at, action=action)
    state = say(f"state_{alert.state.value}", deps.lang)
    return say("stale_system", deps.lang, order_no=alert.order_no, state=state)
