"""`回测`: how the orders of the last days would have been judged by other numbers (A-31 S-51)."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from types import MappingProxyType

from handlers.commands.question import Question
from handlers.deps import Deps
from handlers.learning.past import past
from handlers.resonance.published import merged, published, with_changes
from rules.backtest.fixed import NOT_SHIPPED
from rules.backtest.walk import walk
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.learning.summary import Share, Summary, summary_of
from rules.people.permissions import shops_of
from rules.resonance.override_texts import difference, odd_text
from rules.resonance.overrides import laid_over
from rules.resonance.policy import Policy
from rules.resonance.wanted import Unreadable, read_wanted
from rules.wording.say import clock, say, span
from storage.tx import Tx

#: So far back where nobody says how far, and at most.
_DAYS, _MOST_DAYS = 90, 366
_BACK = re.compile(
    r"(?:近|最近|过去|last\s+)?\s*(?<![\d.])(?P<n>\d{1,3})\s*(?:天|日|d(?:ays?)?)(?![a-z0-9])",
    re.IGNORECASE,
)
_EXAMPLE = MappingProxyType({"zh": "地址修改=1.0 近90天", "en": "address_changed=1.0 90d"})


def backtest(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """
    Judge the orders of the last days by the numbers that are tried, beside those in force.

    Read ahead of the writer: it may be many rows (`handlers.chat.command_table.AHEAD`).
    """
    lang = deps.lang
    said = question.command.rest
    days, rest = _days(said)
    changes = _changes(rest, lang)
    if isinstance(changes, str):
        return changes
    before = published(tx)[1]
    after = merged(before, changes)
    _, odd = laid_over(deps.policy, after)
    if odd:
        return odd_text(odd[0], lang)
    was, would = (with_changes(tx, deps, one) for one in (before, after))
    found = past(
        tx, was, since=now - timedelta(days=days), until=now, shops=shops_of(question.actor)
    )
    if not found.orders:
        return say("retest_empty", lang, days=days)
    present = [walk(facts, was, now) for facts in found.orders]
    tried = [walk(facts, would, now) for facts in found.orders] if changes else present
    lines = [_title(found.cut, days, summary_of(present), lang)]
    lines += _tried(changes, was, would, before, after, lang)
    lines += _compared(summary_of(present), summary_of(tried), lang, alone=not changes)
    fixed = summary_of(present, NOT_SHIPPED)
    lines.append(
        say(
            "retest_fixed", lang, hours=f"{was.unshipped_after / timedelta(hours=1):g}",
            alerts=fixed.alerts, hits=fixed.hits,
        )
    )  # fmt: skip
    three = _share(summary_of(tried).before_threshold)
    lines.append(say("backtest_three_before", lang, share=three))
    if found.cut:
        lines.append(say("retest_cut", lang, at=clock(found.since, now=now, tz=deps.timezone)))
    return "\n".join(lines)


def _days(said: str) -> tuple[int, str]:
    found = _BACK.search(said)
    if found is None:
        return _DAYS, said
    days = min(max(int(found["n"]), 1), _MOST_DAYS)
    return days, f"{said[: found.start()]} {said[found.end() :]}".strip()


def _changes(said: str, lang: str) -> dict[str, str] | str:
    """Read what is tried, or say what of it is no number of the policy; nothing is the present."""
    clauses = "；".join(re.split(r"[\s,，]+(?=\S+?=)", said.strip()))
    if not clauses:
        return {}
    wanted = read_wanted(clauses)
    if isinstance(wanted, Unreadable):
        example = f"{command_word(Name.BACKTEST, lang)} {_EXAMPLE[lang]}"
        return say("policy_unreadable", lang, word=wanted.word, example=example)
    return wanted.changes


def _title(cut: bool, days: int, present: Summary, lang: str) -> str:  # noqa: FBT001 - what was read
    key = "retest_title_cut" if cut else "retest_title"
    return say(key, lang, days=days, orders=present.orders, bad=present.bad)


def _tried(
    changes: Mapping[str, str],
    was: Policy,
    would: Policy,
    before: Mapping[str, str],
    after: Mapping[str, str],
    lang: str,
) -> list[str]:
    return [
        say("retest_tried", lang, what=one.what, before=one.before, after=one.after)
        for one in (difference(name, was, would, before, after, lang) for name in sorted(changes))
    ]


def _compared(was: Summary, would: Summary, lang: str, *, alone: bool) -> list[str]:
    rows = (
        ("alerts", str(was.alerts), str(would.alerts)),
        ("alerts_per_1000", _one(was.per_1000), _one(would.per_1000)),
        ("hits", str(was.hits), str(would.hits)),
        ("misses", str(was.missed), str(would.missed)),
        ("precision", _share(was.precision), _share(would.precision)),
        ("recall", _share(was.recall), _share(would.recall)),
        ("lead", _span(was.lead, lang), _span(would.lead, lang)),
    )
    lines = []
    for name, now, then in rows:
        label = say("retest_lead" if name == "lead" else f"backtest_{name}", lang)
        key = "retest_now" if alone else "retest_both"
        lines.append(say(key, lang, label=label, now=now, then=then))
    return lines


def _one(value: Fraction | None) -> str:
    return "—" if value is None else f"{float(value):.1f}"


def _share(share: Share) -> str:
    if share.value is None:
        return "—"
    low, high = share.between
    return f"{float(share.value):.1%} [{float(low):.1%}–{float(high):.1%}]"


def _span(lead: timedelta | None, lang: str) -> str:
    return "—" if lead is None else span(lead, lang)
