"""What handlers are given besides a transaction and `now`."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.ports import GaveUp, PressToken, Reply, Sent
from rules.alerts.alert import Alert
from rules.alerts.attention import PeopleRules
from rules.cards.card import Card
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.routes import Route, Target
from rules.people.permissions import Actor, Directory, Scopes
from rules.resonance.breaker import Limits
from rules.resonance.policy import Policy
from rules.vocabulary import Level
from storage.delivery.cards import CardCopy
from storage.delivery.outbox import Entry
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """How what a card is about stands now."""

    name: str  #: What people see of it: only a change of that is worth a message of its own.
    level: Level
    draw: Callable[[], Card]  #: As it is true now, in the same transaction.
    follow_up: str | None = None  #: That message, where the card itself cannot be redrawn.


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A tap on a card that was made for this conversation, by somebody we know."""

    copy: CardCopy
    actor: Actor
    action: str  #: A word of what the card is about.
    revision: int  #: What the card showed when it was tapped.


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """What is said elsewhere of a card that its conversation did not get."""

    wording: str
    level: Level = Level.ORANGE
    alert: Alert | None = None
    people: tuple[Target, ...] = ()  #: Who hears of it besides the fallback conversation.


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSubject:
    """What a card may be about, as far as delivering and pressing it has to know."""

    #: None: it is gone, and there is nothing to show.
    stand: "Callable[[Tx, Deps, CardCopy, datetime], Stand | None]"
    press: "Callable[[Tx, Deps, Pressed, datetime], Reply]"
    #: It cannot be shown in its conversation: return the copies to show elsewhere instead.
    lost: "Callable[[Tx, Deps, CardCopy, datetime], tuple[CardCopy, ...]]"
    undelivered: "Callable[[Tx, Deps, CardCopy, datetime], Undelivered]"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSubject:
    """What a system outside may be told of, as far as telling it has to know."""

    #: Whether it is still to be told when it leaves; what was true then may be over.
    is_meant: "Callable[[Tx, Deps, Entry, datetime], bool]"
    #: What follows its answer, in the same transaction.
    settled: "Callable[[Tx, Deps, Entry, Sent | GaveUp, datetime], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """Settings and doors, put together once by the composition root."""

    policy: Policy
    directory: Directory
    routes: tuple[Route, ...] = ()
    timezone: ZoneInfo
    public_url: str
    lang: str = "zh"
    sign_press: Callable[[PressToken], str]
    read_press: Callable[[str], PressToken | None]  #: None where the token is forged or too old.
    #: source name -> how long it may be silent before its signals count as missing
    silence: Mapping[str, timedelta] = field(default_factory=dict)
    people: PeopleRules = field(default_factory=PeopleRules)
    limits: Limits = field(default_factory=Limits)  #: Of what the machine locks by itself.
    scopes: Scopes = field(default_factory=dict)  #: Conversations bound to shops.
    delivery: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    gateways: Mapping[str, str] = field(default_factory=dict)  #: warehouse -> who is told of holds
    #: Subject of a call -> what it is; see handlers.calls.
    calls: Mapping[str, CallSubject] = field(default_factory=dict)
    #: Subject of a card -> what it is; see handlers.cards.
    cards: Mapping[str, CardSubject] = field(default_factory=dict)
    digest: time | None = None  #: The shop's hour at which the day is told; None: never.
    worker: str = "local"  #: This process, as it appears in leases.


def derived_id(*parts: object) -> str:
    """Name something by what it is, so that a replay on another machine gives the same names."""
    return hashlib.blake2s("|".join(str(p) for p in parts).encode(), digest_size=8).hexdigest()
