"""`信号 质量`: how often each signal of a month's orders was right, and how far people agree."""

from datetime import datetime, time
from decimal import Decimal
from fractions import Fraction

from handlers.commands.months import month_of
from handlers.commands.question import Answer, Question
from handlers.deps import Deps
from handlers.learning.labelling import Taught, taught
from handlers.resonance.published import current_policy
from rules.learning.labels import Truth
from rules.learning.quality import Quality
from rules.masking import mask_phones
from rules.people.permissions import shops_of
from rules.wording.say import clock, kind_name, listing, say
from storage.tx import Tx

#: Reasons and orders are named up to so many; whoever wants all of them asks for the order.
_NAMED = 5


def signal_quality(tx: Tx, deps: Deps, question: Question, now: datetime) -> str | Answer:
    """
    Tell of the orders of a month, of this one where none is named.

    Read ahead of the writer: it may be many rows (`handlers.chat.command_table.AHEAD`).
    """
    lang, today = deps.lang, now.astimezone(deps.timezone).date()
    span = month_of(question.command.rest, today)
    if span is None:
        return say("quality_month", lang)
    since, until = (datetime.combine(day, time(), deps.timezone) for day in span)
    found = taught(
        tx, current_policy(tx, deps), now,
        since=since, until=min(until - datetime.resolution, now), shops=shops_of(question.actor),
    )  # fmt: skip
    month = f"{span[0]:%Y-%m}"
    if not found.month.labelled:
        return say("quality_none", lang, month=month)
    truths = found.month.truths
    worth = truths[Truth.BAD] + truths[Truth.USEFUL]
    lines = [
        say("quality_title", lang, month=month, labelled=found.month.labelled, worth=worth),
        say("quality_labels", lang, **{truth.value: truths[truth] for truth in Truth}),
    ]
    lines += [_line(one, lang) for one in found.month.signals if one.fired]
    if silent := [kind_name(one.kind, lang) for one in found.month.signals if not one.fired]:
        lines.append(say("quality_silent", lang, kinds=listing(silent, lang)))
    lines += _people(found, lang)
    if found.cut:
        at = clock(found.since, now=now, tz=deps.timezone)
        lines.append(say("quality_cut", lang, at=at))
    return Answer(text="\n".join(lines), exhibit=found)


def _line(one: Quality, lang: str) -> str:
    low, high = one.between
    return say(
        "quality_line", lang, name=kind_name(one.kind, lang), fired=one.fired, right=one.right,
        precision=_share(one.precision), low=_share(low), high=_share(high),
        recall=_share(one.recall), f1=_share(one.f1),
    )  # fmt: skip


def _people(found: Taught, lang: str) -> list[str]:
    if not found.opinions:
        return []
    lines = [
        say(
            "quality_people", lang, count=found.opinions.total(), useful=found.opinions[True],
            false_alarm=found.opinions[False], judged=found.judged, borne_out=found.borne_out,
        )
    ]  # fmt: skip
    if found.reasons:
        reasons = (
            say("quality_reason", lang, reason=mask_phones(reason), count=count)
            for reason, count in found.reasons.most_common(_NAMED)
        )
        lines.append(say("quality_reasons", lang, reasons=listing(reasons, lang)))
    both = found.agreement
    if both.orders:
        lines.append(say("quality_kappa", lang, orders=both.orders, kappa=both.text))
    if both.split:
        order_nos = listing(both.split[:_NAMED], lang)
        lines.append(say("quality_split", lang, order_nos=order_nos))
    return lines


def _share(value: Fraction | Decimal | None) -> str:
    return "—" if value is None else f"{float(value):.2f}"
