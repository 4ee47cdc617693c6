"""The draft card: what a change would do and to which orders, and who may still publish it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.clipping import clip
from rules.drafts.draft import BY_MACHINE, Difference, Draft, DraftState, Fares, Flip, Flips
from rules.masking import mask_phones
from rules.wording.say import clock, listing, money, say, span

#: Orders that fit a card, for each way in which they change; `草案 N` names them all.
EXAMPLES = 5
_TONES = {
    DraftState.OPEN: Tone.ORANGE,
    DraftState.PUBLISHED: Tone.GREEN,
    DraftState.EXPIRED: Tone.GREY,
    DraftState.OVERTAKEN: Tone.GREY,
    DraftState.REJECTED: Tone.GREY,
}
OPEN, APPROVE, REJECT = "open", "approve", "reject"
#: Characters of the reason why it was rejected.
_REASON = 60
_NO_FARES = Fares()


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftScene:
    """Everything that a draft's card is drawn from."""

    card_id: str
    draft: Draft
    state: DraftState  #: As it stands now.
    differences: Sequence[Difference]
    flips: Flips
    fares: Fares = _NO_FARES
    objection: str = ""  #: Why nobody may publish it as things are now.


def draw_draft(scene: DraftScene, reader: Reader, *, examples: int = EXAMPLES) -> Card:
    """Draw it; one that is decided or over says how, and offers nothing."""
    lang, draft = reader.lang, scene.draft
    kind = say(f"draft_kind_{draft.kind}", lang)
    badge = say("draft_badge", lang, kind=kind, number=draft.number)
    fares = scene.fares
    state = "blocked" if scene.objection else scene.state
    status = fares.status or say(f"draft_state_{state}", lang, version=draft.version or "")
    stage = f"/{fares.stage}" if fares.stage else ""
    is_open = scene.state is DraftState.OPEN
    return Card(
        card_id=scene.card_id,
        title=say("draft_title", lang, badge=badge, status=status),
        tone=_TONES[scene.state] if fares.went_well and not scene.objection else Tone.GREY,
        stand=f"orange/{scene.state}{stage}",
        badge=badge,
        status=status,
        headline=_headline(scene, lang),
        lines=(
            *_objection(scene, lang),
            *_because(draft, lang),
            *_differences(scene, lang),
            *_flips(scene, lang, examples),
            *(Line(label=label, text=text) for label, text in fares.notes),
        ),
        buttons=_buttons(scene, lang) if is_open else (),
        footer=_footer(scene, reader),
    )


def _headline(scene: DraftScene, lang: str) -> str:
    if scene.objection:
        return say("draft_headline_blocked", lang, author=scene.draft.author)
    if scene.state is DraftState.OPEN:
        machine = scene.draft.author in BY_MACHINE
        key = "draft_headline_machine" if machine else "draft_headline"
        return say(key, lang, author=scene.draft.author, count=len(scene.flips.orders))
    if scene.fares.headline:
        return scene.fares.headline
    return headline(scene.draft, scene.state, lang)


def headline(draft: Draft, state: DraftState, lang: str) -> str:
    """Say how a draft ended."""
    text = say(
        f"draft_headline_{state}", lang, by=draft.closed_by or "", version=draft.version or ""
    )
    why = clip(mask_phones(draft.rejected_for), _REASON)
    return say("draft_rejected_for", lang, text=text, why=why) if why else text


def _objection(scene: DraftScene, lang: str) -> list[Line]:
    label = say("draft_objection", lang)
    return [Line(label=label, text=scene.objection)] if scene.objection else []


def _because(draft: Draft, lang: str) -> list[Line]:
    return [Line(label=say("draft_because", lang), text=draft.because)] if draft.because else []


def _differences(scene: DraftScene, lang: str) -> list[Line]:
    return [
        Line(label=one.what, text=say("draft_difference", lang, before=one.before, after=one.after))
        for one in scene.differences
    ]


def _flips(scene: DraftScene, lang: str, examples: int) -> list[Line]:
    """Name the orders of each way of changing, a few of them, and count the rest."""
    ways: dict[tuple[str, str], list[Flip]] = {}
    for flip in scene.flips.orders:
        ways.setdefault((flip.before, flip.after), []).append(flip)
    lines = []
    for (before, after), flips in sorted(ways.items(), key=lambda way: (-len(way[1]), way[0])):
        named = listing((flip.order_no for flip in flips[:examples]), lang)
        left = len(flips) - examples
        text = say("draft_flips_more", lang, orders=named, count=left) if left > 0 else named
        label = say("draft_flips", lang, before=before, after=after, count=len(flips))
        lines.append(Line(label=_with_sums(label, flips, lang), text=text))
    if scene.flips.unread:
        text = say("draft_unread_orders", lang, count=scene.flips.unread)
        lines.append(Line(label=say("draft_unread", lang), text=text))
    return lines


def _with_sums(label: str, flips: Sequence[Flip], lang: str) -> str:
    """Say behind a way of changing what it is in money, and how much earlier bad ends are told."""
    if difference := sum((flip.difference for flip in flips), Decimal()):
        sign = "+" if difference > 0 else "−"
        label = say("draft_flips_money", lang, label=label, money=sign + money(abs(difference)))
    if worth := [flip.worth for flip in flips if flip.worth is not None]:
        label = say("draft_flips_money", lang, label=label, money=money(sum(worth, Decimal())))
    leads = sorted(flip.lead for flip in flips if flip.lead is not None)
    if not leads:
        return label
    middle = leads[len(leads) // 2]
    lead = say("draft_as_late", lang)
    if middle:
        key = "draft_earlier" if middle > timedelta() else "draft_later"
        lead = say(key, lang, span=span(middle, lang))
    return say("draft_bad", lang, label=label, bad=len(leads), lead=lead)


def _buttons(scene: DraftScene, lang: str) -> tuple[Button, ...]:
    number = scene.draft.number
    opens = Button(
        action=OPEN,
        label=say("draft_open", lang),
        command=f"{command_word(Name.DRAFTS, lang)} {number}",
    )
    approves = Button(
        action=APPROVE,
        label=say("draft_approve", lang),
        primary=True,
        command=f"{command_word(Name.APPROVE, lang)} {number}",
    )
    rejects = Button(
        action=REJECT,
        label=say("draft_reject", lang),
        command=f"{command_word(Name.REJECT, lang)} {number}",
    )
    return (opens, rejects) if scene.objection else (opens, approves, rejects)


def _footer(scene: DraftScene, reader: Reader) -> str:
    lang, draft = reader.lang, scene.draft
    at = clock(draft.at, now=reader.now, tz=reader.tz)
    until = clock(draft.expires, now=reader.now, tz=reader.tz)
    said = [say("draft_by", lang, author=draft.author, at=at, version=draft.based_on)]
    if scene.state is DraftState.OPEN:
        said.append(say("draft_until", lang, at=until))
    if draft.opened_by:
        said.append(say("draft_opened_by", lang, names=listing(draft.opened_by, lang)))
    return " · ".join(said)
