"""`查单`, `轨迹`: one order in a few lines, and all that happened to it."""

from datetime import datetime

from handlers.deps import Deps
from handlers.orders import drawing
from handlers.orders.look import OrderCase, look_at
from handlers.orders.on_the_way import late_parcels
from rules.cards.alert.lines import incomplete_mark
from rules.chat.links import order_link
from rules.events.event import Event
from rules.events.tellings import happened
from rules.health.legs import late_text
from rules.orders.course import Course, all_left, parcels_gone
from rules.orders.overlay import quiet_lines, told_text
from rules.resonance.measure import decimal_text
from rules.shipping.holds import open_holds
from rules.shipping.texts import hold_text
from rules.wording import say as wording
from rules.wording.say import clock, say
from storage.orders.orders import Order
from storage.tx import Tx

#: Lines of a timeline that fit a chat message on a phone; the page has the rest.
_LINES = 12


def order(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Say in a few lines how an order stands."""
    seen = look(tx, deps, asked, now)
    return "\n".join(summary(tx, deps, seen, now))


def trace(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Tell what happened, in order of time, each line with its source and how late it came."""
    seen = look(tx, deps, asked, now)
    events = seen.events
    lines = [say("trace_title", deps.lang, order_no=asked.order_no, count=len(events))]
    if len(events) > _LINES:
        lines.append(
            say(
                "trace_more",
                deps.lang,
                count=len(events) - _LINES,
                link=order_link(deps.public_url, asked.order_no),
            )
        )
    lines.extend(event_line(deps, event, now) for event in events[-_LINES:])
    lines.extend(quiet_lines((event.type for event in events), deps.lang))
    lines.extend(late(tx, deps, seen, now))
    if photos := tx.confirmations.photos.of_order(asked.order_no):
        link = order_link(deps.public_url, asked.order_no)
        lines.append(say("trace_photos", deps.lang, count=len(photos), link=link))
    # What was frozen when nobody had acted to the last (S-76), as it was then.
    lines.extend(a.detail for a in tx.audit.of_order(asked.order_no) if a.action == "snapshot")
    return "\n".join(lines)


def late(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    """Name parcels that wait too long."""
    late = late_parcels(tx, deps, seen, now)
    return [late_text(one, now=now, tz=deps.timezone, lang=deps.lang) for one in late]


def event_line(deps: Deps, event: Event, now: datetime, text: str | None = None) -> str:
    """Tell one event in a line, with its source and how late it came."""
    at = clock(happened(event), now=now, tz=deps.timezone)
    return f"{at} {told_text(event, deps.lang, text)}"


def look(tx: Tx, deps: Deps, asked: Order, now: datetime) -> OrderCase:
    """Judge an order that was found just now."""
    seen = look_at(tx, deps, asked.order_no, now)
    if seen is None:
        message = f"order {asked.order_no} vanished between two looks"
        raise LookupError(message)
    return seen


def summary(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    """Say how it stands: where it belongs, its score, until when, what holds it, its alert."""
    lang, order_, result = deps.lang, seen.case.order, seen.resonance
    until = drawing.promised(tx, deps, (order_.order_no,)).get(order_.order_no)
    unknown = say("order_unknown", lang)
    score = say(
        "order_score",
        lang,
        score=decimal_text(result.score),
        level=say(f"level_{result.level}", lang),
    )
    if result.missing:
        score = f"{score} {incomplete_mark(result.missing, seen.policy, lang)}"
    head = say(
        "order_head",
        lang,
        shop=order_.shop or unknown,
        amount=wording.money(order_.amount, lang),
        warehouse=order_.warehouse or unknown,
    )
    lines = [say("order_title", lang, order_no=order_.order_no), head, score]
    here = not order_.cancelled and (order_.left_at is None or not all_left(seen.course))
    if order_.cancelled:
        lines.append(say("order_cancelled", lang))
    elif order_.left_at is not None:
        lines.append(_left(deps, seen.course, order_.left_at, now))
    if here and until is not None:
        left = wording.time_left(until, now=now, lang=lang)
        at = clock(until, now=now, tz=deps.timezone)
        lines.append(say("order_deadline", lang, at=at, left=left))
    holds = open_holds(seen.case.holds, now)
    if holds:
        held = wording.listing((hold_text(h, lang) for h in holds), lang)
        lines.append(say("order_held", lang, holds=held))
    elif here:
        # What nobody ordered, the scanner does not know.
        lines.append(say("order_free" if seen.course.created else "order_unheard", lang))
    alert = seen.case.alert
    if alert is not None and alert.alive:
        level, state = say(f"level_{alert.level}", lang), say(f"state_{alert.state}", lang)
        lines.append(say("order_alert", lang, level=level, state=state))
    return lines


def _left(deps: Deps, course: Course, left_at: datetime, now: datetime) -> str:
    """Say when it left; of several parcels some may be in the house still."""
    at, (gone, parcels) = clock(left_at, now=now, tz=deps.timezone), parcels_gone(course)
    if all_left(course):
        return say("order_left", deps.lang, at=at)
    return say("order_left_partly", deps.lang, at=at, gone=gone, count=parcels)
