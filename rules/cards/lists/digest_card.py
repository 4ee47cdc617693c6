"""The digest card: a day in one message: what was locked, decided and is still open."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rules.alerts.alert import Alert
from rules.cards.alert.card import command_of
from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.cards.suggestions import Suggestion
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.daily import Day
from rules.unshipped.bills import Billed
from rules.unshipped.penalties import Cost
from rules.unshipped.rate import Rate, percent_text
from rules.vocabulary import Action, AlertState, Level
from rules.wording.say import clock, listing, money, say

#: Open alerts that fit a card; `预警` lists the rest.
OPEN_LINES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """An alert that nobody has decided, with what a person needs to do it."""

    alert: Alert
    amount: str | None
    held: bool  #: A hold on the order is open.


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestScene:
    """Everything a digest is drawn from."""

    card_id: str
    day: Day
    raised: Mapping[Level, int]
    locked: int  #: Orders.
    over: Mapping[AlertState, int]  #: Decided by people, or ended.
    open: int  #: Of all, however old.
    carried: int  #: Of those, how many are older than this day.
    lines: Sequence[OpenLine]  #: The first of them: red, then oldest.
    by_machine: tuple[int, int]  #: Of the holds of seven days: set by the system, and all (S-13).
    #: Of the after-sales tickets whose 48 hours ended on this day: late, and all (S-24).
    late: tuple[int, int]
    late_in_30_days: tuple[int, int]  #: … and in thirty days up to its end.
    missed: Rate  #: Of what was promised to leave on this day.
    missed_in_month: Rate  #: Of what was paid in this month.


def draw_digest(scene: DigestScene, reader: Reader) -> Card:
    """Draw the card; of a day without anything it says so."""
    lang = reader.lang
    over = sum(scene.over.values())
    facts = {"open": scene.open, "over": over, "all": over + scene.open}
    quiet = not (over or scene.open or scene.locked or any(scene.raised.values()))
    stand = "quiet" if quiet else "open" if scene.open else "done"
    red = any(one.alert.level is Level.RED for one in scene.lines)
    badge = say("day_badge", lang, day=f"{scene.day.date:%m-%d}")
    status = say(f"day_status_{stand}", lang, **facts)
    return Card(
        card_id=scene.card_id,
        title=say("day_title", lang, badge=badge, status=status),
        tone=Tone.RED if red else Tone.ORANGE if scene.open else Tone.GREEN,
        stand=stand,
        badge=badge,
        status=status,
        lines=(*_counts(scene, lang), *(_line(one, reader) for one in scene.lines)),
        suggestions=_rest(scene, lang),
        buttons=(
            *(_button(one, lang) for one in scene.lines),
            Button(action=Action.REFRESH.value, label=say("action_refresh", lang)),
        ),
        footer=say(
            "day_footer",
            lang,
            since=clock(scene.day.since, now=reader.now, tz=reader.tz),
            until=clock(min(scene.day.until, reader.now), now=reader.now, tz=reader.tz),
        ),
        link=reader.public_url.rstrip("/") if reader.public_url else None,
    )


def _counts(scene: DigestScene, lang: str) -> list[Line]:
    """Count what happened; what did not is left out."""
    raised = _counted(((f"level_{level}", n) for level, n in scene.raised.items()), lang)
    over = _counted(((f"state_{state}", n) for state, n in scene.over.items()), lang)
    locked = listing(filter(None, (_locked(scene, lang), _by_machine(scene, lang))), lang)
    carried = say("day_orders", lang, count=scene.carried) if scene.carried else ""
    texts = {"raised": raised, "locked": locked, "over": over, "carried": carried}
    texts |= {"missed": _missed(scene, lang), "late": _late(scene, lang)}
    return [
        Line(label=say(f"day_label_{name}", lang), text=text)
        for name, text in texts.items()
        if text
    ]


def _locked(scene: DigestScene, lang: str) -> str:
    return say("day_orders", lang, count=scene.locked) if scene.locked else ""


def _by_machine(scene: DigestScene, lang: str) -> str:
    """Say which share of a week's locks the system set; where nothing was locked, nothing."""
    made, all_ = scene.by_machine
    week = {"made": made, "all": all_, "share": percent_text(made, all_)}
    return say("day_machine", lang, **week) if all_ else ""


