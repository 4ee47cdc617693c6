"""Wording: every sentence that people read, in Chinese and English, looked up by key and facts."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation

from rules.command_words import BY_NAME, Name
from rules.holds import Hold
from rules.masking import mask_phones
from rules.permissions import SYSTEM, Denied
from rules.vocabulary import ScanCode
from rules.wording_table import SENTENCES

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


def hold_text(hold: Hold, lang: str = "zh") -> str:
    """Say what holds an order, who set it, and whose release it still needs."""
    note = "" if hold.owner == SYSTEM else mask_phones(hold.note.strip())
    facts = {
        "reason": hold_name(hold.reason, lang),
        "owner": who(hold.owner, lang),
        "need": say(f"role_{hold.release_role}", lang),
    }
    return (
        say("hold_text_note", lang, note=note, **facts) if note else say("hold_text", lang, **facts)
    )


def scan_reason(
    code: ScanCode,
    holds: Sequence[Hold] = (),
    *,
    contact: str | None = None,
    other: str | None = None,
    lang: str = "zh",
) -> str:
    """
    Tell the warehouse keeper why, and what to do.

    `contact` is the owner of the order; `other` is that order where the keeper scanned for another.
    """
    owners = dict.fromkeys(hold.owner for hold in holds)
    person = contact or next((owner for owner in owners if owner != SYSTEM), None)
    reasons = dict.fromkeys(hold_name(hold.reason, lang) for hold in holds)
    text = say(
        f"scan_{code}",
        lang,
        reason=listing(reasons, lang),
        owner=listing((who(owner, lang) for owner in owners), lang),
        contact=person or say("who_duty", lang),
    )
    return text if other is None else say("scan_other_order", lang, order_no=other, reason=text)


def denied(refusal: Denied, lang: str = "zh", *, private: bool = True) -> str:
    """Say why not, and who could. Outside a private chat a stranger's id is not repeated."""
    if refusal.reason == "unlinked" and not private:
        return say("denied_unlinked_group", lang)
    facts = dict(refusal.facts)
    for fact in ("need", "role"):
        if fact in facts:
            facts[fact] = say(f"role_{facts[fact]}", lang)
    if "hold" in facts:
        facts["hold"] = hold_name(facts["hold"], lang)
        facts["owner"] = who(facts["owner"], lang)
    return say(f"denied_{refusal.reason}", lang, **facts)


def command_word(name: Name, lang: str = "zh") -> str:
    """Return the word that help shows for a command."""
    spec = BY_NAME[name]
    return (spec.zh if lang == "zh" else spec.en)[0]


def example(name: Name, lang: str = "zh") -> str:
    """Return an example in the language."""
    examples = BY_NAME[name].examples
    return next((e for e in examples if e.isascii() == (lang == "en")), examples[0])


def help_text(names: Iterable[Name], lang: str = "zh") -> str:
    """List commands: those that `permissions.may` lets the person use."""
    lines = [
        say("help_line", lang, usage=say(f"usage_{name}", lang), what=say(f"what_{name}", lang))
        for name in names
    ]
    return "\n".join([say("help_title", lang), *lines, say("help_footer", lang)])


def help_topic(name: Name, lang: str = "zh") -> str:
    """Explain one command."""
    spec = BY_NAME[name]
    usage, what = say(f"usage_{name}", lang), say(f"what_{name}", lang)
    words, examples = (*spec.zh, *spec.en), spec.examples
    if lang == "en":  # who set up the bot in English need not read Chinese
        words, examples = spec.en, tuple(e for e in examples if e.isascii())
    shown = say("semicolon", lang).join(examples)
    return "\n".join([
        say("help_line", lang, usage=usage, what=what),
        say("help_also", lang, words=listing(words, lang)),
        say("help_examples", lang, examples=shown),
    ])  # fmt: skip


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
