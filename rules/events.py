"""Events: what happened outside, as it enters the journal, and the rules that refuse one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rules import event_types as limits
from rules.event_refusals import Flaw, flaw, record_flaws, shown, unfit
from rules.event_types import EVENT_TYPES, Glance, Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened outside, as the journal keeps it."""

    source: str
    id: str  #: Unique within its source; source + id is the idempotency key.
    type: str
    order_no: str | None  #: CloudEvents `subject`; absent only for stock counts, ghost payments.
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
_FRAME = 7  #: specversion, id, source, type, subject, time, data.
_JSON = "application/json"
_ANY_NUMBER = (-limits.LARGEST_NUMBER, limits.LARGEST_NUMBER)


def parse(
    raw: Any, *, received_at: datetime, skew: timedelta = timedelta(minutes=5)
) -> Event | Rejected:
    """
    Read one CloudEvent, or say what is wrong with it; whatever is given, it never raises.

    A sender's clock may be ahead by `skew`. The event keeps `data` itself, not a copy.
    """
    if type(raw) is dict and (plain := _read_plain(raw, received_at)) is not None:
        return plain
    found = next(_flaws(raw, received_at + skew), None)
    if found is not None:
        return Rejected(code=found.code, field=found.field, message=found.message)
    return Event(
        source=raw["source"],
        id=raw["id"],
        type=raw["type"],
        order_no=(raw.get("subject") or "").strip() or None,
        at=datetime.fromisoformat(raw["time"]).astimezone(UTC),
        received_at=received_at,
        data=raw.get("data") or {},
    )


def _read_plain(raw: dict[Any, Any], received_at: datetime) -> Event | None:
    """
    Read an event at a glance if it is as plain as nearly all are, else return None.

    This only saves time, nine tenths of it: it refuses nothing, and where `_flaws` would find a
    flaw it sees nothing plain.
    """
    try:
        kind, data, subject, time = raw["type"], raw["data"], raw["subject"], raw["time"]
        texts = [raw["id"], raw["source"], subject, *raw]
        if (
            type(data) is not dict
            or not _is_plain(data, limits.GLANCES[kind], texts)
            or not limits.plain_moment(time)
            or not _is_framed(raw, texts)
            or not all(map(_is_given, (raw["id"], raw["source"], subject)))
            or not all(_is_given(data[name]) for name in EVENT_TYPES[kind].required)
            or (at := datetime.fromisoformat(time)) > received_at
        ):
            return None
    except (KeyError, TypeError):  # Something is absent, or of another type than it should be.
        return None
    return Event(
        source=raw["source"],
        id=raw["id"],
        type=kind,
        order_no=subject.strip(),
        at=at if at.tzinfo is UTC else at.astimezone(UTC),
        received_at=received_at,
        data=data,
    )


def _is_framed(raw: dict[Any, Any], texts: list[str]) -> bool:
    """Say whether the attributes around `data` are plain, and everything said is printable."""
    text = "".join(texts)
    return (
        raw["specversion"] == "1.0"
        and (len(raw) == _FRAME or (len(raw) == _FRAME + 1 and raw["datacontenttype"] == _JSON))
        and text.isprintable()
        and (len(text) <= limits.LONGEST_TEXT or max(map(len, texts)) <= limits.LONGEST_TEXT)
        and len(raw["id"]) <= limits.LONGEST_WORD
        and len(raw["source"]) <= limits.LONGEST_NAME
        and len(raw["subject"]) <= limits.LONGEST_NAME
    )


def _is_given(value: object) -> bool:
    return value is not None and (type(value) is not str or bool(value.strip()))


def _is_plain(record: dict[Any, Any], glance: Glance, texts: list[str]) -> bool:
    """Look over a record; the strings still to be searched for bad characters join `texts`."""
    if len(record) > _PLAIN_KEYS:
        return False
    texts += record
    strings = glance.strings
    for name, value in record.items():
        kind = type(value)
        if kind is str:
            check = strings.get(name)
            if check is None:
                if len(value) > limits.LONGEST_WORD:
                    return False
                texts.append(value)
            elif check(value) is None:
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
            least, most = glance.numbers[kind].get(name, _ANY_NUMBER)
            if not least <= value <= most:
                return False
    return True


def _flaws(raw: Any, latest: datetime) -> Iterator[Flaw]:
    """Find what is wrong. Only the first flaw is meant to be read: what follows may rest on it."""
    if type(raw) is not dict:
        yield flaw("wrong_type", "event", Shape.RECORD)
    if raw.get("specversion") != "1.0":
        yield flaw(
            "missing" if raw.get("specversion") is None else "wrong_specversion", "specversion"
        )
    yield from record_flaws(raw, limits.ATTRIBUTES, "")
    found = EVENT_TYPES.get(raw["type"])
    if found is None:
        yield flaw("unknown_type", "type", type=shown(raw["type"]))
        return
    yield from record_flaws(raw, {"subject": found.subject}, "")
    if datetime.fromisoformat(raw["time"]) > latest:
        yield flaw("time_in_future", "time")
    if raw.get("data_base64") is not None:
        yield flaw("no_base64", "data_base64")
    data = {} if raw.get("data") is None else raw["data"]
    if type(data) is not dict:
        yield flaw("wrong_type", "data", Shape.RECORD)
    yield from record_flaws(data, found.fields, "data.")
    yield from unfit({name: raw[name] for name in raw if name != "data"}, "")
    yield from unfit(data, "data")
