"""The customer's refund page: how a link stands, and what it shows of its order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from handlers.deps import Deps
from handlers.refunds import applying
from handlers.refunds.links import REFUND
from handlers.refunds.naming import ASKED, application_id
from handlers.refunds.photos import evidence
from handlers.refunds.published import published
from rules.orders.course import Course, created_data
from rules.refunds.application import Application, Cause, Decided, Standing, standing
from rules.refunds.facts import RefundFacts
from rules.refunds.goods import Goods, goods_of
from rules.refunds.questions import Question, left_open, questions
from rules.refunds.reading import read_facts
from rules.refunds.words import CUSTOMER, UNKNOWN
from storage.tx import Tx

#: Appeals against an application that a page takes; then it is for people to talk.
MOST_APPEALS = 3


class Stand(StrEnum):
    """How a link stands."""

    FORGED = "forged"  #: It is none of ours, or it was cut on the way.
    EXPIRED = "expired"
    UNPAID = "unpaid"
    OVER = "over"  #: Cancelled, or gone on under another number.
    OPEN = "open"  #: Goods may be asked back.
    ASKED = "asked"  #: All of them were.


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An application as its customer sees it."""

    application: Application
    history: tuple[Decided, ...]
    questions: tuple[Question, ...] = ()  #: What an appeal may still answer.

    @property
    def last(self) -> Decided:
        """What was decided last."""
        return self.history[-1]

    @property
    def standing(self) -> Standing:
        """How it stands."""
        return standing(self.application, self.last.decision)

    @property
    def may_appeal(self) -> bool:
        """Whether the page takes an appeal: not while a person is looking anyway."""
        taken = sum(one.cause is Cause.APPEALED and one.by == CUSTOMER for one in self.history)
        return self.standing is not Standing.REVIEW and taken < MOST_APPEALS


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a link shows of its order: nothing that says who or where the customer is."""

    stand: Stand
    order_no: str = ""
    shop: str | None = None
    goods: tuple[Goods, ...] = ()
    questions: tuple[Question, ...] = ()
    asked: tuple[Asked, ...] = ()
    photos: int = 0  #: That were sent, and show that something is wrong.

    @property
    def takes_photos(self) -> bool:
        """Whether there is anything that a customer could take photos of."""
        return bool(self.questions)


def look(tx: Tx, deps: Deps, token: str, now: datetime) -> Seen:
    """Say how a link stands; looking changes nothing."""
    link = deps.read_link(token)
    if link is None or link.purpose != REFUND:
        return Seen(stand=Stand.FORGED)
    if now >= link.until:
        return Seen(stand=Stand.EXPIRED)
    order = tx.orders.get(link.about)
    course = applying.course_of(tx, deps, link.about)
    if order is None or course.created is None:
        return Seen(stand=Stand.FORGED)
    told = {application_id(one): one.data for one in course.by_type.get(ASKED, ())}
    goods = goods_of(created_data(course), told.values())
    asked = tuple(
        Asked(
            application=one,
            history=tuple(history),
            questions=_left_open(tx, deps, course, history[-1].facts),
        )
        for one, history in tx.refunds.histories(link.about)
    )
    return Seen(
        stand=_stand(course, goods, asked),
        order_no=link.about,
        shop=order.shop,
        goods=goods,
        questions=questions_about(tx, deps, course, goods),
        asked=asked,
        photos=evidence(tx, link.about),
    )


def _left_open(tx: Tx, deps: Deps, course: Course, facts: RefundFacts) -> tuple[Question, ...]:
    if course.signed_at is None:
        return ()
    return left_open(questions(published(tx, deps), {facts.category}), facts)


def _stand(course: Course, goods: tuple[Goods, ...], asked: tuple[Asked, ...]) -> Stand:
    if asked and not any(one.left for one in goods):
        return Stand.ASKED
    if course.cancelled_at is not None or course.moved_on_at is not None:
        return Stand.OVER
    if course.paid_at is None:
        return Stand.UNPAID
    return Stand.OPEN if goods else Stand.OVER


def questions_about(
    tx: Tx, deps: Deps, course: Course, goods: Iterable[Goods]
) -> tuple[Question, ...]:
    """Return what is asked: of goods that did not arrive nobody can know anything."""
    if course.signed_at is None:
        return ()
    read = (read_facts({"category": one.category}) for one in goods)
    categories = {facts.category for facts in read if isinstance(facts, RefundFacts)}
    mixed = {UNKNOWN} if len(categories) != 1 else set()
    return questions(published(tx, deps), categories | mixed)
