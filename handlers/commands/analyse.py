"""`分析`: on which orders something follows something else more often than on all (S-65)."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.insight.analysis import DAYS, analysis_of
from rules.chat.help import example
from rules.chat.words import Name
from rules.insight.asking import Asked, Happening, Unclear, read
from rules.insight.lift import FEWEST, SLOTS, Dimension, Lifts, Segment
from rules.people.permissions import shops_of
from rules.unshipped.rate import percent_text
from rules.wording.say import clock, kind_name, listing, say, span
from storage.tx import Tx

#: A line for each; whoever wants more asks about less.
_MOST = 10
_TENTH = Decimal("0.1")


def analyse(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """
    Tell how often the second event followed, and the segments in which it did so more often.

    Read ahead of the writer: it may be many rows (`handlers.chat.command_table.AHEAD`).
    """
    asked = read(question.command.rest)
    if isinstance(asked, Unclear):
        return _ask_back(asked, deps.lang)
    shops = shops_of(question.actor)
    found = analysis_of(tx, asked, deps.policy, now, shops=shops)
    lines = _lines(asked, found.lifts, deps.lang)
    if found.cut:
        at = clock(found.since, now=now, tz=deps.timezone)
        lines.append(say("analyse_cut", deps.lang, at=at, count=found.lifts.orders))
    return "\n".join(lines)


def _ask_back(unclear: Unclear, lang: str) -> str:
    known = listing((_name(one, lang) for one in Happening), lang)
    return say(
        f"analyse_unclear_{unclear.reason}", lang,
        said=unclear.said, known=known, example=example(Name.ANALYSE, lang),
    )  # fmt: skip


def _lines(asked: Asked, lifts: Lifts, lang: str) -> list[str]:
    what = say(
        "analyse_what", lang, first=_name(asked.first, lang), second=_name(asked.second, lang),
        within=span(asked.within, lang),
    )  # fmt: skip
    lines = [
        say(
            "analyse_title", lang, what=what, days=DAYS, hits=lifts.hits, orders=lifts.orders,
            share=_percent(lifts.share), low=_percent(lifts.low), high=_percent(lifts.high),
        )
    ]  # fmt: skip
    if not lifts.orders:
        lines = [say("analyse_no_orders", lang, what=what, days=DAYS)]
    elif lifts.orders < FEWEST:
        lines.append(say("analyse_few", lang, fewest=FEWEST))
    elif not lifts.segments:
        key = "analyse_nothing" if lifts.tried else "analyse_apart"
        lines.append(say(key, lang, tried=lifts.tried, fewest=FEWEST))
    else:
        lines += [
            _line(number, one, lang) for number, one in enumerate(lifts.segments[:_MOST], start=1)
        ]
        if more := len(lifts.segments) - _MOST:
            lines += [say("analyse_more", lang, count=more)] if more > 0 else []
        lines.append(say("analyse_how", lang, tried=lifts.tried, fewest=FEWEST))
    return lines


def _line(number: int, one: Segment, lang: str) -> str:
    return say(
        "analyse_line", lang,
        number=number, name=_segment_name(one, lang), lift=_rounded(one.lift),
        share=_percent(one.share), hits=one.hits, orders=one.orders,
        low=_percent(one.low), high=_percent(one.high), of_hits=_percent(one.of_hits),
    )  # fmt: skip


def _name(one: Happening, lang: str) -> str:
    return say(f"happening_{one}", lang)


def _segment_name(one: Segment, lang: str) -> str:
    value = one.value
    match one.dimension:
        case Dimension.HOUR:
            first, until = map(int, value.split("-"))
            value = f"{_clock(first)}–{_clock(until)}"
        case Dimension.TIER:
            value = say(f"tier_{value}", lang)
        case Dimension.SIGNAL:
            value = kind_name(value, lang)
        case Dimension.METHOD if value in {"wechat", "alipay"}:
            value = say(f"method_{value}", lang)
        case Dimension.METHOD | Dimension.SHOP | Dimension.CATEGORY:
            pass
    return say(f"segment_{one.dimension}", lang, value=value)


def _clock(slot: int) -> str:
    """Write the beginning of a half hour; the end of a day is 24:00."""
    slot = slot if slot <= SLOTS else slot - SLOTS
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


def _percent(share: Fraction | Decimal) -> str:
    exact = Fraction(share)
    return percent_text(exact.numerator, exact.denominator, _TENTH)


def _rounded(lift: Fraction) -> Decimal:
    exact = Decimal(lift.numerator) / lift.denominator
    return exact.quantize(_TENTH, ROUND_HALF_UP)
