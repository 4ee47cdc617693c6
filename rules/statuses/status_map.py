"""The status map: what the raw words of systems mean, by system, edition and code."""

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from importlib import resources
from types import MappingProxyType
from typing import NamedTuple

from rules.statuses.words import Stage, stage

_PRESETS = ("status_map.csv", "plain_words.csv")
#: `wdt.trade_status(旗舰版差异)`: an edition of a system, of which only what differs is listed.
_NAMED = re.compile(r"(?P<system>[^()（）]+)[(（](?P<edition>[^()（）]*)[)）]")
_DIFFERS = "差异"
_EDITION = re.compile(r".*版(?:差异)?")
_KUAIDI100 = "kuaidi100."


class Vocabulary(NamedTuple):
    """The words of one system in one edition; an empty edition is any."""

    system: str
    edition: str = ""

    def __str__(self) -> str:
        """Write it as it is configured."""
        return f"{self.system}({self.edition})" if self.edition else self.system


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one raw word means."""

    system: str
    edition: str
    code: str
    text: str  #: What the system calls it.
    business: str  #: A `Business`, or that it says nothing of it.
    finance: str
    note: str = ""

    @property
    def sure(self) -> bool:
        """Whether it was seen in a source; what was only remembered is marked."""
        return self.note != "L"

    @property
    def key(self) -> tuple[str, str, str]:
        """By what a map finds it."""
        return (self.system.lower(), self.edition, code_key(self.code))


@dataclass(frozen=True, kw_only=True, eq=False)
class StatusMap:
    """One version of the map, with the vocabularies that each of our systems speaks."""

    version: int = 1
    rows: Mapping[tuple[str, str, str], Row]
    vocabularies: Mapping[str, tuple[Vocabulary, ...]] = field(
        default_factory=lambda: DEFAULT_VOCABULARIES
    )

    @cached_property
    def name(self) -> str:
        """Its version, and what our systems speak: two maps of one name read every word alike."""
        spoken = (f"{s}={','.join(map(str, v))}" for s, v in sorted(self.vocabularies.items()))
        return f"{self.version} {' '.join(spoken)}"

    def spoken_by(self, system: str) -> tuple[Vocabulary, ...]:
        """Return what a system speaks, given in short (`wms`) or as its vocabulary's full name."""
        known = self.vocabularies.get(system.lower())
        return known if known is not None else (read_vocabulary(system),)

    def row(self, system: str, code: str, edition: str | None = None) -> Row | None:
        """Return what a system's word means, None where it is not known: never a guess."""
        if edition is None:
            return _read_word(self, system, code)
        named, spoken = edition.strip().removesuffix(_DIFFERS), self.spoken_by(system)
        return self.first([Vocabulary(one.system, named) for one in spoken], code_key(code))

    def stage(self, system: str, code: str) -> Stage | None:
        """Return the stage that a system's word stands for, None where it tells none."""
        row = self.row(system, code)
        return None if row is None else stage(row.business, row.finance)

    def first(self, spoken: Iterable[Vocabulary], key: str) -> Row | None:
        """Return what the first vocabulary that knows a code, as it is found by, means by it."""
        return next(filter(None, (self._in(one, key) for one in spoken)), None)

    def _in(self, spoken: Vocabulary, key: str) -> Row | None:
        system = spoken.system.lower()
        exact = self.rows.get((system, spoken.edition, key))
        if exact is None and (not spoken.edition or (system, spoken.edition) in self._differing):
            exact = self._agreed(system, key)
        if exact is None and system.startswith(_KUAIDI100) and key.isdecimal():
            # A code that it added since belongs to the hundred it stands in (domain, a 3).
            rough = {3: key[0], 4: "0" if key.startswith("100") else ""}.get(len(key), "")
            exact = self.rows.get((system, spoken.edition, rough))
        return exact

    def _agreed(self, system: str, key: str) -> Row | None:
        """Return what all editions that know a code mean by it, None where they differ."""
        rows = [
            self.rows[system, edition, key]
            for edition in self._editions.get(system, ())
            if (system, edition, key) in self.rows
        ]
        return rows[0] if len({(row.business, row.finance) for row in rows}) == 1 else None

    @cached_property
    def _editions(self) -> Mapping[str, list[str]]:
        editions: dict[str, set[str]] = {}
        for system, edition, _ in self.rows:
            if edition:
                editions.setdefault(system, set()).add(edition)
        return {system: sorted(known) for system, known in editions.items()}

    @cached_property
    def _differing(self) -> frozenset[tuple[str, str]]:
        """Editions of which only what differs from the others is listed."""
        return frozenset(key[:2] for key, row in self.rows.items() if row.note == _DIFFERS)

    def with_rows(self, rows: Iterable[Row], version: int) -> "StatusMap":
        """Return another version, in which these words mean something else."""
        changed = {**self.rows, **{row.key: row for row in rows}}
        return replace(self, version=version, rows=MappingProxyType(changed))

    def speaking(self, vocabularies: Mapping[str, tuple[Vocabulary, ...]]) -> "StatusMap":
        """Return the map for systems that speak these vocabularies, the others as usual."""
        spoken = MappingProxyType({**self.vocabularies, **vocabularies})
        return replace(self, vocabularies=spoken)


# Each event has its word read several times, and there are few words; of what nobody knows there is
# no end.
@lru_cache(maxsize=4_000)
def _read_word(statuses: StatusMap, system: str, code: str) -> Row | None:
    return statuses.first(statuses.spoken_by(system), code_key(code))


def code_key(code: str) -> str:
    """Bring a raw word to the form it is found by."""
    return code.strip().upper()


def read_vocabulary(name: str) -> Vocabulary:
    """Read a vocabulary's full name, with its edition if it has one."""
    named = _NAMED.fullmatch(name.strip())
    if named is None:
        return Vocabulary(name.strip())
    return Vocabulary(named["system"].strip(), _edition(named["edition"]))


def _edition(text: str) -> str:
    """Return an edition by its name; another remark in brackets names none."""
    text = text.strip()
    return text.removesuffix(_DIFFERS) if _EDITION.fullmatch(text) else ""


@cache
def shipped() -> StatusMap:
    """Return version 1: the presets of the package."""
    rows = [row for name in _PRESETS for row in _read(name)]
    return StatusMap(rows=MappingProxyType({row.key: row for row in rows}))


def _read(name: str) -> Iterable[Row]:
    text = resources.files("rules").joinpath("presets", name).read_text(encoding="utf-8")
    for cells in csv.DictReader(text.splitlines()):
        spoken, note = read_vocabulary(cells["system"]), cells["note"]
        yield Row(
            system=spoken.system,
            edition=spoken.edition,
            code=cells["base"],
            text=cells["中文"],
            business=cells["business"],
            finance=cells["finance"],
            note=_DIFFERS if _DIFFERS in cells["system"] else note,
        )


#: What our systems speak unless `[statuses]` says otherwise; the first that knows a word is asked.
DEFAULT_VOCABULARIES: Mapping[str, tuple[Vocabulary, ...]] = MappingProxyType({
    system: tuple(map(Vocabulary, names))
    for system, names in {
        "wms": ("qimen.processStatus", "article.WMS", "plain.wms"),
        "erp": ("jushuitan.order.status", "plain.erp"),
        "oms": ("plain.oms",),
        "mark": ("plain.mark",),
        "platform": (
            "taobao.trade.status", "taobao.refund.status", "jd.order_state", "plain.platform",
        ),
        "carrier": (
            "kuaidi100.state/statusCode", "taobao.logistics.node", "cainiao.wlb/bms",
            "plain.carrier",
        ),
    }.items()
})  # fmt: skip
