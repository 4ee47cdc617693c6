"""`状态`: one order in three layers, and what each system calls it."""

from collections.abc import Iterator
from datetime import datetime

from handlers.deps import Deps
from handlers.orders.look import look_at
from rules.chat.help import command_word
from rules.chat.words import Name
from rules.statuses.arrival import expected_on
from rules.statuses.layers import Layers
from rules.statuses.status_map import StatusMap
from rules.statuses.texts import customer_text, layer_name, system_name, words_of
from rules.wording.say import clock, say
from storage.orders.orders import Order
from storage.tx import Tx


def status(tx: Tx, deps: Deps, asked: Order, now: datetime) -> str:
    """Print the word of every system, the unified ones, and the shipment they all speak of."""
    seen = look_at(tx, deps, asked.order_no, now)
    title = say("status_title", deps.lang, order_no=asked.order_no)
    if seen is None:
        return f"{title}\n{say('status_unknown', deps.lang)}"
    layers, statuses, lang = seen.layers, seen.policy.statuses, deps.lang
    lines = [title, _base(layers, statuses, lang), *_unified(layers, lang)]
    lines.extend(_happened(layers, deps, now))
    today = now.astimezone(deps.timezone).date()
    if told := customer_text(layers, expected_on(seen.events, deps.timezone), today, lang):
        lines.append(say("status_customer", lang, text=told))
    lines.extend(_unmapped(layers, lang))
    lines.append(say("status_map_version", lang, version=statuses.version))
    return "\n".join(lines)


def _base(layers: Layers, statuses: StatusMap, lang: str) -> str:
    if not layers.base:
        return say("status_base_none", lang)
    said = []
    for system, word in layers.base.items():
        row = statuses.row(system, word)
        # What the system's own papers say of a word is Chinese.
        plain = row is None or row.text == word or lang != "zh"
        key = "status_word" if plain else "status_word_meant"
        text = {} if plain or row is None else {"text": row.text}
        said.append(say(key, lang, system=system_name(system, lang), word=word, **text))
    return say("status_base", lang, words=" · ".join(said))


def _unified(layers: Layers, lang: str) -> Iterator[str]:
    if layers.business is None or layers.finance is None:
        yield say("status_unknown", lang)
        return
    yield say(
        "status_business",
        lang,
        name=layer_name("business", layers.business, lang),
        code=layers.business,
        system=system_name(layers.said_by, lang),
    )
    name = layer_name("finance", layers.finance, lang)
    yield say("status_finance", lang, name=name, code=layers.finance)


def _happened(layers: Layers, deps: Deps, now: datetime) -> Iterator[str]:
    for one in layers.happened:
        yield say(
            f"status_{one.happening}",
            deps.lang,
            parcel=f" {one.parcel}" if one.parcel else "",
            event=one.id,
            at=clock(one.at, now=now, tz=deps.timezone),
            words=words_of(one.base.items(), deps.lang),
            business=layer_name("business", one.business, deps.lang),
            finance=layer_name("finance", one.finance, deps.lang),
        )


def _unmapped(layers: Layers, lang: str) -> Iterator[str]:
    for system, word in layers.unmapped:
        command = f"{command_word(Name.MAP, lang)} {system} {word} → …"
        name = system_name(system, lang)
        yield say("status_unmapped", lang, system=name, word=word, command=command)
