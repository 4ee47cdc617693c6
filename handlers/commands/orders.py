"""`查单`, `轨迹`, `体检`: one order in three sizes."""

from datetime import datetime

from handlers.deps import Deps
from handlers.orders import drawing
from handlers.orders.look import OrderCase, look_at, suggestions_for
from handlers.orders.on_the_way import late_parcels
from rules.cards.alert.lines import incomplete_mark, part_text
from rules.chat.help import command_word
from rules.chat.links import order_link
from rules.chat.words import Name
from rules.clipping import clip
from rules.events.event import Event
from rules.events.tellings import happened
from rules.health.legs import late_text
from rules.orders.overlay import quiet_lines, told_text
from rules.orders.timeline import event_text
from rules.resonance.measure import decimal_text
from rules.shipping.holds import open_holds
from rules.shipping.texts import hold_text
from rules.vocabulary import Level
from rules.wording import say as wording
from rules.wording.say import clock, say
from storage.orders.orders import Order
from storage.tx import Tx

#: Lines of a timeline that fit a chat message on a phone; the page has the rest.
_LINES = 12
#: Of these, so many of so many bytes stand in a check-up, below what there is to do.
_LATEST = 5
_BRIEF = 120


def order(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Say in a few lines how an order stands."""
    seen = _look(tx, deps, asked, now)
    return "\n".join(_summary(tx, deps, seen, now))


def trace(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Tell what happened, in order of time, each line with its source and how late it came."""
    seen = _look(tx, deps, asked, now)
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
    lines.extend(_event_line(deps, event, now) for event in events[-_LINES:])
    lines.extend(quiet_lines((event.type for event in events), deps.lang))
    lines.extend(_late(tx, deps, seen, now))
    if photos := tx.confirmations.photos.of_order(asked.order_no):
        link = order_link(deps.public_url, asked.order_no)
        lines.append(say("trace_photos", deps.lang, count=len(photos), link=link))
    # What was frozen when nobody had acted to the last (S-76), as it was then.
    lines.extend(a.detail for a in tx.audit.of_order(asked.order_no) if a.action == "snapshot")
    return "\n".join(lines)


def check(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Report everything that matters about an order, and what to do (S-72)."""
    seen = _look(tx, deps, asked, now)
    lines = [
        say("check_title", deps.lang, order_no=asked.order_no),
        *_summary(tx, deps, seen, now)[1:],
    ]
    lines.extend(part_text(part, deps.lang) for part in seen.resonance.parts)
    if seen.resonance.hard:
        rules = wording.listing(
            (say(f"hard_{r}", deps.lang) for r in seen.resonance.hard), deps.lang
        )
        lines.append(say("why_hard", deps.lang, rules=rules))
    late = _late(tx, deps, seen, now)
    lines.extend(late)
    suggestions = suggestions_for(seen, lang=deps.lang)
    if suggestions:
        lines.append(say("check_suggestions", deps.lang))
        for one in suggestions:
            how = one.command or say("card_manual", deps.lang)
            lines.append("· " + say("card_advice", deps.lang, text=one.text, how=how))
    elif seen.resonance.level is Level.CALM and not late and not tx.troubles.blinding():
        lines.append(say("check_well", deps.lang))
    lines.extend(_latest(deps, seen, now))
    lines.append(say("card_link", deps.lang, link=order_link(deps.public_url, asked.order_no)))
    return "\n".join(lines)


def _late(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    """Name parcels that wait too long."""
    late = late_parcels(tx, deps, seen, now)
    return [late_text(one, now=now, tz=deps.timezone, lang=deps.lang) for one in late]


def _latest(deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    """Tell the end of the story in short lines, and the command that tells all of it."""
    latest = [(e, event_text(e.type, e.data, deps.lang)) for e in seen.events[-_LATEST:]]
    lines = [clip(_event_line(deps, event, now, text), _BRIEF) for event, text in latest]
    if not lines:
        return []
    earlier = len(seen.events) - len(lines)
    if earlier:
        command = f"{command_word(Name.TRACE, deps.lang)} {seen.case.order.order_no}"
        lines.append(say("check_earlier", deps.lang, count=earlier, command=command))
    return [say("check_timeline", deps.lang), *lines]


def _event_line(deps: Deps, event: Event, now: datetime, text: str | None = None) -> str:
    at = clock(happened(event), now=now, tz=deps.timezone)
    return f"{at} {told_text(event, deps.lang, text)}"


def _look(tx: Tx, deps: Deps, asked: Order, now: datetime) -> OrderCase:
    seen = look_at(tx, deps, asked.order_no, now)
    if seen is None:
        message = f"order {asked.order_no} vanished between two looks"
        raise LookupError(message)
    return seen


def _summary(tx: Tx, deps: Deps, seen: OrderCase, now: datetime) -> list[str]:
    lang, order_, result = deps.lang, seen.case.order, seen.resonance
    until = drawing.promised(tx, (order_.order_no,)).get(order_.order_no)
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
    if order_.cancelled:
        lines.append(say("order_cancelled", lang))
    elif order_.left_at is not None:
        lines.append(say("order_left", lang, at=clock(order_.left_at, now=now, tz=deps.timezone)))
    elif until is not None:
        left = wording.time_left(until, now=now, lang=lang)
        at = clock(until, now=now, tz=deps.timezone)
        lines.append(say("order_deadline", lang, at=at, left=left))
    holds = open_holds(seen.case.holds, now)
    if holds:
        held = wording.listing((hold_text(h, lang) for h in holds), lang)
        lines.append(say("order_held", lang, holds=held))
    elif order_.left_at is None and not order_.cancelled:
        lines.append(say("order_free", lang))
    alert = seen.case.alert
    if alert is not None and alert.alive:
        level, state = say(f"level_{alert.level}", lang), say(f"state_{alert.state}", lang)
        lines.append(say("order_alert", lang, level=level, state=state))
    return lines
