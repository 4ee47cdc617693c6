"""The report of a month that drifts: what each week cost, and how far every draft came."""

from collections.abc import Iterator
from datetime import datetime

from rich.console import Console
from rich.table import Table

from bot.day.drift.costs import Drifted
from bot.day.drift.weeks import Proposal, Search
from bot.day.hours import SHANGHAI
from bot.demo.english import english
from rules.learning.texts import gain_text
from rules.resonance.rollout import Stage
from rules.wording.say import say


def show(console: Console, found: Drifted, lang: str) -> None:
    """Print it: of each week its orders, those that ended badly, four costs, and three regrets."""
    table = Table(title=say("drift_title", lang), title_justify="left")
    for heading in say("drift_columns", lang).split("|"):
        table.add_column(heading, justify="right", overflow="fold")
    for number, week in enumerate(found.weeks, start=1):
        table.add_row(
            str(number), str(week.orders), str(week.bad),
            *(f"{cost:.0f}" for cost in (week.shipped, week.lived, week.final, week.best)),
            *map(_share, (week.regret, week.regret_of_final, week.regret_as_shipped)),
        )  # fmt: skip
    console.print(table)
    for search in found.searches:
        console.print(_searched(search, lang), soft_wrap=True)
    for one in found.proposals:
        first, *rest = _lines(one, lang)
        console.print(first, soft_wrap=True)
        for line in rest:
            console.print(f"  {line}", soft_wrap=True)
    if found.weeks:
        last = found.weeks[-1]
        regrets = {
            "last": last.regret_of_final, "lived": last.regret, "shipped": last.regret_as_shipped,
        }  # fmt: skip
        said = {name: _share(value) for name, value in regrets.items()}
        console.print(say("drift_last", lang, **said), soft_wrap=True)
    console.print(say("drift_defined", lang), soft_wrap=True)


def _searched(search: Search, lang: str) -> str:
    found = search.found
    if search.number is not None:
        what = say("drift_draft", lang, number=search.number)
    else:
        advice = say(f"drift_advice_{found.advice}", lang)
        what = search.why_not or say("drift_none", lang, advice=advice)
    return say(
        "drift_searched", lang, week=search.week, at=_at(search.at), orders=found.orders,
        bad=found.bad, checked=found.checked, gain=gain_text(found.gain), what=what,
    )  # fmt: skip


def _lines(one: Proposal, lang: str) -> Iterator[str]:
    draft, rollout = one.draft, one.rollout
    stayed = "" if one.after_one is None else say("drift_stayed", lang, version=one.after_one)
    yield say(
        "drift_shadow", lang, number=draft.number, whose=_whose(one, lang),
        orders=one.shadowed, differing=one.differing, stayed=stayed,
    )  # fmt: skip
    if rollout is None:
        state = say(f"draft_state_{draft.state}", lang, version=draft.version or "—")
        yield say("drift_unpublished", lang, state=state)
        return
    share, since = f"{rollout.share:.0%}", _at(rollout.since)
    yield say("drift_published", lang, at=since, version=rollout.version, share=share)
    if one.tripped_at is not None and one.guard is not None:
        guard = say(f"drift_guard_{one.guard}", lang)
        yield say("drift_tripped", lang, at=_at(one.tripped_at), guard=guard)
    match rollout.stage:
        case Stage.ALL:
            yield say("drift_all", lang, at=_at(rollout.ended_at))
        case Stage.ROLLED_BACK:
            yield say("drift_back", lang, at=_at(rollout.ended_at), why=rollout.why)
        case Stage.CANARY:
            yield say("drift_canary", lang)


def _whose(one: Proposal, lang: str) -> str:
    author = english(one.draft.author) if lang == "en" else one.draft.author
    return author if one.searched is None else say("drift_machine", lang, author=author)


def _at(at: datetime | None) -> str:
    return "—" if at is None else f"{at.astimezone(SHANGHAI):%m-%d %H:%M}"


def _share(value: float | None) -> str:
    return "—" if value is None else f"{value:.1%}"
