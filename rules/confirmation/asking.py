"""Asking: when a customer is sent a link, and when somebody calls, of a parcel signed for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import StrEnum

from rules.confirmation.confirmation import Confirmation
from rules.people.calendar import Span, at_local

_DAY = timedelta(days=1)
_HOURS = Span(start=time(9), until=time(20))
#: A parcel that was signed for so long before we heard of it is nobody's news: platforms have
#: closed its order by themselves by then.
TOO_LATE = timedelta(days=7)


class Ask(StrEnum):
    """How a customer is asked."""

    LINK = "link"
    CALL = "call"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskingPolicy:
    """When customers are asked, and through which gateways. None: not in this way."""

    #: The latest moment for the link; it is promised when the signature is known.
    link_within: timedelta = timedelta(hours=2)
    link_valid: timedelta = timedelta(hours=72)
    call_after: timedelta = timedelta(hours=24)  #: Counted from the signature.
    call_hours: Span = _HOURS  #: Of the shop's clock.
    link_by: str | None = None
    call_by: str | None = None
    attempts: int = 2  #: Calls, one a day.


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The next thing to be asked, not before `at`."""

    ask: Ask
    at: datetime


def next_step(known: Confirmation, policy: AskingPolicy, tz: tzinfo) -> Step | None:
    """Return how and when this customer is asked next, None where nobody asks any more."""
    if not known.waits or known.signed_at is None or known.by_person:
        return None
    if policy.link_by is not None and not known.linked:
        return Step(ask=Ask.LINK, at=known.signed_at)
    if policy.call_by is None or known.calls >= policy.attempts:
        return None
    earliest = [known.signed_at + policy.call_after]
    if known.called_at is not None:
        earliest.append(known.called_at + _DAY)
    return Step(ask=Ask.CALL, at=into_hours(max(earliest), policy.call_hours, tz))


def into_hours(at: datetime, hours: Span, tz: tzinfo) -> datetime:
    """Return `at` where people may be called then, else when they may be next."""
    local = at.astimezone(tz)
    if hours.holds(local.time()):
        return at
    today = local.date()
    starts: Iterable[datetime] = (at_local(today + n * _DAY, hours.start, tz) for n in (0, 1))
    return next(start for start in starts if start > at)
