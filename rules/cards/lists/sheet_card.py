"""The sheet card: orders of a day whose three sides differ, in the order of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.cards.suggestions import Suggestion
from rules.chat.help import command_word
from rules.chat.links import sheet_path
from rules.chat.words import Name
from rules.unshipped.causes import Cause
from rules.unshipped.rate import Rate
from rules.unshipped.sheet import Cells, Side, shown
from rules.unshipped.urgency import Urgency
from rules.unshipped.work import Work
from rules.vocabulary import Action
from rules.wording.say import money, say, time_left

#: Orders that fit a card; the page and the file have the rest.
LINES = 10
CLAIM, DONE = "claim", "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLine:
    """One order of the sheet that is still to be done."""

    cells: Cells
    differs: Sequence[Side]
    cause: Cause
    due: datetime | None
    at_risk: Decimal | None
    work: Work


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetScene:
    """Everything the card of a sheet is drawn from."""

    card_id: str
    day: date
    orders: int  #: Paid and not left.
    total: int  #: On the sheet.
    done: int  #: Of those: by people, or because they have left or agree by now.
    carried: int  #: Of those that are not: they were on the sheet of a day before.
    lines: Sequence[SheetLine]  #: The first that are not done.
    rate: Rate  #: Of this month.
    link: str | None  #: Where the file is.


def draw_sheet(scene: SheetScene, reader: Reader) -> Card:
    """Draw the card; of a day without differences it says so."""
    lang, left = reader.lang, scene.total - scene.done
    stand = "open" if left else "done" if scene.total else "none"
    badge = say("sheet_badge", lang, day=f"{scene.day:%m-%d}")
    status = say(f"sheet_status_{stand}", lang, total=scene.total, done=scene.done)
    counted = say("sheet_counted", lang, orders=scene.orders, total=scene.total)
    carried = say("sheet_carried", lang, count=scene.carried) if scene.carried else ""
    rate = scene.rate
    missed = (
        say("sheet_missed", lang, missed=rate.missed, orders=rate.orders, rate=rate.text,
            by_hand=rate.by_hand)
        if rate.missed
        else ""
    )  # fmt: skip
    return Card(
        card_id=scene.card_id,
        title=say("sheet_title", lang, badge=badge, status=status),
        tone=Tone.ORANGE if left else Tone.GREEN,
        stand=stand,
        badge=badge,
        status=status,
        headline=" ".join(filter(None, (counted, carried, missed))),
        lines=tuple(_line(one, reader) for one in scene.lines),
        suggestions=_rest(left - len(scene.lines), lang),
        buttons=(
            *(_button(one, reader) for one in scene.lines),
            Button(action=Action.REFRESH.value, label=say("action_refresh", lang)),
        ),
        footer=say("sheet_footer", lang),
        link=scene.link,
        page=sheet_path(scene.day),
    )


def _line(one: SheetLine, reader: Reader) -> Line:
    lang, work = reader.lang, one.work
    words = (one.cells.mark, shown(one.cells.system), shown(one.cells.warehouse))
    sides = [
        say("sheet_odd" if side in one.differs else "sheet_even", lang, word=word or "—")
        for side, word in zip(Side, words, strict=True)
    ]
    taken = work.held_by(reader.now)
    facts = [
        say("sheet_sides", lang, mark=sides[0], system=sides[1], warehouse=sides[2]),
        say(f"cause_{one.cause}", lang),
        risk_text(one.at_risk, lang),
        time_left(one.due, now=reader.now, lang=lang) if one.due else "",
        say("sheet_carried_since", lang, day=work.first_sheet[5:]) if work.carried else "",
        say("sheet_taken", lang, by=taken) if taken else "",
    ]
    return Line(label=work.order_no, text=" · ".join(filter(None, facts)))


def risk_text(at_risk: Decimal | None, lang: str) -> str:
    """Say what an order costs if it leaves too late, or that no rule is known."""
    return say("risk_unknown", lang) if at_risk is None else money(at_risk, lang)


def urgency_text(urgency: Urgency, lang: str) -> str:
    """Say what an order is expected to cost if nobody works on it, and how that comes about."""
    risk, chance = risk_text(urgency.at_risk, lang), urgency.chance
    if urgency.lost:
        return say("risk_lost", lang, risk=risk)
    if chance is None or urgency.expected is None:
        return risk
    expected = money(urgency.expected, lang)
    return say("risk_expected", lang, risk=risk, chance=f"{chance.share:.0%}", expected=expected)


def _button(one: SheetLine, reader: Reader) -> Button:
    """Offer what works a line: take it, or say that it is done."""
    lang, no = reader.lang, one.work.order_no
    word = DONE if one.work.held_by(reader.now) else CLAIM
    label = say("sheet_button", lang, action=say(f"sheet_word_{word}", lang), order_no=no)
    command = work_command(word, no, lang)
    return Button(action=command, label=label, command=command)


def work_command(word: str, order_no: str, lang: str) -> str:
    """Return the command that takes an order (CLAIM), or says that it is done (DONE)."""
    return f"{command_word(Name.UNSHIPPED, lang)} {say(f'sheet_word_{word}', lang)} {order_no}"


def _rest(left: int, lang: str) -> tuple[Suggestion, ...]:
    if left <= 0:
        return ()
    command = command_word(Name.NEXT, lang)
    return (Suggestion(code="next", text=say("sheet_more", lang, count=left), command=command),)
