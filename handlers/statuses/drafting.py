"""Drafts of the map: what one changes, whose status it flips, and what follows publishing it."""

from datetime import datetime

from handlers.deps import Deps, DraftKind
from handlers.statuses import steps, unmapped
from handlers.statuses.published import KIND, published
from handlers.statuses.standing import layers_by
from rules.drafts.draft import Difference, Draft, Flip, Flips
from rules.statuses.layers import Layers
from rules.statuses.map_text import read_map, read_rows, rows_text
from rules.statuses.status_map import Row, StatusMap
from rules.statuses.texts import layer_name, system_name
from rules.statuses.words import UNMAPPED
from rules.wording.say import say
from storage.tx import Tx

#: Orders that are read together: memory stays small when a draft flips a year of them.
_PORTION = 500
#: Orders that are compared, those with the last numbers: more would keep a scanner that waits for
#: whoever writes longer than it waits at all. The rest are counted.
MOST = 2_000


def _drafted(tx: Tx, deps: Deps, content: str) -> tuple[StatusMap, StatusMap]:
    before = published(tx, deps)
    return before, before.with_rows(read_rows(content), before.version + 1)


def _version(tx: Tx, deps: Deps, number: int) -> StatusMap:
    kept = tx.versions.get(KIND, number)
    return read_map(kept.content, number, deps.policy.statuses) if kept else deps.policy.statuses


def differences(tx: Tx, deps: Deps, draft: Draft) -> list[Difference]:
    """Say of each word what it meant in the version that the draft changes, and what it would."""
    statuses, lang = _version(tx, deps, draft.based_on), deps.lang
    return [
        Difference(
            what=say(
                "map_word",
                lang,
                system=system_name(row.system, lang),
                edition=f"({row.edition})" if row.edition else "",
                code=row.code,
            ),
            before=meaning_of(statuses.rows.get(row.key), lang),
            after=meaning_of(row, lang),
        )
        for row in read_rows(draft.content)
    ]


def meaning_of(row: Row | None, lang: str) -> str:
    """Write what a word means in both layers."""
    if row is None:
        return layer_name("business", UNMAPPED, lang)
    business = layer_name("business", row.business, lang)
    finance = layer_name("finance", row.finance, lang)
    return say("map_meaning", lang, business=business, finance=finance)


def flips(tx: Tx, deps: Deps, content: str, _now: datetime) -> Flips:
    """Return every order whose business or finance word would be another one, by its number."""
    return flipped(tx, *_drafted(tx, deps, content), deps.lang)


def flipped(tx: Tx, before: StatusMap, after: StatusMap, lang: str, *, most: int = MOST) -> Flips:
    """Compare two maps by the orders of which a word was said that they read differently."""
    told, unread = tx.status_words.orders_of(_changed(tx, before, after), most)
    origins = tx.successions.before(told)
    concerned = sorted({*told, *(one for ones in origins.values() for one in ones)})
    compared = concerned[-most:]
    found = []
    for start in range(0, len(compared), _PORTION):
        portion = compared[start : start + _PORTION]
        for order_no, (was, would) in layers_by(tx, portion, before, after).items():
            if (was.business, was.finance) != (would.business, would.finance):
                found.append(
                    Flip(order_no=order_no, before=_said(was, lang), after=_said(would, lang))
                )
    return Flips(orders=found, unread=unread + len(concerned) - len(compared))


def _changed(tx: Tx, before: StatusMap, after: StatusMap) -> list[tuple[str, str]]:
    """Return the words, of those that were ever said, which two maps read differently."""
    return [
        (system, word)
        for system, word in tx.status_words.distinct()
        if before.row(system, word) != after.row(system, word)
    ]


def _said(layers: Layers, lang: str) -> str:
    business = layer_name("business", layers.business, lang)
    finance = layer_name("finance", layers.finance, lang)
    return say("map_meaning", lang, business=business, finance=finance)


def content_after(tx: Tx, deps: Deps, content: str) -> str:
    """Return the whole map as it would be published."""
    _, after = _drafted(tx, deps, content)
    return rows_text(after.rows.values())


def content_shipped(deps: Deps) -> str:
    """Return version 1: the map of the package."""
    return rows_text(deps.policy.statuses.rows.values())


def came_into_force(tx: Tx, deps: Deps, now: datetime) -> Flips:
    """
    Have orders judged by the new map, and cards of words that nobody knew drawn anew.

    What left by it is told like what leaves by a word that was known before.
    """
    after = published(tx, deps)
    before = _version(tx, deps, after.version - 1)
    tx.status_words.make_due(_changed(tx, before, after), now)
    found = flipped(tx, before, after, deps.lang)
    steps.follow(tx, deps, [flip.order_no for flip in found.orders], now)
    unmapped.draw_anew(tx, deps, now)
    return found


STATUS_MAP = DraftKind(
    words=("映射", "状态", "map", "statuses", KIND),
    differences=differences,
    flips=flips,
    content_after=content_after,
    content_shipped=content_shipped,
    came_into_force=came_into_force,
)
