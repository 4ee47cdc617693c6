"""Grounds: the numbers that a foreseen sign rests on, as its judgement read them."""

from collections.abc import Sequence
from datetime import timedelta

from rules.cards.card import Reader
from rules.orders.course import Course
from rules.resonance.foreseen import goods_of, hand_over
from rules.resonance.foresight.history import Outlook
from rules.resonance.foresight.odds import DOUBTS
from rules.resonance.measure import Part
from rules.resonance.policy import Policy
from rules.vocabulary import Foreseen
from rules.wording.say import clock, say, span

#: Fewer orders than these say little, and that is said.
FEW = 30
_HUNDRED = 100


def ground_text(
    part: Part, outlooks: Sequence[Outlook], course: Course, policy: Policy, reader: Reader
) -> str:
    """Say what of the order, or of how many earlier ones, makes a kind count; "" of others."""
    match part.kind:
        case Foreseen.SEVERAL_SHOPS:
            return say("ground_several_shops", reader.lang, count=goods_of(course)[0])
        case Foreseen.MANY_PIECES:
            return say("ground_many_pieces", reader.lang, count=goods_of(course)[1])
        case Foreseen.HANDOVER_OVERDUE:
            limit = hand_over(course, policy)
            at = clock(limit, now=reader.now, tz=reader.tz) if limit is not None else ""
            return say("ground_handover_overdue", reader.lang, at=at) if at else ""
        case _:
            return _of_others(part, outlooks[-1], reader.lang) if outlooks else ""


def _of_others(part: Part, read: Outlook, lang: str) -> str:
    match part.kind:
        case Foreseen.SHOP_BACKLOG:
            return say("ground_shop_backlog", lang, count=read.backlog)
        case Foreseen.SHOP_BAD:
            return _share(part.kind, read.shop_bad, read.shop_bad_of, lang)
        case Foreseen.SHOP_LATE:
            return _share(part.kind, read.shop_late, read.shop_late_of, lang)
        case Foreseen.ROUTE_WAVE:
            return _share(part.kind, read.route_late, read.route_late_of, lang)
        case Foreseen.CATEGORY_BAD:
            return _share(part.kind, read.category_bad, read.category_bad_of, lang)
        case Foreseen.SLOW_FOR_THIS_SHOP:
            return _time(part.kind, read.wait, read.wait_of, lang)
        case Foreseen.TRANSIT_SLOW_FOR_ROUTE:
            return _time(part.kind, read.transit, read.transit_of, lang)
        case Foreseen.ROUTE_DOUBT:
            of, wider = read.doubts_of
            some, whole = DOUBTS[min(part.count, len(DOUBTS)) - 1]
            route = say(f"ground_route_{wider}", lang)
            share = f"{_HUNDRED * some // whole}%"
            return _told(part.kind, of, lang, share=share, route=route)
        case _:
            return ""


def _share(kind: str, share: int | None, counted: tuple[int, int], lang: str) -> str:
    some, of = counted
    read = f"{round((share or 0) / _HUNDRED)}%"
    return _told(kind, of, lang, some=some, share=read)


def _time(kind: str, seconds: int | None, of: int, lang: str) -> str:
    took = span(timedelta(seconds=seconds or 0), lang)
    return _told(kind, of, lang, span=took)


def _told(kind: str, of: int, lang: str, **facts: object) -> str:
    """Say it, and where it rests on few orders that too; nothing of what was not counted yet."""
    if not of:
        return ""
    text = say(f"ground_{kind}", lang, of=of, **facts)
    return text + say("ground_few", lang) if of < FEW else text
