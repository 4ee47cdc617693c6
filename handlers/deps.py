"""What handlers are given besides a transaction and `now`."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from handlers.ports import GaveUp, Link, PressToken, Reply, Sent
from rules.alerts.alert import Alert
from rules.alerts.attention import PeopleRules
from rules.cards.archive import File
from rules.cards.card import Card
from rules.confirmation.asking import AskingPolicy
from rules.contracts.limits import ContractRules
from rules.delivery.calls import Call, CallAction
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.routes import Route, Target
from rules.desk.out_links import OutLink
from rules.drafts.draft import Difference, Draft, Fares, Flips
from rules.health.legs import LegRules, shipped_legs
from rules.health.troubles import HealthRules
from rules.payments.contract import Contracts
from rules.people.permissions import Actor, Directory, Scopes
from rules.refunds.decide import RefundTerms
from rules.resonance.breaker import Limits
from rules.resonance.policy import Policy
from rules.resonance.rollout import RolloutRules
from rules.shipping.guard import Guard
from rules.shipping.terms import Terms
from rules.unshipped.penalties import Penalty
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
    alert: Alert | None = None  #: Where that is what the card is about.
    #: What comes with a new card where the channel takes files.
    file: Callable[[Tx], File | None] | None = None
    image: Callable[[Tx], File | None] | None = None  #: … where it shows images.


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
    #: How that it was not delivered is said; for most it is as loud as any other sentence.
    undelivered: "Callable[[Tx, Deps, CardCopy, datetime], Undelivered]" = (
        lambda _tx, _deps, copy, _now: Undelivered(wording=f"undelivered_{copy.subject}")
    )
    #: It cannot be shown in its conversation: return the copies to show elsewhere instead.
    lost: "Callable[[Tx, Deps, CardCopy, datetime], tuple[CardCopy, ...]]" = (
        lambda _tx, _deps, copy, _now: (copy,)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CallSubject:
    """What a system outside may be told of, as far as telling it has to know."""

    #: The call as it leaves; when it may; None where what was true then is over.
    leaving: "Callable[[Tx, Deps, Entry, datetime], Call | datetime | None]"
    #: What follows its answer, in the same transaction.
    settled: "Callable[[Tx, Deps, Entry, Sent | GaveUp, datetime], None]"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftKind:
    """What may be changed by a draft, as far as drafting has to know; contents are its own JSON."""

    words: tuple[str, ...]  #: How people call it, Chinese first.
    #: What a draft changes, in words.
    differences: "Callable[[Tx, Deps, Draft], list[Difference]]"
    #: Every past order that would be another one now.
    flips: "Callable[[Tx, Deps, str, datetime], Flips]"
    #: All of the version that a draft would make, and of the one that the package ships.
    content_after: "Callable[[Tx, Deps, str], str]"
    content_shipped: "Callable[[Deps], str]"
    #: What follows the version that came into force just now; returns the orders it flipped.
    came_into_force: "Callable[[Tx, Deps, datetime], Flips]"
    #: Why nobody may publish a content, in words: a test of its kind fails; None where none does.
    objection: "Callable[[Tx, Deps, str], str | None]" = lambda _tx, _deps, _content: None
    #: How one does that waits or was published.
    fares: "Callable[[Tx, Deps, Draft, datetime], Fares]" = lambda _tx, _deps, _draft, _now: Fares()


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
    sign_link: Callable[[Link], str]
    read_link: Callable[[str], Link | None]  #: None where it is forged; whether it is over is told.
    #: source name -> how long it may be silent before its signals count as missing
    silence: Mapping[str, timedelta] = field(default_factory=dict)
    health: HealthRules = field(default_factory=HealthRules)
    contracts: ContractRules = field(default_factory=ContractRules)  #: What partners agreed to.
    legs: LegRules = field(default_factory=shipped_legs)  #: How long parcels may be on their way.
    people: PeopleRules = field(default_factory=PeopleRules)
    limits: Limits = field(default_factory=Limits)  #: Of what the machine locks by itself.
    rollout: RolloutRules = field(default_factory=RolloutRules)  #: How a new policy is tried.
    scopes: Scopes = field(default_factory=dict)  #: Conversations bound to shops.
    delivery: DeliveryPolicy = field(default_factory=DeliveryPolicy)
    guard: Guard = field(default_factory=Guard)  #: What warehouses, carriers and gifts ask for.
    terms: Terms = field(default_factory=Terms)  #: Which holds end by themselves.
    gateways: Mapping[str, str] = field(default_factory=dict)  #: warehouse -> who is told of holds
    keepers: Mapping[str, str] = field(default_factory=dict)  #: warehouse -> who works there
    #: Action -> the gateways that are told of such a step; see handlers.statuses.steps.
    told_of: Mapping[CallAction, tuple[str, ...]] = field(default_factory=dict)
    refunds: RefundTerms = field(
        default_factory=RefundTerms
    )  #: What the shop set beside its rules.
    payout_by: str | None = None  #: The gateway that pays back, exchanges and resends.
    quality_control: tuple[Target, ...] = ()  #: Where what no rule decides is put before people.
    asking: AskingPolicy = field(default_factory=AskingPolicy)  #: How customers are asked.
    #: Subject of a call -> what it is; see handlers.calls.
    calls: Mapping[str, CallSubject] = field(default_factory=dict)
    #: Subject of a card -> what it is; see handlers.cards.
    cards: Mapping[str, CardSubject] = field(default_factory=dict)
    payments: Contracts = field(default_factory=Contracts)  #: How call-backs are read.
    #: Kind of draft -> what it changes; see handlers.draft_kinds.
    drafts: Mapping[str, DraftKind] = field(default_factory=dict)
    #: What a signed address or a message may bring -> how it is read; see handlers.files.
    files: "Mapping[str, Callable[[Tx, Deps, str, datetime], File | None]]" = field(
        default_factory=dict
    )
    digest: time | None = None  #: The shop's hour at which the day is told; None: never.
    trace_sheet: time | None = None  #: … and at which the sheet of what is unshipped is sent.
    night_check: time | None = None  #: … and at which what left is compared with its orders.
    penalties: tuple[Penalty, ...] = ()  #: What platforms take for an order that leaves too late.
    links: tuple[OutLink, ...] = ()  #: Other systems' pages of an order.
    worker: str = "local"  #: This process, as it appears in leases.


def derived_id(*parts: object) -> str:
    """Name something by what it is, so that a replay on another machine gives the same names."""
    return hashlib.blake2s("|".join(str(p) for p in parts).encode(), digest_size=8).hexdigest()