def _missed(scene: DigestScene, lang: str) -> str:
    """Tell what was missed on the day against the month; where nothing was, nothing is said."""
    day, month = scene.missed, scene.missed_in_month
    if not (day.missed or month.missed):
        return ""
    rates = {"day_missed": day, "day_missed_month": month}
    said = [
        say(key, lang, missed=rate.missed, orders=rate.orders, rate=rate.text)
        for key, rate in rates.items()
        if rate.orders
    ]
    by_hand = say("missed_by_hand", lang, share=month.by_hand) if month.missed else ""
    cost = cost_text(month.cost if month.missed else day.cost, lang)
    return listing(filter(None, (*said, cost, by_hand)), lang)


def _late(scene: DigestScene, lang: str) -> str:
    """Tell how many tickets were late on the day and in 30 days; where none was, nothing."""
    if not scene.late_in_30_days[0]:
        return ""
    counted = {"day_late": scene.late, "day_late_in_30_days": scene.late_in_30_days}
    return listing(
        (
            say(key, lang, late=late, due=due, share=percent_text(late, due))
            for key, (late, due) in counted.items()
            if due
        ),
        lang,
    )


def cost_text(cost: Cost, lang: str) -> str:
    """Say what missed orders cost by the rules of their platforms, and how many have no rule."""
    known = say("missed_cost", lang, cost=money(cost.amount, lang), count=cost.known)
    unknown = say("missed_uncosted", lang, count=cost.unknown)
    return listing(filter(None, (known * (cost.known > 0), unknown * (cost.unknown > 0))), lang)


def heads_text(billed: Iterable[Billed], lang: str) -> str:
    """Say what platforms took for what."""
    return listing(
        (
            say(
                "missed_head",
                lang,
                head=say(f"bill_{one.head}", lang),
                cost=money(one.amount, lang),
            )
            for one in billed
        ),
        lang,
    )


def _counted(found: Iterable[tuple[str, int]], lang: str) -> str:
    return listing(
        (say("day_counted", lang, name=say(key, lang), count=n) for key, n in found if n), lang
    )


def next_action(one: OpenLine) -> Action:
    """Return what works a line: take it where nobody has, else decide it."""
    if one.alert.state is not AlertState.CLAIMED:
        return Action.CLAIM
    return Action.RELEASE if one.held else Action.FREEZE


def _line(one: OpenLine, reader: Reader) -> Line:
    lang, alert = reader.lang, one.alert
    facts = [
        say(f"level_{alert.level}", lang),
        say("day_held", lang) if one.held else "",
        money(one.amount, lang) if one.amount is not None else "",
        say("day_claimed", lang, by=alert.claimed_by) if alert.claimed_by else "",
        say("day_since", lang, at=clock(alert.opened_at, now=reader.now, tz=reader.tz)),
    ]
    return Line(label=alert.order_no, text=" · ".join(filter(None, facts)))


def _button(one: OpenLine, lang: str) -> Button:
    """Offer what works a line; it names its order, since a digest has many."""
    action, order_no = next_action(one), one.alert.order_no
    command = command_of(action, order_no, lang)
    label = say("day_button", lang, action=say(f"action_{action}", lang), order_no=order_no)
    return Button(action=command, label=label, command=command)


def _rest(scene: DigestScene, lang: str) -> tuple[Suggestion, ...]:
    """Offer what the card has no room for."""
    left, missed = scene.open - len(scene.lines), scene.missed.missed + scene.missed_in_month.missed
    offers = (
        (left > 0, "see_all", say("day_more", lang, count=left), Name.ALERTS),
        (missed > 0, "see_missed", say("day_see_missed", lang), Name.MISSED),
        (scene.late_in_30_days[0] > 0, "see_late", say("day_see_late", lang), Name.REFUND_TIMES),
    )
    return tuple(
        Suggestion(code=code, text=text, command=command_word(name, lang))
        for there, code, text, name in offers
        if there
    )
