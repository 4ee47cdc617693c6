"""The trouble card: what is wrong with a system around us, and since when, until it is over."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from rules.cards.card import Button, Card, Line, Reader, Tone
from rules.cards.contract_card import contract_headline, contract_lines, what_of
from rules.cards.ghost_card import ghost_headline, ghost_lines
from rules.cards.suggestions import Suggestion
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.health.troubles import Trouble, Wrong
from rules.orders.timeline import event_name
from rules.vocabulary import Action, Level
from rules.wording.say import clock, kind_name, listing, say, span

#: The command that tells more of it.
_MORE = {
    Wrong.SIGN_LAG: Name.SIGN_LAG, Wrong.MISSED: Name.NEXT,
    Wrong.CONTRACT: Name.CONTRACTS, Wrong.DRIFT: Name.CONTRACTS,
}  # fmt: skip
#: What a button of one does, beside drawing it anew.
ACCEPT, RESUME = "accept_contract", "resume_source"
_BUTTONS = {Wrong.DRIFT: ACCEPT, Wrong.PAUSED: RESUME}
_CONTRACT = frozenset({Wrong.CONTRACT, Wrong.DRIFT})
_TONES = {Level.RED: Tone.RED, Level.ORANGE: Tone.ORANGE}
#: Facts that are kept in seconds.
_SECONDS = frozenset({"mean", "longest", "limit", "every"})


def badge(trouble: Trouble, lang: str) -> str:
    """Say in a few words what is wrong with what."""
    kinds = filter(None, trouble.facts.get("what", "").split(","))
    what = listing((event_name(kind, lang) for kind in kinds), lang)
    key = f"trouble_badge_{_sort(trouble)}{'_of' if what else ''}"
    return say(key, lang, name=_called(trouble, lang), what=what)


def draw_trouble(card_id: str, trouble: Trouble, reader: Reader) -> Card:
    """Draw it as it stands; what is over keeps two lines."""
    lang, what = reader.lang, badge(trouble, reader.lang)
    at = clock(trouble.since, now=reader.now, tz=reader.tz)
    since = say("trouble_since", lang, since=at)
    status, lasts = say("trouble_lasts", lang), trouble.over_at is None
    if trouble.over_at is not None:
        status = say("trouble_over", lang, span=span(trouble.over_at - trouble.since, lang))
    return Card(
        card_id=card_id,
        title=say("trouble_title", lang, badge=what, status=status),
        tone=_TONES[trouble.level] if lasts else Tone.GREY,
        stand="lasts" if lasts else "over",
        badge=what,
        status=status,
        headline=_headline(trouble, at, reader) if lasts else _was(trouble, since, lang),
        lines=_lines(trouble, reader) if lasts else (),
        suggestions=(_advice(trouble, lang),) if lasts else (),
        buttons=_buttons(trouble, lang) if lasts else (),
        footer=since if lasts else "",
        link=reader.public_url.rstrip("/") if reader.public_url else None,
    )


def _was(trouble: Trouble, since: str, lang: str) -> str:
    """Say of what is over since when it was, and of payments how many they were."""
    count = trouble.facts.get("count") if trouble.wrong is Wrong.GHOST else None
    return since if count is None else say("ghost_over", lang, count=count, since=since)


def doubtful(card: Card, troubles: Sequence[Trouble], lang: str) -> Card:
    """Mark a card whose numbers may lack what a silent system did not tell (M-20)."""
    if not troubles or card.closed:
        return card
    return replace(card, footer=" · ".join(filter(None, (card.footer, doubt(troubles, lang)))))


def doubt(troubles: Sequence[Trouble], lang: str) -> str:
    """Say whose silence what is shown may suffer from."""
    named = listing((badge(trouble, lang) for trouble in troubles), lang)
    return say("card_doubtful", lang, troubles=named)


def _buttons(trouble: Trouble, lang: str) -> tuple[Button, ...]:
    refresh = Button(action=Action.REFRESH.value, label=say("action_refresh", lang))
    action = _BUTTONS.get(trouble.wrong)
    if action is None:
        return (refresh,)
    return Button(action=action, label=say(f"trouble_{action}", lang), primary=True), refresh


def _lines(trouble: Trouble, reader: Reader) -> tuple[Line, ...]:
    if trouble.wrong is Wrong.GHOST:
        return ghost_lines(trouble, reader)
    return contract_lines(trouble, reader.lang)


def _headline(trouble: Trouble, since: str, reader: Reader) -> str:
    lang = reader.lang
    if trouble.wrong is Wrong.GHOST:
        return ghost_headline(trouble, since, reader)
    if trouble.wrong in _CONTRACT:
        return contract_headline(trouble, since, lang)
    other = {Wrong.SILENCE: "usual", Wrong.TICKET: "count"}.get(trouble.wrong) in trouble.facts
    facts = {
        name: span(timedelta(seconds=int(fact)), lang) if name in _SECONDS else fact
        for name, fact in trouble.facts.items()
    }
    facts |= {"name": _called(trouble, lang), "since": since}
    if trouble.wrong is Wrong.PAUSED:
        facts["what"] = say(f"impossible_{trouble.facts['code']}", lang)
    return say(f"trouble_{trouble.wrong}{'_of' if other else ''}", lang, **facts)


def _advice(trouble: Trouble, lang: str) -> Suggestion:
    more = _MORE.get(trouble.wrong)
    return Suggestion(
        code=f"see_{trouble.wrong}",
        text=say(f"trouble_do_{_sort(trouble)}", lang, name=_called(trouble, lang)),
        command=command_word(more, lang) if more else None,
        pressed=trouble.wrong is Wrong.PAUSED,
    )


def _sort(trouble: Trouble) -> str:
    """Name what is wrong, where that has several kinds with the kind."""
    return f"{trouble.wrong}_{trouble.name}" if trouble.wrong is Wrong.GHOST else trouble.wrong


def _called(trouble: Trouble, lang: str) -> str:
    """Name it as people do: a system by its letters, a signal by its name."""
    match trouble.wrong:
        case Wrong.HEARTBEAT:
            return trouble.name.upper()
        case Wrong.WAYBILL if not trouble.name:
            return say("order_unknown", lang)
        case Wrong.CONTRACT | Wrong.DRIFT:
            return what_of(trouble, lang)
        case Wrong.UNFIRED:
            return kind_name(trouble.name, lang)
        case _:
            return trouble.name
