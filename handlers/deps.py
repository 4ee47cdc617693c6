"""What handlers are given besides a transaction and `now`."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from handlers.ports import PressToken
from rules.alerts.attention import PeopleRules
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.routes import Route
from rules.people.permissions import Directory, Scopes
from rules.resonance.breaker import Limits
from rules.resonance.policy import Policy


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
    worker: str = "local"  #: This process, as it appears in leases.


def derived_id(*parts: object) -> str:
    """Name something by what it is, so that a replay on another machine gives the same names."""
    return hashlib.blake2s("|".join(str(p) for p in parts).encode(), digest_size=8).hexdigest()
