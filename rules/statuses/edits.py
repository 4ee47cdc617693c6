"""Edits of the map, as people write them: `WMS PACKED → 已打包 合同负债`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from rules.statuses.status_map import Row, StatusMap, read_vocabulary
from rules.statuses.words import KEEP, Business, Finance
from rules.wording.sentences import SENTENCES

_ARROW = re.compile(r"\s*(?:→|->|=>|⇒|＝>|-＞|➡️?|—>|–>)\s*")
_BETWEEN = re.compile(r"[\s/,，、;；|+]+")
#: What the books usually say of a business word; another one is written behind it.
_USUAL: Mapping[str, str] = MappingProxyType({
    Business.PENDING_PAYMENT: Finance.UNPAID,
    Business.PARTIALLY_SHIPPED: Finance.ACCRUAL_READY,
    Business.ON_THE_WAY: Finance.ACCRUAL_READY,
    Business.OUT_FOR_DELIVERY: Finance.ACCRUAL_READY,
    Business.READY_FOR_PICKUP: Finance.ACCRUAL_READY,
    Business.DELIVERED: Finance.REVENUE_DUE,
    Business.COMPLETED: Finance.REVENUE_CONFIRMED,
    Business.REFUSED: Finance.REFUND_LIABILITY,
    Business.RETURNING: Finance.REFUND_LIABILITY,
    Business.RETURNED: Finance.REFUND_LIABILITY,
    Business.REFUND_IN_PROGRESS: Finance.REFUND_LIABILITY,
    Business.REFUNDED: Finance.REFUNDED,
    Business.CANCELLED: Finance.VOID,
    Business.MERGED_SPLIT: "(跟随新单)",
    KEEP: KEEP,
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A word of the map that somebody asks about, or wants to mean something else."""

    system: str
    code: str
    meaning: tuple[str, ...] = ()  #: As it was written behind the arrow.


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """What was written and is no word of a layer."""

    word: str


def read_asked(said: str) -> Asked | None:
    """Read `WMS PACKED [→ …]`; None where no system and no word are named."""
    named, *meant = _ARROW.split(said.strip(), maxsplit=1)
    system, _, code = named.strip().partition(" ")
    if not system or not code.strip():
        return None
    meaning = tuple(filter(None, _BETWEEN.split(meant[0].replace("→", " ")))) if meant else ()
    return Asked(system=system, code=code.strip(), meaning=meaning)


def edited(asked: Asked, statuses: StatusMap) -> Row | Unreadable:
    """
    Return the row that is meant; what is not written of a known word stays as it is.

    A word that nobody knows becomes one of the first vocabulary that its system speaks.
    """
    row = statuses.row(asked.system, asked.code)
    business: str | None = None
    finance: str | None = None
    for word in asked.meaning:
        if word.lower() in _BUSINESS and business is None:
            business = _BUSINESS[word.lower()]
        elif word.lower() in _FINANCE and finance is None:
            finance = _FINANCE[word.lower()]
        else:
            return Unreadable(word=word)
    if business is None:
        if row is None or finance is None:
            return Unreadable(word=" ".join(asked.meaning))
        business = row.business
    spoken = statuses.spoken_by(asked.system)[0]
    code = asked.code
    if row is not None:
        # Found by another code, its hundred: what is changed is this one alone.
        is_it = row.key[2] == code.strip().upper()
        spoken, code = read_vocabulary(f"{row.system}({row.edition})"), row.code if is_it else code
    return Row(
        system=spoken.system,
        edition=spoken.edition,
        code=code,
        text=row.text if row is not None else code,
        business=business,
        finance=finance or _USUAL.get(business, Finance.DEFERRED),
        note=row.note if row is not None and row.sure else "",
    )


def _named(layer: str, words: type[Business] | type[Finance]) -> Mapping[str, str]:
    """Return how people call the words of a layer: by code, and by their names in each language."""
    called = {KEEP: KEEP, "保持": KEEP, "keep": KEEP}
    for word in words:
        zh, en = SENTENCES[f"{layer}_{word}"]
        called |= {word.value: word.value, zh: word.value, en.replace(" ", "_"): word.value}
    return MappingProxyType(called)


_BUSINESS = _named("business", Business)
_FINANCE = _named("finance", Finance)
