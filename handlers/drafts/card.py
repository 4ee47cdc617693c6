"""The card of a draft at work: how it stands, what is pressed on it, and how it is told."""

from datetime import datetime

from handlers.alerts.wishes import note, refuse
from handlers.deps import Deps, Pressed, Stand
from handlers.drafts import drafting
from handlers.ports import Reply
from rules.cards.card import Card, Reader, as_text
from rules.cards.draft_card import APPROVE, EXAMPLES, REJECT, DraftScene, draw_draft, headline
from rules.cards.images.image import Image
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.drafts.draft import Adopted, Blocked, Draft, DraftState, Flips, No
from rules.people.permissions import Actor, Denied, authorize, may
from rules.vocabulary import Level
from rules.wording.say import say
from storage.delivery.cards import CardCopy
from storage.tx import Tx

#: Orders named where somebody opens a draft; the page of the map names all.
_NAMED = 200
_ASKED = {APPROVE: Name.APPROVE, REJECT: Name.REJECT}


def stand(tx: Tx, deps: Deps, copy: CardCopy, now: datetime) -> Stand | None:
    """Return how a draft stands."""
    draft = tx.drafts.get(int(copy.subject_id))
    if draft is None:
        return None
    state = draft.stands(drafting.in_force(tx, draft.kind), now)
    fares = deps.drafts[draft.kind].fares(tx, deps, draft, now)
    return Stand(
        name=f"{state}/{fares.stage}" if fares.stage else state.value,
        level=Level.ORANGE,
        draw=lambda: draw(tx, deps, draft, now, card_id=copy.id),
        image=(lambda _tx: _image(draft, deps.lang)) if draft.picture else None,
        follow_up=None
        if draft.closed_by is None
        else fares.headline or headline(draft, state, deps.lang),
    )


def _image(draft: Draft, lang: str) -> Image:
    title = say("draft_image", lang, number=draft.number)
    return Image(name=f"draft-{draft.number}", title=title, svg=draft.picture)


def draw(
    tx: Tx,
    deps: Deps,
    draft: Draft,
    now: datetime,
    *,
    card_id: str = "",
    examples: int = EXAMPLES,
    flips: Flips | None = None,
) -> Card:
    """Draw a draft as it is now, with the orders that it would flip now, or is known to flip."""
    kind = deps.drafts[draft.kind]
    state = draft.stands(drafting.in_force(tx, draft.kind), now)
    is_open = state is DraftState.OPEN
    if flips is None:
        flips = kind.flips(tx, deps, draft.content, now) if is_open else Flips()
    scene = DraftScene(
        card_id=card_id,
        draft=draft,
        state=state,
        differences=kind.differences(tx, deps, draft),
        flips=flips,
        fares=kind.fares(tx, deps, draft, now),
        objection=(kind.objection(tx, deps, draft.content) if is_open else None) or "",
    )
    reader = Reader(now=now, tz=deps.timezone, lang=deps.lang, public_url=deps.public_url)
    return draw_draft(scene, reader, examples=examples)


def opened(tx: Tx, deps: Deps, draft: Draft, person: str, now: datetime) -> str:
    """Show a draft in full to somebody, which is what an approver must have seen."""
    draft = drafting.open_it(tx, deps, draft, person, now)
    return as_text(draw(tx, deps, draft, now, examples=_NAMED), deps.lang)


def approved(tx: Tx, deps: Deps, draft: Draft, actor: Actor, now: datetime) -> tuple[str, bool]:
    """Have somebody approve a draft; return what they hear, and whether it changed anything."""
    lang, number = deps.lang, draft.number
    done = drafting.approve(tx, deps, draft, actor.name, now)
    if isinstance(done, Blocked):
        return say("draft_blocked", lang, number=number, why=done.why), False
    if isinstance(done, Adopted):
        return say("draft_adopted", lang, number=number, by=actor.name), True
    if isinstance(done, No):
        return _no(deps, draft, done), False
    published, flips = done
    kind = say(f"draft_kind_{draft.kind}", lang)
    facts = {
        "number": number,
        "kind": kind,
        "version": published.version,
        "count": len(flips.orders),
    }
    return say("draft_approved", lang, by=actor.name, **facts), True


def rejected(
    tx: Tx, deps: Deps, draft: Draft, actor: Actor, now: datetime, why: str = ""
) -> tuple[str, bool]:
    """Have somebody reject a draft; return what they hear, and whether it changed anything."""
    approves = may(actor, Name.APPROVE.value)
    no = drafting.reject(tx, deps, draft, actor.name, now, why=why, approves=approves)
    if no is not None:
        return _no(deps, draft, no), False
    return say("draft_rejected", deps.lang, number=draft.number, by=actor.name), True


def _no(deps: Deps, draft: Draft, no: No) -> str:
    by = draft.author if no is No.OTHERS else draft.closed_by or ""
    command = f"{command_word(Name.DRAFTS, deps.lang)} {draft.number}"
    return say(f"draft_no_{no}", deps.lang, number=draft.number, by=by, command=command)


def press(tx: Tx, deps: Deps, tap: Pressed, now: datetime) -> Reply:
    """Open a draft, or approve or reject it as the command would."""
    name = _ASKED.get(tap.action, Name.DRAFTS)
    gate = authorize(tap.actor, name.value, shop=None)
    if isinstance(gate, Denied):
        return refuse(
            tx, deps, tap.actor, gate, action=name.value, order_no=None, now=now, private=False
        )
    draft = tx.drafts.lock(int(tap.copy.subject_id))
    if draft is None:
        return Reply(text=say("card_unknown", deps.lang), private=True)
    if name is Name.DRAFTS:
        return Reply(text=opened(tx, deps, draft, tap.actor.name, now), private=True)
    decide = approved if name is Name.APPROVE else rejected
    text, done = decide(tx, deps, draft, tap.actor, now)
    outcome = "done" if done else "refused"
    note(tx, tap.actor, name.value, None, outcome, now=now, detail=str(draft.number))
    return Reply(text=text, private=not done, changed=done)
