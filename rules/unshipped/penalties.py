"""Penalties: what a platform takes for an order that leaves too late, as dated rules (A-53)."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib import resources

_CENT = Decimal("0.01")
#: How people write the names of platforms in orders.
_ALIKE = {"拼多多": "pdd", "pinduoduo": "pdd", "天猫": "tmall", "淘宝": "taobao", "抖音": "douyin",
          "京东": "jd", "快手": "kuaishou"}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What one late order costs on a platform, in CNY, by the rule of some days."""

    platform: str
    first: date  #: Of payment, as `last`; both included.
    last: date | None = None
    fixed: Decimal | None = None  #: An order costs this much, …
    share: Decimal | None = None  #: … or this share of its amount, within the next two.
    least: Decimal | None = None
    most: Decimal | None = None
    source: str  #: Where the rule is written.
    verified: date  #: When somebody last read it there.

    def holds(self, platform: str, day: date) -> bool:
        """Say whether it is the rule for an order of this platform that was paid on this day."""
        last = self.last or date.max
        return named(self.platform) == platform and self.first <= day <= last

    def of(self, amount: Decimal) -> Decimal:
        """Return what an order of this amount costs, in whole cents."""
        cost = self.fixed if self.fixed is not None else amount * (self.share or 0)
        cost = max(cost, self.least) if self.least is not None else cost
        cost = min(cost, self.most) if self.most is not None else cost
        return cost.quantize(_CENT, ROUND_HALF_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What missed orders cost together: a sum of those with a rule, and how many have none."""

    amount: Decimal = Decimal(0)  #: CNY of the `known`.
    known: int = 0
    unknown: int = 0


def named(platform: str) -> str:
    """Return the one name of a platform, however it is written."""
    folded = platform.strip().casefold()
    return _ALIKE.get(folded, folded)


def penalty_for(rules: Sequence[Penalty], platform: str | None, paid_on: date) -> Penalty | None:
    """Return the rule for an order, of several that hold the one in force last; None is unknown."""
    if platform is None:
        return None
    name = named(platform)
    return max(
        (rule for rule in rules if rule.holds(name, paid_on)),
        key=lambda rule: rule.first,
        default=None,
    )


@cache
def presets() -> tuple[Penalty, ...]:
    """Return the rules of the package: those that were read in a source, and no others."""
    text = resources.files("rules").joinpath("presets", "penalties.csv").read_text(encoding="utf-8")
    return tuple(_read(csv.DictReader(text.splitlines())))


def _read(rows: Iterable[dict[str, str]]) -> Iterable[Penalty]:
    for row in rows:
        money = {n: Decimal(row[n]) for n in ("fixed", "share", "least", "most") if row[n]}
        yield Penalty(
            platform=row["platform"],
            first=date.fromisoformat(row["from"]),
            last=date.fromisoformat(row["until"]) if row["until"] else None,
            source=row["source"],
            verified=date.fromisoformat(row["verified"]),
            **money,
        )
