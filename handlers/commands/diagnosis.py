"""`契约 诊断`: at which stage the messages of each partner failed at a time (S-35)."""

from datetime import datetime

from handlers.deps import Deps
from rules.cards.contract_card import partner_name
from rules.chat.moment import moment_of
from rules.contracts.diagnosis import Stage, Step, diagnose
from rules.contracts.observation import WINDOW, window_of
from rules.contracts.window import Window, windows_of
from rules.wording.say import clock, listing, say
from storage.tx import Tx


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
        lines.append(say("diagnosis_ghosts", lang))
    elif not any(step.fails for step in steps):
        lines.append(say("diagnosis_well", lang))
    return lines


def _line(step: Step, lang: str) -> str:
    stage = say(f"diagnosis_{step.stage}", lang)
    if not step.came and step.stage is not Stage.ORDERS:
        return say("diagnosis_unknown", lang, stage=stage)
    if step.stage is Stage.ORDERS:
        detail = say("diagnosis_created", lang, count=step.passed)
    elif step.reasons:
        reasons = listing(step.reasons, lang)
        detail = say("diagnosis_why", lang, good=step.passed, all=step.came, reasons=reasons)
    else:
        detail = say("diagnosis_of", lang, good=step.passed, all=step.came)
    mark = "no" if step.fails else "yes" if step.passed else "none"
    return say(f"diagnosis_{mark}", lang, stage=stage, detail=detail)
