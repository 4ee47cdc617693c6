"""The card of an alert: what it looks like now, as a pure function of the order's present state."""

from collections.abc import Mapping
from dataclasses import replace

from rules.alerts.alert import Alert
from rules.cards.alert.account import card_lines
from rules.cards.alert.followups import stand_of
from rules.cards.alert.headline import headline, what_happened
from rules.cards.alert.lines import deeds_of, facts_of, more_of
from rules.cards.alert.scene import Scene
from rules.cards.card import Button, Card, Line, Reader, Tone, advice
from rules.cards.suggestions import Suggestion, suggest
from rules.chat.help import command_word
from rules.chat.links import order_link
from rules.chat.words import Name
from rules.resonance.policy import Policy
from rules.shipping.holds import Hold
from rules.shipping.texts import hold_text
from rules.shipping.warehouse import AtWarehouse
from rules.vocabulary import Action, AlertState, Level
from rules.wording.say import say

#: None: the colour of the level, which whoever works on it still has to know.
_TONES: Mapping[AlertState, Tone | None] = {
    AlertState.OPEN: None,
    AlertState.CLAIMED: None,
    AlertState.SNOOZED: Tone.GREY,
    AlertState.FROZEN: None,
    AlertState.RELEASED: Tone.GREEN,
    AlertState.FALSE_ALARM: Tone.GREY,
    AlertState.RESOLVED: Tone.GREEN,
    AlertState.EXPIRED: Tone.GREY,
}

#: What a person may still do in each state, before asking what the order allows. Where a platform
#: has no room for all of them, the last are written out: 有用 decides nothing.
_POSSIBLE: Mapping[AlertState, tuple[Action, ...]] = {
    AlertState.OPEN: (
        Action.RECALL, Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM,
        Action.SNOOZE, Action.USEFUL,
    ),
    AlertState.CLAIMED: (
        Action.RECALL, Action.FREEZE, Action.RELEASE, Action.FALSE_ALARM, Action.SNOOZE,
        Action.USEFUL,
    ),
    AlertState.SNOOZED: (
        Action.RECALL, Action.FREEZE, Action.RELEASE, Action.CLAIM, Action.FALSE_ALARM,
        Action.USEFUL,
    ),
    AlertState.FROZEN: (Action.RECALL, Action.RELEASE, Action.REFRESH),
    AlertState.RELEASED: (),
    AlertState.FALSE_ALARM: (),
    AlertState.RESOLVED: (),
    AlertState.EXPIRED: (),
}  # fmt: skip

#: The command that does what a button does, for channels and people without buttons.
_COMMANDS: Mapping[Action, Name] = {
    Action.FREEZE: Name.LOCK,
    Action.RELEASE: Name.RELEASE,
    Action.CLAIM: Name.CLAIM,
    Action.FALSE_ALARM: Name.FALSE_ALARM,
    Action.SNOOZE: Name.SNOOZE,
    Action.USEFUL: Name.USEFUL,
    Action.RECALL: Name.RECALL,
    Action.UNDO: Name.RELEASE,
    Action.REFRESH: Name.ORDER,
}

#: Why a red order is released, ready to be pressed: what the button asks for, and how it is said.
BECAUSE = ("because_agreed", "because_checked", "because_mended")
#: Pieces of advice beside the facts; the others are folded away.
_SHOWN = 2


def draw(scene: Scene, policy: Policy, reader: Reader) -> Card:
    """Draw the card. It names what happened and offers only what is possible now."""
    alert, lang = scene.alert, reader.lang
    order_no = alert.order_no
    card = Card(
        card_id=scene.card_id,
        order_no=order_no,
        title=say(
            "card_title",
            lang,
            level=say(f"level_{alert.level}", lang),
            order_no=order_no,
            state=state_name(scene, lang),
        ),
        tone=_TONES[alert.state] or (Tone.RED if alert.level is Level.RED else Tone.ORANGE),
        stand=stand_of(alert),
        badge=say(f"level_{alert.level}", lang),
        status=state_name(scene, lang),
        headline=headline(scene, policy, lang) if alert.alive else _ending(scene, policy, reader),
        more=(*_account(scene, reader), *more_of(scene, policy, reader)),
        more_by=f"{command_word(Name.ACCOUNT if scene.account else Name.WHY, lang)} {order_no}",
        revision=alert.revision,
        link=order_link(reader.public_url, order_no) if reader.public_url else None,
    )
    if alert.alive:
        return _waiting(card, scene, reader)
    return replace(card, buttons=_second_thoughts(scene, reader))


