"""Contracts of payments: how one edition of a provider's call-backs is verified and read."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from rules.payments.reasons import Reason
from rules.payments.seals import ContentKey, PublicKey

#: What a key is filed under whose call-backs do not name it.
ANY_SERIAL = "*"


class Provider(StrEnum):
    """Who collects money for us."""

    WECHAT = "wechat"
    ALIPAY = "alipay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One edition of a merchant's; several may be in force side by side."""

    provider: Provider
    merchant: str
    version: str
    #: Serial of a certificate, or id of a public key -> the key; ANY_SERIAL for all others.
    keys: Mapping[str, PublicKey] = field(repr=False)
    content_key: ContentKey | None = field(default=None, repr=False)  #: WeChat's contents have one.
    moved: Mapping[str, str] = field(
        default_factory=dict
    )  #: The provider's own name of a field -> where it is now.
    nonce_header: str | None = None  #: Where the nonce went, in lower case.
    candidate: bool = False  #: Judges nothing yet: it is only rehearsed.

    def key_of(self, serial: str) -> PublicKey | None:
        """Return the key that signed under this serial, None where it is not ours to know."""
        return self.keys.get(serial) or self.keys.get(ANY_SERIAL)


@dataclass(slots=True, kw_only=True)
class Contracts:
    """
    All that are configured, in the order in which they are tried.

    The one part of a configuration that is renewed while we run: a provider that changes its words
    at noon is read again without a restart. Whoever works reads `all` once.
    """

    all: tuple[Contract, ...] = ()
    #: How long bodies of what was read are kept, for rehearsals and disputes.
    keep: Mapping[Provider, timedelta] = field(default_factory=dict)
    #: Gateway that asks a provider -> how often it asks of an order that is not paid.
    asked: Mapping[str, timedelta] = field(default_factory=dict)

    def renew(self, by: "Contracts") -> None:
        """Have what is configured now in force from the next call-back on."""
        self.all, self.keep, self.asked = by.all, by.keep, by.asked

    def in_force(self, provider: Provider) -> tuple[Contract, ...]:
        """Return those that judge what a provider posts now."""
        return tuple(c for c in self.all if c.provider is provider and not c.candidate)

    def trusted(self, provider: Provider, version: str | None) -> tuple[Contract, ...]:
        """Return those in force that a replay reads with: of one version, or all."""
        return tuple(c for c in self.in_force(provider) if version in (None, c.version))

    def named(self, provider: Provider, version: str) -> tuple[Contract, ...]:
        """Return the edition of each of our merchants at a provider, candidates too."""
        return tuple(c for c in self.all if c.provider is provider and c.version == version)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallBack:
    """What a provider posted, or answered when it was asked, as it came."""

    provider: Provider
    headers: Mapping[str, str]  #: By name in lower case.
    body: bytes
    at: datetime  #: When it came.
    asked: bool = False  #: It is the answer to a question of ours.

    @property
    def digest(self) -> str:
        """Name it by its body, which is the same however often it is posted."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def size(self) -> int:
        """Return how much it takes to keep it, in bytes."""
        return len(self.body) + sum(len(n) + len(v) for n, v in self.headers.items())


class Notice(NamedTuple):
    """What a call-back says of one payment; a tuple: a frozen dataclass costs thrice as much."""

    notice_id: str | None  #: The provider's name of this message; the same when it says it again.
    out_trade_no: str  #: The number that the shop gave the payment.
    transaction_id: str  #: "" of an answer that it was not paid: there is none yet.
    state: str  #: The provider's word.
    paid: bool
    amount: Decimal  #: CNY, exact.
    paid_at: datetime | None  #: As the provider says, UTC.
    refund: bool = False  #: It is said since some of it went back.


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why it could not be taken, which header or field is to blame, and what could be read."""

    reason: Reason
    field: str = ""
    signed: bool = False  #: By its provider, under this contract; else anybody may have posted it.
    missing: tuple[str, ...] = ()  #: Every field that is not there.
    notice_id: str | None = None
    transaction_id: str | None = None
    amount: Decimal | None = None  #: CNY, exact.
    paid_at: datetime | None = None


class Judged(NamedTuple):
    """A call-back under the contract that verified it, or under the one it came furthest with."""

    outcome: Notice | Failure
    contract: str | None = None  #: Its version.
    #: What was signed, opened; empty where nothing was.
    content: Mapping[str, Any] = MappingProxyType({})
