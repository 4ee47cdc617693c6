"""What is written of an account: line by line for whoever asks, in short on its own card."""

from collections.abc import Iterator
from datetime import datetime

from rules.alerts.account import Account
from rules.cards.alert.headline import score_or_rules
from rules.cards.card import Line, Reader
from rules.chat.help import action_name
from rules.delivery.places import place_name
from rules.insight.sooner import Step
from rules.people.permissions import Directory
from rules.resonance.measure import decimal_text
from rules.wording.say import clock, kind_name, listing, say, span, who

#: Moments that fit a message on a phone; the middle of more is left out.
_MOST = 12
_Moments = Iterator[tuple[datetime, str]]


def account_lines(account: Account, directory: Directory, reader: Reader) -> list[str]:
    """Write the whole account, one line for each thing."""
    alert, lang = account.alert, reader.lang
    title = say(
        "account_title" if alert.ended_at else "account_title_open",
        lang,
        order_no=alert.order_no,
        level=say(f"level_{alert.level}", lang),
        state=say(f"state_{alert.state}", lang),
        span=span(account.until - alert.opened_at, lang),
    )
    moments = sorted(
        (
            *_story(account, reader),
            *_places(account, directory, reader),
            *_deeds(account, reader),
        ),
        key=lambda moment: moment[0],
    )
    return [
        title,
        *_cut(
            [say("account_at", lang, at=_at(at, reader), text=text) for at, text in moments], lang
        ),
        *_waits(account, lang),
        say("account_sooner_title", lang),
        *(f"· {line}" for line in sooner_lines(account, reader)),
    ]


def card_lines(account: Account, reader: Reader) -> tuple[Line, ...]:
    """Write what the folded part of a closed card says: how it went, and what would be sooner."""
    lang = reader.lang
    began = [
        say("account_at", lang, at=_at(at, reader), text=text)
        for at, text in _story(account, reader)
        if at <= account.alert.opened_at
    ]
    went = (*began, *_waits(account, lang))
    texts = {
        "account": say("semicolon", lang).join(went),
        "sooner": say("semicolon", lang).join(sooner_lines(account, reader)),
    }
    return tuple(Line(label=say(f"label_{key}", lang), text=text) for key, text in texts.items())


def sooner_lines(account: Account, reader: Reader) -> list[str]:
    """Say what would have caught it sooner; where nothing would, that."""
    lang, found = reader.lang, []
    if (low := account.lower_line) is not None:
        found.append(
            say(
                "account_lower_line", lang, at=_at(low.at, reader), count=low.count,
                score=decimal_text(low.score), line=decimal_text(low.line),
                gain=span(low.gain, lang),
            )
        )  # fmt: skip
    if (at_once := account.told_at_once) is not None:
        found.append(
            say(
                "account_at_once", lang, source=at_once.source,
                delay=span(at_once.delay, lang), gain=span(at_once.gain, lang),
            )
        )  # fmt: skip
    if (kept := account.kept_back) is not None:
        found.append(
            say("account_kept_back", lang, count=kept.count, longest=span(kept.longest, lang))
        )
    if account.unclear:
        return [*found, say(f"account_unclear_{account.unclear}", lang)]
    return found or [say("account_nothing_sooner", lang)]


def _story(account: Account, reader: Reader) -> _Moments:
    """Tell what the order did: its first signal, the warning, the end if nobody ended it."""
    alert, lang = account.alert, reader.lang
    first, warned = account.first, account.warned
    if first is not None and first.at < alert.opened_at:
        wait = span(alert.opened_at - first.at, lang)
        yield first.at, say("account_first", lang, what=_what(first, lang), wait=wait)
    told = decimal_text(account.score) if account.score else score_or_rules(alert, lang)
    what = (_what(warned, lang) if warned is not None else "") or told
    yield alert.opened_at, say("account_warned", lang, what=what)
    if account.red_at is not None and account.red_at > alert.opened_at:
        yield account.red_at, say("account_red", lang)
    if alert.ended_at is not None and alert.ended_at != alert.decided_at:
        yield alert.ended_at, say("account_ended", lang)


def _places(account: Account, directory: Directory, reader: Reader) -> _Moments:
    """Tell where it was heard of, each place once."""
    lang, heard = reader.lang, set()
    for one in account.reached:
        if one.target not in heard:
            heard.add(one.target)
            names = listing(one.called, lang)
            called = say("account_called", lang, names=names) if names else ""
            place = place_name(one.target, directory, lang)
            key = "account_reached_storm" if one.on_storm else "account_reached"
            yield one.at, say(key, lang, place=place, called=called)


def _deeds(account: Account, reader: Reader) -> _Moments:
    lang = reader.lang
    for deed in account.deeds:
        done = action_name(deed.action, lang)
        yield deed.at, say("account_deed", lang, by=who(deed.by, lang), done=done)


def _waits(account: Account, lang: str) -> Iterator[str]:
    """Say how long it took until it was heard of and acted on, and what was denied meanwhile."""
    told, acted = account.told_at, account.acted_at
    if told is None:
        over = account.alert.ended_at is not None
        yield say("account_unheard" if over else "account_unheard_yet", lang)
    else:
        yield say("account_until_told", lang, wait=span(told - account.alert.opened_at, lang))
    if told is not None and acted is not None and acted >= told:
        yield say("account_until_acted", lang, wait=span(acted - told, lang))
    elif acted is None:
        yield say("account_nobody", lang)
    if account.denied:
        yield say("account_denied", lang, count=account.denied)


def _what(step: Step, lang: str) -> str:
    """Name what stood there: so many signals with their sum, and the rules that applied."""
    result = step.result
    kinds = listing((kind_name(part.kind, lang) for part in result.parts), lang)
    said = [
        say(
            "account_signals", lang, count=step.signals, kinds=kinds,
            score=decimal_text(result.score),
        )
    ] if result.parts else []  # fmt: skip
    said += [say(f"hard_{rule}", lang) for rule in result.hard]
    return listing(said, lang)


def _cut(lines: list[str], lang: str) -> list[str]:
    """Leave out the middle of what is too long."""
    if len(lines) <= _MOST:
        return lines
    half = _MOST // 2
    more = say("account_more", lang, count=len(lines) - 2 * half)
    return [*lines[:half], more, *lines[-half:]]


def _at(moment: datetime, reader: Reader) -> str:
    return clock(moment, now=reader.now, tz=reader.tz)
