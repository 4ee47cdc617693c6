"""Asking by the customer's page: what would be decided, and then what is done, once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from handlers.deps import Deps, derived_id
from handlers.refunds import appealing, applying, photos
from handlers.refunds.naming import ASKED
from handlers.refunds.page import Seen, Stand, look, questions_about
from rules.events.event import Event, Rejected, parse
from rules.people.permissions import Actor
from rules.refunds.appeals import with_new
from rules.refunds.application import Decided
from rules.refunds.facts import NotRead
from rules.refunds.questions import added, answered
from rules.refunds.words import CUSTOMER
from rules.vocabulary import Role
from storage.system.audit import Attempt
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What was filled in."""

    pieces: tuple[int, ...]  #: Of each of the goods, in their order.
    answers: Mapping[str, str]
    note: str = ""
    ip: str | None = None
    number: int = 0  #: How many applications the order had when the form was drawn.


class Wrong(StrEnum):
    """Why a form is drawn again."""

    GOODS = "goods"  #: None was chosen, or more than there are.
    REASON = "reason"
    UNREAD = "unread"
    STALE = "stale"  #: Something has changed since it was drawn.
    APPEAL = "appeal"  #: No reason was given.
    NO_PHOTO = "no_photo"  #: A file is none, or too large, or there are too many.


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What would be decided of a form now."""

    decided: Decided
    event: Event
    digest: str  #: Of what is shown: only that is applied for.


def weigh(tx: Tx, deps: Deps, seen: Seen, form: Form, now: datetime) -> Weighed | Wrong:
    """Say what would be decided, or what is wrong with a form; nothing is kept."""
    if seen.stand is not Stand.OPEN or form.number != len(seen.asked):
        return Wrong.STALE
    chosen = [(one, qty) for one, qty in zip(seen.goods, form.pieces, strict=False) if qty]
    if not chosen or any(not 0 < qty <= one.left for one, qty in chosen):
        return Wrong.GOODS
    course = applying.course_of(tx, deps, seen.order_no)
    said = answered(questions_about(tx, deps, course, [one for one, _ in chosen]), form.answers)
    if said is None:
        return Wrong.REASON
    facts: dict[str, object] = {**said, **photos.facts_of(seen.photos)}
    is_whole = len(chosen) == len(seen.goods) and all(qty == one.qty for one, qty in chosen)
    name = _name(seen, form)
    event = parse(
        {
            "specversion": "1.0",
            "id": name,
            "source": CUSTOMER,
            "type": ASKED,
            "subject": seen.order_no,
            "time": now.isoformat(),
            "data": {
                "id": name,
                "reason": form.note,
                "facts": facts,
                **({} if is_whole else {"items": [{"sku": g.sku, "qty": n} for g, n in chosen]}),
                **({"ip": form.ip} if form.ip else {}),
            },
        },
        received_at=now,
    )
    if isinstance(event, Rejected):
        return Wrong.UNREAD
    weighed = applying.weigh(tx, deps, event)
    if isinstance(weighed, NotRead):
        return Wrong.UNREAD
    decision = weighed.decided.decision
    shown = derived_id(event.data.get("items"), sorted(facts.items()), decision)
    return Weighed(decided=weighed.decided, event=event, digest=shown)


def confirm(
    tx: Tx, deps: Deps, token: str, form: Form, digest: str, now: datetime
) -> tuple[Seen, Event | Weighed | Wrong | None]:
    """
    Return the event by which what was shown is applied for, as every application is.

    None where it was already: of one form sent twice the second finds its application there. What
    would be decided otherwise than it was shown is to be shown anew.
    """
    seen = look(tx, deps, token, now)
    if seen.stand in (Stand.FORGED, Stand.EXPIRED):
        return seen, None
    tx.orders.lock((seen.order_no,), now)
    seen = look(tx, deps, token, now)
    if tx.refunds.named(CUSTOMER, _name(seen, form)) is not None:
        return seen, None
    weighed = weigh(tx, deps, seen, form, now)
    if isinstance(weighed, Wrong) or weighed.digest != digest:
        return seen, weighed
    return seen, weighed.event


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """An appeal as it was filled in."""

    which: int  #: Of the order's applications, the oldest is 0.
    decisions: int  #: How many were made when the form was drawn.
    reason: str
    answers: Mapping[str, str] = field(default_factory=dict)
    photos: Mapping[str, bytes] = field(default_factory=dict)  #: JPEGs by their digests.


def send_photos(
    tx: Tx, deps: Deps, token: str, sent: Mapping[str, bytes], now: datetime
) -> tuple[Seen, Wrong | None]:
    """Keep what a customer sends before they apply; the same again is not kept twice."""
    seen = look(tx, deps, token, now)
    if seen.stand is not Stand.OPEN or not seen.takes_photos:
        return seen, Wrong.STALE
    tx.orders.lock((seen.order_no,), now)
    if not photos.keep(tx, seen.order_no, sent, now):
        return seen, Wrong.NO_PHOTO
    return look(tx, deps, token, now), None


def appeal(
    tx: Tx, deps: Deps, token: str, said: Appeal, now: datetime
) -> tuple[Seen, Wrong | None]:
    """
    Take an appeal against the last of so many decisions, once.

    It may add facts that nobody knew, and photos. A person looks at it, whatever it adds.
    """
    seen, which = look(tx, deps, token, now), said.which
    if not 0 <= which < len(seen.asked):
        return seen, None
    tx.orders.lock((seen.order_no,), now)
    seen = look(tx, deps, token, now)
    one = seen.asked[which]
    if len(one.history) != said.decisions or not one.may_appeal:
        return seen, None
    if not said.reason:
        return seen, Wrong.APPEAL
    facts: dict[str, object] = {**added(one.questions, said.answers)}
    if isinstance(with_new(one.last.facts, facts), NotRead):
        return seen, Wrong.UNREAD
    if said.photos and not (seen.takes_photos and photos.keep(tx, seen.order_no, said.photos, now)):
        return seen, Wrong.NO_PHOTO
    asked = one.application
    actor = Actor(
        name=CUSTOMER, role=Role.VIEWER, shops=(asked.shop or "",), channel=CUSTOMER,
        user_id="", known=False,
    )  # fmt: skip
    if said.photos:
        facts |= photos.facts_of(photos.evidence(tx, seen.order_no))
    appealing.appeal(
        tx, deps, asked, actor, reason=said.reason, facts=facts, now=now, to_person=True
    )
    tx.audit.add(
        Attempt(
            at=now, actor=CUSTOMER, channel=CUSTOMER, action="appeal_refund",
            order_no=asked.order_no, outcome="done", detail=asked.id,
        )
    )  # fmt: skip
    return look(tx, deps, token, now), None


def _name(seen: Seen, form: Form) -> str:
    """Name an application by its order and by how many there were: a form makes one, and once."""
    return f"page-{derived_id(seen.order_no, form.number)}"
