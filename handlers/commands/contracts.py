"""`契约`: the three figures of every partner's latest messages, and what is wrong with them."""

import re
from datetime import datetime, timedelta

from handlers.commands.diagnosis import diagnosis
from handlers.commands.question import Question
from handlers.contracts import view
from handlers.deps import Deps
from rules.cards.contract_card import partner_name, percent
from rules.cards.trouble_card import badge
from rules.contracts.window import Window
from rules.wording.say import clock, say
from storage.tx import Tx

#: How far back a partner's latest window is looked for.
_BACK = timedelta(hours=24)


#: What asks for the stages of a time instead of the figures.
_DIAGNOSE = re.compile(r"(?:诊断|diagnose|diagnosis)\s*(?P<when>.*)", re.IGNORECASE)


def contracts(tx: Tx, deps: Deps, question: Question, now: datetime) -> str:
    """Tell the latest window of each partner, and below it what is wrong with its contract."""
    asked = _DIAGNOSE.fullmatch(question.command.rest.strip())
    if asked is not None:
        return diagnosis(tx, deps, asked["when"], now)
    lines = []
    for partner in view.latest(tx, deps, now, _BACK):
        lines += [_line(deps, window, now) for window in partner.windows]
        badges = (badge(one, deps.lang) for one in partner.wrong)
        lines += [say("contracts_wrong", deps.lang, badge=text) for text in badges]
    if not lines:
        return say("contracts_none", deps.lang)
    return "\n".join([say("contracts_title", deps.lang), *lines])


def _line(deps: Deps, window: Window, now: datetime) -> str:
    lang, offsets = deps.lang, window.offsets
    skew = say("contracts_no_skew", lang)
    if offsets is not None:
        p50, p95, most = offsets.p50, offsets.p95, offsets.longest
        skew = say("contracts_skew", lang, p50=p50, p95=p95, most=most)
    return say(
        "contracts_line",
        lang,
        name=partner_name(window.partner, lang),
        start=clock(window.start, now=now, tz=deps.timezone),
        messages=window.messages,
        missing=percent(window.missing_rate),
        encryption=percent(window.consistency),
        skew=skew,
    )
