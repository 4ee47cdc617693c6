"""`契约 诊断`: at which stage the messages of each partner failed at a time (S-35)."""

from datetime import datetime

from handlers.deps import Deps
from rules.cards.contract_card import partner_name, reason_name
from rules.chat.moment import moment_of
from rules.contracts.diagnosis import OURS, Stage, Step, diagnose
from rules.contracts.observation import WINDOW, window_of
from rules.contracts.window import Window, windows_of
from rules.wording.say import clock, listing, say
from storage.tx import Tx

_OK, _REFUSED = 200, 400


def diagnosis(tx: Tx, deps: Deps, text: str, now: datetime) -> str:
    """Tell the stages of every partner in the window of that time and the one before."""
    lang = deps.lang
    at = moment_of(text, now, deps.timezone)
    if at is None:
        return say("diagnosis_when", lang, text=text)
    last = window_of(at)
    first = last - WINDOW
    facts = {
        "start": clock(first, now=now, tz=deps.timezone),
        "end": clock(last + WINDOW, now=now, tz=deps.timezone),
    }
    windows: dict[str, list[Window]] = {}
    for window in windows_of(tx.windows.figures(first, last)):
        windows.setdefault(window.partner, []).append(window)
    if not windows:
        return say("diagnosis_nothing", lang, **facts)
    orders = tx.orders.created_between(first, last + WINDOW)
    return "\n\n".join(
        "\n".join([
            say("diagnosis_title", lang, name=partner_name(partner, lang), **facts),
            *_lines(of, orders, lang),
        ])
        for partner, of in sorted(windows.items())
    )  # fmt: skip


def _lines(windows: list[Window], orders: int, lang: str) -> list[str]:
    steps = diagnose(windows, orders)
    lines = [_line(step, lang) for step in steps]
    if any(step.fails and step.stage is Stage.ORDERS for step in steps):
        taken = all(_all_taken(step) for step in steps if step.stage is Stage.HTTP)
        lines.append(say("diagnosis_ghosts" if taken else "diagnosis_none_lost", lang))
    elif not any(step.fails for step in steps):
        lines.append(say("diagnosis_well", lang))
    return lines


def _line(step: Step, lang: str) -> str:
    stage = say(f"diagnosis_{step.stage}", lang)
    if step.stage is Stage.HTTP:
        return _answers(step, lang)
    if not step.came and step.stage is not Stage.ORDERS:
        return say("diagnosis_unknown", lang, stage=stage)
    if step.stage is Stage.ORDERS:
        detail = say("diagnosis_created", lang, count=step.passed)
    elif step.reasons:
        reasons = listing([reason_name(reason, lang) for reason in step.reasons], lang)
        detail = say("diagnosis_why", lang, good=step.passed, all=step.came, reasons=reasons)
    else:
        detail = say("diagnosis_of", lang, good=step.passed, all=step.came)
    mark = "no" if step.fails else "yes" if step.passed and not step.reasons else "none"
    return say(f"diagnosis_{mark}", lang, stage=stage, detail=detail)


def _all_taken(step: Step) -> bool:
    return step.answers == ((_OK, step.came),)


def _answers(step: Step, lang: str) -> str:
    """Say how messages were answered; it is well where all were taken."""
    if _all_taken(step):
        detail = say("diagnosis_of", lang, good=step.passed, all=step.came)
        return say("diagnosis_yes", lang, stage=say("diagnosis_all_taken", lang), detail=detail)
    told = [
        say(f"diagnosis_{_answer(status)}", lang, status=status, count=count)
        for status, count in step.answers
    ]
    if (unknown := step.came - sum(count for _, count in step.answers)) > 0:
        told.append(say("diagnosis_unanswered", lang, count=unknown))
    stage = say("diagnosis_http", lang)
    mark = "no" if step.fails else "none"
    return say(f"diagnosis_{mark}", lang, stage=stage, detail=listing(told, lang))


def _answer(status: int) -> str:
    if status >= OURS:
        return "failed"
    return "taken" if status < _REFUSED else "refused"
