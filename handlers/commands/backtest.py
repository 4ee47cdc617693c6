"""`回测`: how the orders of the last days would have been judged by other numbers (A-31 S-51)."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from types import MappingProxyType

from handlers.commands.question import Answer, Question
from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.learning.retesting import IMAGE, about, retest
from rules.backtest.fixed import NOT_SHIPPED
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.delivery.routes import Target
from rules.learning.picture import compared
from rules.learning.retest import Retest, share_text
from rules.learning.summary import Summary
from rules.people.permissions import shops_of
from rules.resonance.wanted import Unreadable, read_wanted
from rules.wording.say import clock, say, span
from storage.tx import Tx

#: So far back where nobody says how far, and at most.
_DAYS, _MOST_DAYS = 90, 366
_BACK = re.compile(
    r"(?:近|最近|过去|last\s+)?\s*(?<![\d.-])(?P<n>\d{1,9})\s*(?:天|日|d(?:ays?)?)(?![a-z0-9])",
    re.IGNORECASE,
)
_EXAMPLE = MappingProxyType({"zh": "地址修改=1.0 近90天", "en": "address_changed=1.0 90d"})


def backtest(tx: Tx, deps: Deps, question: Question, now: datetime) -> str | Answer:
    """
    Judge the orders of the last days by the numbers that are tried, beside those in force.

    Read ahead of the writer: it may be many rows (`handlers.chat.command_table.AHEAD`).
    """
    lang = deps.lang
    days, rest = _days(question.command.rest)
    if not 1 <= days <= _MOST_DAYS:
        example = f"{command_word(Name.BACKTEST, lang)} {_EXAMPLE[lang]}"
        return say("retest_days", lang, most=_MOST_DAYS, example=example)
    changes = _changes(rest, lang)
    if isinstance(changes, str):
        return changes
    found = retest(tx, deps, changes, days, shops_of(question.actor), now)
    if isinstance(found, str):
        return found
    return Answer(text="\n".join(_lines(found, deps, now)), exhibit=found)


def answer(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """Give the answer that was read ahead; what it found follows as a picture."""
    message, found = question.message, question.message.exhibit
    if isinstance(found, Retest) and (image := compared(found, deps.lang)) is not None:
        door = Promises(tx, deps)
        door.say(
            Target(channel=message.channel, conversation=message.conversation),
            "retest_picture", {"days": str(found.days)}, now,
            about=message.message_id, shows=(IMAGE, about(image)), only_shown=True,
        )  # fmt: skip
        door.write()
    return question.ahead


def _lines(found: Retest, deps: Deps, now: datetime) -> list[str]:
    lang, present = deps.lang, found.present.summary
    then = found.would.summary if found.would is not None else None
    fixed = found.fixed[NOT_SHIPPED]
    lines = [
        say(
            "retest_title" if found.since is None else "retest_title_cut",
            lang, days=found.days, orders=present.orders, bad=present.bad,
        ),
        *(
            say("retest_tried", lang, what=one.what, before=one.before, after=one.after)
            for one in found.tried
        ),
        *_compared(present, then, lang),
        say(
            "retest_fixed", lang, hours=f"{found.unshipped_after / timedelta(hours=1):g}",
            alerts=fixed.alerts, hits=fixed.hits,
        ),
        say(
            "backtest_three_before", lang, share=share_text((then or present).before_threshold)
        ),
    ]  # fmt: skip
    if found.since is not None:
        lines.append(say("retest_cut", lang, at=clock(found.since, now=now, tz=deps.timezone)))
    return lines


def _days(said: str) -> tuple[int, str]:
    found = _BACK.search(said)
    if found is None:
        return _DAYS, said
    return int(found["n"]), f"{said[: found.start()]} {said[found.end() :]}".strip()


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


def _compared(was: Summary, would: Summary | None, lang: str) -> list[str]:
    rows = [
        (
            say("retest_lead" if name == "lead" else f"backtest_{name}", lang),
            write(was),
            write(would) if would is not None else "",
        )
        for name, write in _written(lang).items()
    ]
    key = "retest_now" if would is None else "retest_both"
    return [say(key, lang, label=label, now=now, then=then) for label, now, then in rows]


def _written(lang: str) -> Mapping[str, Callable[[Summary], str]]:
    return {
        "alerts": lambda one: str(one.alerts),
        "alerts_per_1000": lambda one: _one(one.per_1000),
        "hits": lambda one: str(one.hits),
        "misses": lambda one: str(one.missed),
        "precision": lambda one: share_text(one.precision),
        "recall": lambda one: share_text(one.recall),
        "lead": lambda one: _span(one.lead, lang),
    }


def _one(value: Fraction | None) -> str:
    return "—" if value is None else f"{float(value):.1f}"


def _span(lead: timedelta | None, lang: str) -> str:
    return "—" if lead is None else span(lead, lang)
