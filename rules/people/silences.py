"""Silences: what people asked not to be told of for a while, and which alerts that is about."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.people.permissions import ALL_SHOPS
from rules.shipping.carriers import carrier_name
from rules.vocabulary import Level, Role

#: So long before its end people are told that a silence will end.
WARN_BEFORE = timedelta(minutes=10)


class Field(StrEnum):
    """What of an alert a silence looks at."""

    KIND = "kind"
    ORDER = "order"
    CARRIER = "carrier"
    SHOP = "shop"
    WAREHOUSE = "warehouse"
    PLATFORM = "platform"
    SOURCE = "source"
    DEBUG = "debug"  #: Everything: nothing is sent while somebody tries things out.


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """One thing that is silenced, by whom, why and until when."""

    id: int
    field: Field
    value: str
    reason: str
    by: str
    role: Role
    shops: tuple[str, ...]  #: Whose alerts the person may silence.
    channel: str
    conversation: str  #: Where its end is announced.
    since: datetime
    until: datetime
    red_until: datetime | None = None  #: Red is told again from then on; None is never silenced.

    @property
    def code(self) -> str:
        """How the delivery ledger names it."""
        return "debug" if self.field is Field.DEBUG else f"silence:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silenced:
    """What a silence kept back of one alert, for whoever is told of it afterwards."""

    by: str
    reason: str
    since: datetime  #: When the first of it was kept back.
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertFacts:
    """What of an alert and its order a silence may be about."""

    order_no: str
    level: Level
    kinds: frozenset[str] = frozenset()
    shop: str | None = None
    warehouse: str | None = None
    platform: str | None = None
    carriers: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()


def is_about(silence: Silence, facts: AlertFacts) -> bool:
    """Say whether an alert is among what is silenced, whatever its level and the time."""
    if ALL_SHOPS not in silence.shops and facts.shop not in silence.shops:
        return False
    value = silence.value
    match silence.field:
        case Field.DEBUG:
            return True
        case Field.KIND:
            return value in facts.kinds
        case Field.ORDER:
            return value == facts.order_no
        case Field.CARRIER:
            return any(carrier_name(c) == carrier_name(value) for c in facts.carriers)
        case Field.SHOP:
            return value == facts.shop
        case Field.WAREHOUSE:
            return value == facts.warehouse
        case Field.PLATFORM:
            return value == facts.platform
        case Field.SOURCE:
            return value in facts.sources


def ends_for(silence: Silence, level: Level) -> datetime | None:
    """Return until when it mutes alerts of a level, None where it never does."""
    return silence.red_until if level is Level.RED else silence.until


def red_limit(
    *, role: Role, since: datetime, until: datetime, longest: timedelta
) -> datetime | None:
    """Return until when red is silenced too: briefly, and only by those who may release it."""
    return min(until, since + longest) if role.rank >= Role.APPROVER.rank else None