def _account(scene: Scene, reader: Reader) -> tuple[Line, ...]:
    return card_lines(scene.account, reader) if scene.account is not None else ()


def state_name(scene: Scene, lang: str = "zh") -> str:
    """Name the state; what the warehouse has not confirmed is not called locked."""
    state, warehouse = scene.alert.state, scene.warehouse
    if state is AlertState.FROZEN and warehouse not in (None, AtWarehouse.CONFIRMED):
        return say(
            f"warehouse_{warehouse.outside if warehouse is AtWarehouse.PUSHED else warehouse}", lang
        )
    return say(f"state_{state}", lang)


def _waiting(card: Card, scene: Scene, reader: Reader) -> Card:
    """Add what only a card needs that waits for somebody: facts, advice and buttons."""
    lang = reader.lang
    buttons = _buttons(scene, reader)
    typed = {button.command for button in buttons}
    tips = [
        replace(one, command=None, pressed=True) if one.command in typed else one
        for one in _suggestions(scene, lang)
    ]
    label = say("label_suggestion", lang)
    others = tuple(Line(label=label, text=advice(one, lang)) for one in tips[_SHOWN:])
    return replace(
        card,
        lines=facts_of(scene, reader),
        suggestions=tuple(tips[:_SHOWN]),
        buttons=buttons,
        more=(*others, *card.more),
        footer=" · ".join(deeds_of(scene.alert, reader)),
    )


def _ending(scene: Scene, policy: Policy, reader: Reader) -> str:
    """Say what had happened, how it ended, and whether anything still holds the order."""
    lang = reader.lang
    said = [what_happened(scene.alert, policy, lang), deeds_of(scene.alert, reader)[-1]]
    if scene.holds:
        holds = say("semicolon", lang).join(hold_text(hold, lang) for hold in scene.holds)
        said.append(say("card_still_locked", lang, holds=holds))
    if scene.alert.may_be_undone(reader.now) and not scene.alert.because:
        said.append(say("card_why_released", lang, order_no=scene.alert.order_no))
    return " · ".join(said)


def _suggestions(scene: Scene, lang: str) -> tuple[Suggestion, ...]:
    alert, order = scene.alert, scene.order
    return suggest(
        [part.kind for part in alert.parts],
        alert.hard,
        high_value=order.high_value,
        level=alert.level,
        held=bool(scene.holds),
        left=order.left,
        order_no=alert.order_no,
        lang=lang,
    )


def _buttons(scene: Scene, reader: Reader) -> tuple[Button, ...]:
    lang, recall = reader.lang, scene.recall
    possible = possible_actions(
        scene.alert,
        holds=scene.holds,
        left=scene.order.left,
        recall=recall is not None and recall.is_offered(reader.now),
    )
    return tuple(
        Button(
            action=action.value,
            label=say(f"action_{action}", lang),
            primary=place == 0,
            command=command_of(action, scene.alert.order_no, lang),
        )
        for place, action in enumerate(possible)
    )


def _second_thoughts(scene: Scene, reader: Reader) -> tuple[Button, ...]:
    """Offer whoever has just released it to say why, and to take that back."""
    alert, lang = scene.alert, reader.lang
    if not alert.may_be_undone(reader.now):
        return ()
    release = command_of(Action.RELEASE, alert.order_no, lang)
    words = [(because, say(because, lang)) for because in BECAUSE if not alert.because]
    if not scene.order.left:
        words.append((Action.UNDO.value, say("action_undo", lang)))
    return tuple(
        Button(action=word, label=label, command=f"{release} {label}") for word, label in words
    )


def possible_actions(
    alert: Alert, *, holds: tuple[Hold, ...], left: bool, recall: bool = False
) -> tuple[Action, ...]:
    """
    Return what may still be decided: no release without a hold, no freezing of what has left.

    What has left may be recalled as long as its carrier can stop it. A press on anything else is
    answered with who decided. 刷新 decides nothing and always works.
    """
    impossible = {
        Action.RELEASE: not holds,
        Action.FREEZE: left,
        Action.RECALL: not recall,
    }
    return tuple(one for one in _POSSIBLE[alert.state] if not impossible.get(one, False))


def command_of(action: Action, order_no: str, lang: str = "zh") -> str:
    """Return the command that does what a button of an order's card does."""
    return f"{command_word(_COMMANDS[action], lang)} {order_no}"
