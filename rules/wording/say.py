"""Wording: every sentence that people read, in Chinese and English, looked up by key and facts."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation

from rules.vocabulary import SYSTEM
from rules.wording.sentences import SENTENCES

LANGUAGES = ("zh", "en")


def say(key: str, lang: str = "zh", **facts: object) -> str:
    """Return a sentence. An unknown key, language or a missing fact is a KeyError, never a gap."""
    pair = dict(zip(LANGUAGES, SENTENCES[key], strict=True))
    return pair[lang].format_map({name: str(value) for name, value in facts.items()})


def kind_name(kind: str, lang: str = "zh") -> str:
    """Name a signal; a configured kind is called what the configuration calls it."""
    key = f"kind_{kind}"
    return say(key, lang) if key in SENTENCES else kind


def hold_name(reason: str, lang: str = "zh") -> str:
    """Name a reason code; codes of other systems are shown as they are."""
    key = f"hold_{reason}"
    return say(key, lang) if key in SENTENCES else reason


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
    """Write a stretch of time with its two largest units."""
    seconds = abs(int(delta.total_seconds()))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return say("span_days", lang, days=days, hours=hours)
    if hours:
        return say("span_hours", lang, hours=hours, minutes=minutes)
    return (
        say("span_minutes", lang, minutes=minutes)
        if minutes
        else say("span_seconds", lang, seconds=seconds)
    )


def time_left(limit: datetime, *, now: datetime, lang: str = "zh") -> str:
    """Count down to a limit, or say by how much it is over."""
    return say("time_left" if now < limit else "time_over", lang, span=span(limit - now, lang))


def money(amount: Decimal | str | None, lang: str = "zh") -> str:
    """Write CNY with two places, or that the amount is unknown."""
    try:
        return f"¥{Decimal(amount):,.2f}" if amount is not None else say("order_unknown", lang)
    except InvalidOperation:
        return say("order_unknown", lang)
