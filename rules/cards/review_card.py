"""The review card: an application for a refund that no rule decides, for quality control."""

from dataclasses import dataclass
from decimal import Decimal

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.chat.links import evidence_link, evidence_path
from rules.masking import mask_phones
from rules.refunds.appeals import CHOICES
from rules.refunds.application import Application, Cause, Decided, Standing, standing
from rules.refunds.clauses import marked
from rules.refunds.facts import FACTS, RefundFacts
from rules.refunds.texts import by_name, fact_name, rule_name, value_name
from rules.refunds.words import Action
from rules.wording.say import clock, listing, money, say

#: What a button does; the action that it decides follows the colon.
DECIDE = "refund"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewScene:
    """Everything that it is drawn from."""

    card_id: str
    application: Application
    last: Decided
    amount: Decimal | None  #: What a refund would pay; None: nobody knows.


def draw_review(scene: ReviewScene, reader: Reader) -> Card:
    """Draw it; one that is decided says by whom, and offers nothing."""
    lang, asked, last = reader.lang, scene.application, scene.last
    stand = standing(asked, last.decision)
    waits = stand is Standing.REVIEW
    badge = say("review_badge", lang)
    status = say(f"review_{stand}", lang)
    action = say(f"refund_action_{last.decision.action}", lang)
    key = "waits" if waits else ("person" if last.cause is Cause.PERSON else "rule")
    return Card(
        card_id=scene.card_id,
        order_no=asked.order_no,
        title=say("review_title", lang, badge=badge, status=status, order_no=asked.order_no),
        tone=Tone.ORANGE if waits else Tone.GREY,
        stand=f"orange/{stand}",
        badge=badge,
        status=status,
        headline=say(f"review_headline_{key}", lang, by=by_name(last.by, lang), action=action),
        lines=_lines(scene, lang) if waits else (),
        buttons=_buttons(scene, lang) if waits else (),
        page=evidence_path(asked.id),
        link=evidence_link(reader.public_url, asked.id) if reader.public_url else None,
        footer=say("review_since", lang, at=clock(asked.at, now=reader.now, tz=reader.tz)),
    )


def _lines(scene: ReviewScene, lang: str) -> tuple[Line, ...]:
    last, plain = scene.last, RefundFacts()
    known = [
        say("fact_told", lang, name=fact_name(name, lang), value=value_name(name, value, lang))
        for name in FACTS
        if (value := getattr(last.facts, name)) != getattr(plain, name)
    ]
    amount = say("value_unknown", lang) if scene.amount is None else money(scene.amount, lang)
    by = say(
        "review_by_rule", lang, rule=rule_name(last.decision.rule, lang),
        version=last.decision.version, clause=marked(last.decision.clauses[0], lang),
    )  # fmt: skip
    found = [("amount", amount), ("facts", listing(known, lang)), ("rule", by)]
    if last.reason:
        found.append(("reason", mask_phones(last.reason)))
    return tuple(Line(label=say(f"review_{name}", lang), text=text) for name, text in found if text)


def _buttons(scene: ReviewScene, lang: str) -> tuple[Button, ...]:
    return tuple(
        Button(
            action=f"{DECIDE}:{choice}",
            label=say(f"refund_action_{choice}", lang),
            primary=choice is Action.REFUND,
        )
        for choice in CHOICES
        if choice is not Action.REFUND or scene.amount is not None
    )
