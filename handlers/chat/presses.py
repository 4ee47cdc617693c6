"""Presses: a tap on a card, checked, done once, and answered."""

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.alerts.wishes import note, refuse
from handlers.delivery.composing.pictures import how_it_stands, picture
from handlers.deps import Deps, Pressed
from handlers.ports import ButtonPress, Picture, PressToken, Reply
from rules.people.permissions import Denied, authorize, within
from rules.wording.say import say
from storage.delivery.cards import CardCopy
from storage.tx import Tx

#: So long after it was given an answer may still be leaving.
LEAVES_WITHIN = timedelta(seconds=10)


def on_press(press: ButtonPress, tx: Tx, deps: Deps, now: datetime) -> Reply:
    """
    Do what a tap asks for.

    The same tap again gets the same answer and does nothing. A tap on an outdated picture hears
    who was faster.
    """
    if not tx.inbox.admit(press.channel, press.press_id, now):
        before = given_before(tx, press.channel, press.press_id, now)
        return replace(before, picture=_present(press, tx, deps, now))
    reply = _answer(press, tx, deps, now)
    reply = replace(reply, picture=_present(press, tx, deps, now))
    if press.window is not None and reply.picture is not None:
        # That it stays as it was is said only where it does: `shown` comes before that.
        tx.amends.hold_redraw(reply.picture.card.card_id, now + press.window)
    gave(tx, deps, press.channel, press.press_id, reply, now)
    return reply


def shown(seen: Picture, tx: Tx, now: datetime) -> None:
    """Remember that a pressed card shows this picture now."""
    tx.cards.mark_drawn(seen.card.card_id, message_ref=None, shown=seen.card.stand, now=now)


def gave(tx: Tx, deps: Deps, channel: str, delivery: str, reply: Reply, now: datetime) -> None:
    """Remember what a message or press was answered, when, and by which process."""
    given = {"text": reply.text, "private": reply.private, "by": deps.worker, "at": now.isoformat()}
    tx.inbox.answered(channel, delivery, given)


def given_before(tx: Tx, channel: str, delivery: str, now: datetime) -> Reply:
    """Return the answer that a message or press got when it was delivered first."""
    before = tx.inbox.answer_to(channel, delivery)
    at = before.get("at")
    is_fresh = at is not None and now - datetime.fromisoformat(at) < LEAVES_WITHIN
    return Reply(
        text=str(before.get("text", "")),
        private=bool(before.get("private")),
        duplicate=True,
        told=bool(before.get("told")),
        by=before["by"] if is_fresh else None,
    )


def _answer(press: ButtonPress, tx: Tx, deps: Deps, now: datetime) -> Reply:
    place = (press.channel, press.conversation)
    actor = within(deps.directory.actor(press.channel, press.user_id), deps.scopes, place)
    token = deps.read_press(press.token)
    copy = _card_of(press, token, tx)
    if token is None or copy is None:
        note(tx, actor, "press", None, "invalid_token", now=now, detail=press.conversation)
        return Reply(text=say("card_unknown", deps.lang), private=True)
    # Whoever pressed it has it, whatever we heard of its sending.
    if copy.message_ref is None and tx.amends.arrived(copy.id, now):
        tx.cards.arrived(copy.id)
    denied = authorize(actor, token.action, shop=None)
    if isinstance(denied, Denied) and not actor.known:  # hears how to be linked, and nothing else
        return refuse(
            tx, deps, actor, denied,
            action=token.action, order_no=copy.order_no, now=now, private=False,
        )  # fmt: skip
    tap = Pressed(copy=copy, actor=actor, action=token.action, revision=token.revision)
    reply = deps.cards[copy.subject].press(tx, deps, tap, now)
    return reply if copy.order_no is None else replace(reply, about=(copy.order_no,))


def _present(press: ButtonPress, tx: Tx, deps: Deps, now: datetime) -> Picture | None:
    """Draw the pressed card as it is now."""
    copy = _card_of(press, deps.read_press(press.token), tx)
    stand = how_it_stands(tx, deps, copy, now)
    return None if stand is None else picture(deps, stand.draw(), now)


def _card_of(press: ButtonPress, token: PressToken | None, tx: Tx) -> CardCopy | None:
    """Return the card a token was made for, None when it was carried to another conversation."""
    copy = tx.cards.get(token.card_id) if token is not None else None
    if copy is None or (copy.channel, copy.conversation) != (press.channel, press.conversation):
        return None
    return copy
