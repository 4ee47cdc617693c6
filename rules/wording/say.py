"""Wording: every sentence that people read, in Chinese and English, looked up by key and facts."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import cache
from string import Formatter

from rules.vocabulary import SYSTEM
from rules.wording.sentences import SENTENCES

LANGUAGES = ("zh", "en")
_HOUR = timedelta(hours=1)
#: Where a fact meets the sentence: Chinese beside a Latin letter or a digit.
_SEAM = re.compile(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9%][\u4e00-\u9fff]")


def say(key: str, lang: str = "zh", **facts: object) -> str:
    """
    Return a sentence. An unknown key, language or a missing fact is a KeyError, never a gap.

    `{count:alert|alerts}` is a number with its noun: 1 alert, 2 alerts. A fact is never changed,
    but a blank is put between it and the sentence where Chinese would touch a Latin letter.
    """
    text = ""
    for literal, name, nouns in _parts(key, lang):
        text = _join(text, literal)
        if name:
            text = _join(text, _counted(str(facts[name]), nouns))
    return text


@cache
def _parts(key: str, lang: str) -> tuple[tuple[str, str, str], ...]:
    """Take a sentence apart once: what stands before a fact, the fact's name, its nouns."""
    pair = dict(zip(LANGUAGES, SENTENCES[key], strict=True))
    parts = Formatter().parse(pair[lang])
    return tuple((literal, name or "", nouns or "") for literal, name, nouns, _ in parts)


def _join(before: str, after: str) -> str:
    if not (before and after):
        return before or after
    return f"{before} {after}" if _SEAM.fullmatch(before[-1:] + after[:1]) else before + after


def _counted(number: str, nouns: str) -> str:
    one, _, many = nouns.partition("|")
    return f"{number} {one if number == '1' else many}" if nouns else number


def kind_name(kind: str, lang: str = "zh") -> str:
    """Name a signal; a configured kind is called what the configuration calls it."""
    key = f"kind_{kind}"
    return say(key, lang) if key in SENTENCES else kind


def hold_name(reason: str, lang: str = "zh") -> str:
    """Name a reason code; codes of other systems are shown as they are."""
    key = f"hold_{reason}"
    return say(key, lang) if key in SENTENCES else reason


def code_name(group: str, code: str, lang: str = "zh") -> str:
    """Name a code of a ledger: an `outcome`, a `verdict`; one we do not know is shown as it is."""
    key = f"ledger_{group}_{code}"
    return say(key, lang) if key in SENTENCES else code


def who(name: str, lang: str = "zh") -> str:
    """Name whoever acted."""
    return say("who_system", lang) if name == SYSTEM else name


def listing(items: Iterable[str], lang: str = "zh") -> str:
    """Join names with the comma of the language."""
    return say("comma", lang).join(items)


def clock(at: datetime, *, now: datetime, tz: tzinfo) -> str:
    """Write a time in the reader's zone: 10:02 today, 11-24 10:02 else, the year only if needed."""
    local, today = at.astimezone(tz), now.astimezone(tz)
    if local.date() == today.date():
        return f"{local:%H:%M}"
    return f"{local:%m-%d %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d %H:%M}"


def span(delta: timedelta, lang: str = "zh") -> str:
    """Write a stretch of time with its two largest units, and no unit that is nothing."""
    seconds = abs(int(delta.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        units = {"days": days, "hours": hours}
    elif hours:
        units = {"hours": hours, "minutes_more": minutes}
    else:
        units = {"minutes": minutes} if minutes else {"seconds": seconds}
    written = [say(f"span_{unit}", lang, count=n) for unit, n in units.items() if n]
    return " ".join(written) or say("span_seconds", lang, count=0)


def limit(delta: timedelta, lang: str = "zh") -> str:
    """Write how long something may take, in hours as the platforms' rules do: 24 小时, 48 小时."""
    if delta < 72 * _HOUR and not delta % _HOUR:
        return say("span_hours", lang, count=delta // _HOUR)
    return span(delta, lang)


def time_left(limit: datetime, *, now: datetime, lang: str = "zh") -> str:
    """Count down to a limit, or say by how much it is over."""
    return say("time_left" if now < limit else "time_over", lang, span=span(limit - now, lang))


def money(amount: Decimal | str | None, lang: str = "zh") -> str:
    """Write CNY with two places, or that the amount is unknown."""
    try:
        return f"¥{Decimal(amount):,.2f}" if amount is not None else say("order_unknown", lang)
    except InvalidOperation:
        return say("order_unknown", lang)
