"""Steps: what a played day is made of, each with the moment at which it happens."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from rules.refunds.words import Action as Choice
from rules.vocabulary import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Happens:
    """An event reaches the bot."""

    event: Mapping[str, Any]  #: CloudEvents 1.0


class Edition(StrEnum):
    """How WeChat Pay's call-backs are closed and worded; named as the shop's contracts are."""

    OLD = "wxpay-3.2.1"
    NEW = "wxpay-3.5.2"  #: The nonce is in a header, and `out_trade_no` has another name.


@dataclass(frozen=True, slots=True, kw_only=True)
class Pays:
    """A customer pays, and WeChat Pay posts a call-back."""

    order_no: str
    amount: Decimal
    transaction_id: str
    at: datetime
    edition: Edition


@dataclass(frozen=True, slots=True, kw_only=True)
class Deploys:
    """The shop's developer puts other contracts of payments into the configuration."""

    in_force: tuple[Edition, ...]
    candidate: Edition | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    """Somebody at a packing station asks whether a parcel may leave."""

    scan_id: str
    station: str
    code: str
    order_no: str | None = None
    parcel_id: str | None = None
    items: tuple[Mapping[str, Any], ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Says:
    """A person types something into the group."""

    who: str  #: Name of one of `people.CREW`.
    text: str
    addressed: bool = True  #: To the bot; else people talk among themselves.


@dataclass(frozen=True, slots=True, kw_only=True)
class Presses:
    """A person taps a button on the card of an order."""

    who: str
    order_no: str
    action: Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Decides:
    """A person of quality control taps a button on the card of an order's refund."""

    who: str
    order_no: str
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class SendsLink:
    """Customer service sends a customer the page on which goods are asked back."""

    order_no: str
    text: str  #: Before the link.


What = Happens | Pays | Deploys | Scans | Says | Presses | Decides | SendsLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that happens, and when."""

    at: datetime
    what: What


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day to play, with the history that makes it judgeable."""

    starts: datetime
    ends: datetime
    prelude: tuple[Step, ...]  #: Before the day: only events.
    steps: tuple[Step, ...]


def in_order(steps: list[Step]) -> tuple[Step, ...]:
    """Sort by time; what happens at the same moment stays as it was written."""
    return tuple(sorted(steps, key=lambda step: step.at))
