"""Events: what happened outside, as it enters the journal, and the rules that refuse one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from rules.codes import tidied, trimmed
from rules.events import types as limits
from rules.events.glances import GLANCES, Glance, plain_moment, plain_number
from rules.events.lines import SET_ASIDE, set_aside
from rules.events.moments import as_utc, read_moment
from rules.events.refusals import BAD_IN_LINE, Flaw, flaw, record_flaws, shown, unfit
from rules.events.types import EVENT_TYPES, EventType
from rules.vocabulary import Shape


class Event(NamedTuple):
    """
    One thing that happened outside, as the journal keeps it.

    A tuple, since judging an order reads some ten of them back: a frozen dataclass costs four times
    as much to make.
    """

    source: str
    id: str  #: Unique within its source; source + id is the idempotency key.
    type: str
    order_no: str | None  #: CloudEvents `subject`; absent only where it is about none.
    at: datetime  #: When it happened, UTC.
    received_at: datetime  #: When it reached us, UTC. Decisions at T see only what came by T.
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """Why an event was refused: a code, the path of the field, a sentence with the way out."""

    code: str
    field: str
    message: str


_PLAIN_KEYS = 30  #: In each record; with so many items, an event stays below MOST_NODES.
_PLAIN_ITEMS = 50
_PLAIN_LENGTH = limits.LONGEST_WORD
_FRAME = 7  #: specversion, id, source, type, subject, time, data.
_FORMAT, _JSON = "datacontenttype", "application/json"
_ANY_NUMBER = (-limits.LARGEST_NUMBER, limits.LARGEST_NUMBER)


def parse(
    raw: object, *, received_at: datetime, skew: timedelta = timedelta(minutes=5)
) -> Event | Rejected:
    """
    Read one CloudEvent, or say what is wrong with it; whatever is given, it never raises.

    A sender's clock may be ahead by `skew`. The event keeps `data` itself, not a copy, unless a
    code in it has to be tidied, or lines of it set aside (`rules.events.lines`).
    """
    if not isinstance(raw, dict):
        return _rejected(flaw("wrong_type", "event", Shape.RECORD))
    plain = _read_plain(raw, received_at)
    if plain is not None:
        return plain
    raw, odd = set_aside(_with_tidy_codes(raw))
    found = next(_flaws(raw, received_at + skew), None)
    if found is not None:
        return _rejected(found)
    data = raw.get("data") or {}
    names = (raw.get("subject"), *(data.get(name) for name in EVENT_TYPES[raw["type"]].named_by))
    return Event(
        source=raw["source"],
        id=raw["id"],
        type=raw["type"],
        order_no=next((no for name in names if (no := trimmed(name or ""))), None),
        at=as_utc(raw["time"]),
        received_at=received_at,
        # The name is ours: nobody else says which lines were set aside.
        data={**data, SET_ASIDE: odd} if odd or SET_ASIDE in data else data,
    )


def _with_tidy_codes(raw: dict[Any, Any]) -> dict[Any, Any]:
    """Take out of codes what cannot be seen: a scanner or a sheet sent it along, and it is none."""
    kind, data = raw.get("type"), raw.get("data")
    if not isinstance(kind, str) or not isinstance(data, dict) or kind not in EVENT_TYPES:
        return raw
    tidy = {
        name: code
        for name in EVENT_TYPES[kind].codes
        if isinstance(value := data.get(name), str)
        and len(value) <= limits.LONGEST_WORD
        and (code := tidied(value)) != value
    }
    return raw | {"data": data | tidy} if tidy else raw


def arrival(raw: object) -> datetime | Rejected | None:
    """
    Read when an event of a file arrived: at its `recordedtime`, or else when it happened, UTC.

    None where neither can be read; what is wrong with the rest is for `parse` to say.
    """
    if not isinstance(raw, dict):
        return None
    name = "time" if raw.get("recordedtime") is None else "recordedtime"
    found = next(record_flaws({"recordedtime": raw.get(name)}, limits.RECORDED, ""), None)
    if found is not None:
        return _rejected(found) if name == "recordedtime" else None
    return None if raw.get(name) is None else as_utc(raw[name])


def _rejected(found: Flaw) -> Rejected:
    return Rejected(code=found.code, field=found.field, message=found.message)


def _read_plain(raw: dict[Any, Any], received_at: datetime) -> Event | None:
    """
    Read an event at a glance if it is as plain as nearly all are, else return None.

    This only saves time, nine tenths of it: it refuses nothing, and where `_flaws` would find a
    flaw it sees nothing plain.
    """
    try:
        kind, subject, time, data = raw["type"], raw["subject"], raw["time"], raw["data"]
        texts = [raw["id"], raw["source"], subject]
        glance = GLANCES[kind]
        if (
            raw["specversion"] != "1.0"
            or (len(raw) != _FRAME and (len(raw) != _FRAME + 1 or raw[_FORMAT] != _JSON))
            or not (plain_number(subject) and texts[0].strip() and texts[1].strip())
            or len(texts[0]) > limits.LONGEST_WORD
            or len(texts[1]) > limits.LONGEST_NAME
            or type(data) is not dict
            or not _is_plain(data, glance, texts)
        ):
            return None
        for name in glance.required:
            if data[name] is None:
                return None
        text = "".join(texts)
        if not plain_moment(time) or (not text.isprintable() and BAD_IN_LINE.search(text)):
            return None
        at = datetime.fromisoformat(time)
        longest = limits.LONGEST_TEXT
    except (KeyError, TypeError, AttributeError):  # Absent, or not of the type it should have.
        return None
    if at > received_at or (len(text) > longest and max(map(len, texts)) > longest):
        return None
    return Event(
        source=raw["source"],
        id=raw["id"],
        type=kind,
        order_no=subject,
        at=at if at.tzinfo is UTC else at.astimezone(UTC),
        received_at=received_at,
        data=data,
    )


# One loop of many branches: a call for each field would double its time.
def _is_plain(record: dict[Any, Any], glance: Glance, texts: list[str]) -> bool:  # noqa: C901, PLR0912
    """Look over a record; the strings still to be searched for bad characters join `texts`."""
    if len(record) > _PLAIN_KEYS:
        return False
    texts += record
    strings = glance.strings
    for name, value in record.items():
        kind = type(value)
        if kind is str:
            if len(value) > _PLAIN_LENGTH or (name in strings and not strings[name](value)):
                return False
            texts.append(value)
        elif kind is float or kind is int or kind is bool:
            least, most = glance.numbers[kind].get(name, _ANY_NUMBER)
            if not least <= value <= most:
                return False
        elif kind is dict:
            if name not in glance.records or not _is_plain(value, glance.records[name], texts):
                return False
        elif kind is list:
            inner = glance.lists.get(name)
            if inner is None or len(value) > _PLAIN_ITEMS:
                return False
            for item in value:
                if type(item) is not dict or not _is_plain(item, inner, texts):
                    return False
        elif value is not None:
            return False
    return True


def _flaws(raw: Mapping[Any, Any], latest: datetime) -> Iterator[Flaw]:
    """Find what is wrong. Only the first flaw is meant to be read: what follows may rest on it."""
    if raw.get("specversion") != "1.0":
        yield flaw(
            "missing" if raw.get("specversion") is None else "wrong_specversion", "specversion"
        )
    yield from record_flaws(raw, limits.ATTRIBUTES, "")
    found = EVENT_TYPES.get(raw["type"])
    if found is None:
        yield flaw("unknown_type", "type", type=shown(raw["type"]))
    else:
        yield from _content_flaws(raw, found, latest)


def _content_flaws(raw: Mapping[Any, Any], found: EventType, latest: datetime) -> Iterator[Flaw]:
    yield from record_flaws(raw, {"subject": found.subject}, "")
    at = read_moment(raw["time"])
    if at is not None and at > latest:
        yield flaw("time_in_future", "time")
    if raw.get("data_base64") is not None:
        yield flaw("no_base64", "data_base64")
    data = {} if raw.get("data") is None else raw["data"]
    if type(data) is not dict:
        yield flaw("wrong_type", "data", Shape.RECORD)
    yield from record_flaws(data, found.fields, "data.")
    yield from unfit({name: raw[name] for name in raw if name != "data"}, "")
    yield from unfit(data, "data", most=found.nodes)
