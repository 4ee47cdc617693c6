"""Reports of calls: what a voice or SMS service pushes back about what it was told to do."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rules.confirmation.confirmation import Result


class Said(StrEnum):
    """What became of a call, where it is not how the parcel came."""

    PERSON = "person"
    NO_MORE_CALLS = "no_more_calls"
    UNANSWERED = "unanswered"
    DELIVERED = "delivered"  #: Of a message: it is on the phone.
    UNDELIVERED = "undelivered"


#: The keys of a phone, as the script offers them.
KEYS: Mapping[str, Result | Said] = {
    "1": Result.INTACT,
    "2": Result.DAMAGED,
    "3": Result.MISSING,
    "9": Said.PERSON,
    "0": Said.NO_MORE_CALLS,
}
#: Reports of one push; a service that sends more is none that we know.
MOST = 1000
_LONGEST = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report: which call, and what was said."""

    call_id: str  #: Ours, which the service calls `out_id`.
    said: Result | Said


def read_reports(pushed: object) -> list[Report] | None:
    """Read a push, a list of reports or one alone; None where it is neither."""
    if isinstance(pushed, Mapping):
        pushed = [pushed]
    if not isinstance(pushed, list) or len(pushed) > MOST:
        return None
    return list(_read(one for one in pushed if isinstance(one, Mapping)))


def _read(pushed: Iterable[Mapping[str, object]]) -> Iterator[Report]:
    for one in pushed:
        call_id = str(one.get("out_id") or one.get("id") or "")[:_LONGEST]
        if call_id:
            yield Report(call_id=call_id, said=_said(one))


def _said(report: Mapping[str, object]) -> Result | Said:
    """Return what a report says: the key that was pressed, or how far it came."""
    if "biz_id" in report or "success" in report:  # of an SMS
        return Said.DELIVERED if report.get("success") is True else Said.UNDELIVERED
    pressed = str(report.get("dtmf") or "").strip()
    if pressed:  # of several keys the last known one: people correct themselves
        known = [KEYS[key] for key in pressed if key in KEYS]
        return known[-1] if known else Said.UNANSWERED
    told = str(report.get("result") or "")
    return Result(told) if told in set(Result) else Said.UNANSWERED
