"""
Oracle: the signals and the score once more, slowly, from the words of the mission alone.

It shares no code and no table with rules/: plain loops over plain numbers, with fractions for
weights. A release is judged by brute force: whatever had begun under the facts of any earlier
instant is forgotten.
"""
# ruff: noqa: PERF401 - an oracle is read, not run fast; loops are its point

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

from rules.events import Event

INTENT, TIMELINESS, QUALITY = "intent", "timeliness", "quality"
#: kind -> weight, cap, class (mission, section A).
TWELVE = {
    "address_changed": (Fraction("0.8"), 3, INTENT),
    "address_burst": (Fraction("1.0"), 1, INTENT),
    "chat_opened": (Fraction("1.2"), 2, INTENT),
    "chat_after_pay": (Fraction("0.4"), 1, INTENT),
    "urgent_words": (Fraction("0.9"), 1, TIMELINESS),
    "pay_dwell": (Fraction("0.3"), 1, INTENT),
    "coupon_depth": (Fraction("0.3"), 1, QUALITY),
    "label_slow": (Fraction("0.6"), 1, TIMELINESS),
    "deadline_burn": (Fraction("0.9"), 1, TIMELINESS),
    "trace_stall": (Fraction("0.8"), 1, TIMELINESS),
    "status_conflict": (Fraction("0.8"), 1, QUALITY),
    "multi_piece": (Fraction("0.8"), 1, QUALITY),
}
WINDOW = timedelta(hours=72)
CHINA = timezone(timedelta(hours=8))
#: How far each word says the goods have come: 1 in the house, 2 on the way, 3 with the customer.
WORDS = {
    ("wms", "PACKED"): 1, ("wms", "LOADED"): 2, ("erp", "APPROVED"): 1, ("erp", "SENT"): 2,
    ("oms", "PAID"): 1, ("oms", "SHIPPED"): 2, ("oms", "SIGNED"): 3,
    ("carrier", "PICKED_UP"): 2, ("carrier", "SIGNED"): 3,
}  # fmt: skip


@dataclass(frozen=True)
class Span:
    """A stretch of local days with other weights."""

    first: date
    last: date
    timeliness: Fraction
    quality: Fraction


@dataclass(frozen=True)
class World:
    """What is known besides the events of the order."""

    elsewhere: Sequence[tuple[str, datetime, datetime]] = ()  #: key, at, received
    usual: dict[str, Fraction] = field(default_factory=dict)  #: by "source|id"
    more: dict[str, tuple[Fraction, int, str]] = field(default_factory=dict)
    spans: Sequence[Span] = ()


@dataclass(frozen=True)
class Seen:
    """One thing that began, and perhaps ended."""

    kind: str
    name: str
    begins: datetime
    ends: datetime | None


def name_of(event: Event) -> str:
    """Name a message by itself, whatever its edition; name anything else by its id."""
    for word in ("message_id", "conversation_id"):
        if event.data.get(word):
            return f"{event.source}|{event.data[word]}"
    return f"{event.source}|{event.id}"


def when(event: Event) -> datetime:
    """Return when it happened; nobody can tell us of the future."""
    return min(event.at, event.received_at)


def _first(moments: Iterable[datetime | None]) -> datetime | None:
    known = [m for m in moments if m is not None]
    return min(known) if known else None


def _of(events: Sequence[Event], kind: str) -> list[Event]:
    return sorted((e for e in events if e.type == kind), key=lambda e: (e.at, e.source, e.id))


def _word(event: Event) -> tuple[str, str]:
    if event.type == "carrier.trace":
        return ("carrier", str(event.data["state"]))
    return (str(event.data["system"]), str(event.data["status"]))


def begun(
    events: Sequence[Event], world: World, now: datetime, heard_by: datetime | None = None
) -> list[Seen]:
    """List what has begun by `now`, from what was received by `heard_by` (now, unless said)."""
    heard = now if heard_by is None else heard_by
    known = [e for e in events if e.received_at <= heard]
    traces = [e for e in _of(known, "carrier.trace") if _word(e) in WORDS]
    moved = [e for e in _of(known, "system.status") if _word(e) == ("wms", "LOADED")]
    left = _first(when(e) for e in [*traces, *moved])
    signed = _first(when(e) for e in traces if _word(e)[1] == "SIGNED")
    cancelled = _first(when(e) for e in _of(known, "order.cancelled"))
    over = _first((signed, cancelled))
    gone = _first((left, over))
    printed = [when(e) for e in _of(known, "label.printed")]
    elsewhere = [(name, at) for name, at, received in world.elsewhere if received <= heard]
    found = [
        *_changes(known, elsewhere, gone),
        *_talk(known, gone, over),
        *_numbers(known, world, gone, printed[-1] if printed else None),
        *_pieces(known, over),
        *_clock(known, gone, traces, over),
        *_disagreements(known),
        *[Seen(str(e.data["kind"]), name_of(e), when(e), over) for e in _of(known, "signal.seen")],
    ]
    return [seen for seen in found if seen.begins <= now]


def _changes(
    known: Sequence[Event], elsewhere: Sequence[tuple[str, datetime]], gone: datetime | None
) -> list[Seen]:
    own: dict[str, datetime] = {}
    for event in _of(known, "order.address_changed"):
        own.setdefault(name_of(event), when(event))
    found = []
    for name, at in own.items():
        found.append(Seen("address_changed", name, at, gone))
        for other, other_at in [*own.items(), *elsewhere]:
            second = (other_at, other) < (at, name)
            if other != name and second and at - other_at <= timedelta(minutes=30):
                found.append(Seen("address_burst", name, at, gone))
    return found


def _talk(known: Sequence[Event], gone: datetime | None, over: datetime | None) -> list[Seen]:
    found = []
    payments = [when(e) for e in _of(known, "order.paid")]
    for event in _of(known, "chat.opened"):
        found.append(Seen("chat_opened", name_of(event), when(event), gone))
        gaps = [when(event) - paid for paid in payments]
        if any(timedelta(0) <= gap <= timedelta(seconds=10) for gap in gaps):
            found.append(Seen("chat_after_pay", name_of(event), when(event), gone))
    for event in _of(known, "chat.message"):
        if event.data["text"] == "急用":  # stories say nothing harder
            found.append(Seen("urgent_words", name_of(event), when(event), over))
    return found


def _numbers(
    known: Sequence[Event], world: World, gone: datetime | None, printed: datetime | None
) -> list[Seen]:
    found = []
    for event in _of(known, "checkout.dwelled"):
        if Fraction(str(event.data["seconds"])) > world.usual.get(name_of(event), Fraction(300)):
            found.append(Seen("pay_dwell", name_of(event), when(event), _first((printed, gone))))
    coupons = _of(known, "coupon.applied")
    for event in coupons:
        if Fraction(str(event.data["depth"])) >= Fraction(1, 2):
            found.append(Seen("coupon_depth", name_of(event), when(event), gone))
    if len(coupons) >= 3:
        found.append(Seen("coupon_depth", "three", when(coupons[2]), gone))
    for event in _of(known, "label.printed"):
        usual = world.usual.get(name_of(event))
        if usual is not None and Fraction(event.data["took_ms"]) >= usual * 147 / 100:
            found.append(Seen("label_slow", name_of(event), when(event), gone))
    return found


def _pieces(known: Sequence[Event], over: datetime | None) -> list[Seen]:
    checked = [when(e) for e in _of(known, "scan.checked")]
    found = []
    for event in _of(known, "order.created")[-1:]:
        pieces, places, gift = 0, set(), False
        for item in event.data["items"]:
            pieces += item["qty"]
            places.add(item.get("warehouse"))
            gift = gift or bool(item.get("is_gift"))
        if pieces >= 3 or len(places - {None}) > 1 or gift:
            ends = _first((checked[-1] if checked else None, over))
            found.append(Seen("multi_piece", name_of(event), when(event), ends))
    return found


def _clock(
    known: Sequence[Event], gone: datetime | None, traces: Sequence[Event], over: datetime | None
) -> list[Seen]:
    found = []
    for created in _of(known, "order.created")[-1:]:
        start = _first([when(e) for e in _of(known, "order.paid")] or [when(created)])
        promise = datetime.fromisoformat(str(created.data["promised_ship_at"]))
        if start is not None:
            burnt = start + max(promise - start, timedelta(0)) * 7 / 10
            found.append(Seen("deadline_burn", "deadline", burnt, gone))
    if traces:
        last = traces[-1]
        found.append(Seen("trace_stall", name_of(last), when(last) + timedelta(hours=24), over))
    return found


def _disagreements(known: Sequence[Event]) -> list[Seen]:
    spoken: dict[str, tuple[int, datetime]] = {}
    for event in sorted(known, key=lambda e: (e.at, e.source, e.id)):
        if event.type in ("carrier.trace", "system.status") and _word(event) in WORDS:
            system, stage = _word(event)[0], WORDS[_word(event)]
            if system not in spoken or spoken[system][0] != stage:
                spoken[system] = (stage, when(event))
    found = []
    names = sorted(spoken)
    for one in names:
        for other in names:
            if one >= other:
                continue
            # A warehouse and an ERP never learn of the signature; that is no disagreement.
            ceiling = 2 if {one, other} & {"wms", "erp"} else 3
            if min(spoken[one][0], ceiling) != min(spoken[other][0], ceiling):
                since = max(spoken[one][1], spoken[other][1])
                found.append(
                    Seen(
                        "status_conflict",
                        f"{one}{other}{since}",
                        since + timedelta(minutes=30),
                        None,
                    )
                )
    return found


def _forgotten(
    events: Sequence[Event], world: World, now: datetime, released_at: datetime | None
) -> set[tuple[str, str]]:
    """List what had begun under the facts of any instant up to the release."""
    gone: set[tuple[str, str]] = set()
    if released_at is None or released_at > now:
        return gone
    arrivals = {e.received_at for e in events} | {received for _, _, received in world.elsewhere}
    instants = sorted(i for i in arrivals if i <= released_at)
    for instant, following in zip(instants, [*instants[1:], None], strict=True):
        until = released_at if following is None else following - timedelta(microseconds=1)
        gone.update((s.kind, s.name) for s in begun(events, world, until, heard_by=instant))
    return gone


def count(
    events: Sequence[Event], world: World, now: datetime, released_at: datetime | None = None
) -> dict[str, int]:
    """Say how many distinct occurrences of each kind count at `now`."""
    table = {**TWELVE, **world.more}
    forgotten = _forgotten(events, world, now, released_at)
    counted: dict[str, set[str]] = {}
    first: dict[tuple[str, str], Seen] = {}
    for seen in sorted(begun(events, world, now), key=lambda s: s.begins):
        first.setdefault((seen.kind, seen.name), seen)
    for (kind, name), seen in first.items():
        if kind not in table or (kind, name) in forgotten:
            continue
        if now - seen.begins > WINDOW or (seen.ends is not None and seen.ends <= now):
            continue
        counted.setdefault(kind, set()).add(name)
    return {kind: min(len(names), table[kind][1]) for kind, names in counted.items()}


def score(
    events: Sequence[Event], world: World, now: datetime, released_at: datetime | None = None
) -> Fraction:
    """Add up weight times count, scaled by the season of the local day."""
    table = {**TWELVE, **world.more}
    today = now.astimezone(CHINA).date()
    factors = {INTENT: Fraction(1), TIMELINESS: Fraction(1), QUALITY: Fraction(1)}
    for span in world.spans:
        if span.first <= today <= span.last:
            factors[TIMELINESS], factors[QUALITY] = span.timeliness, span.quality
            break
    total = Fraction(0)
    for kind, number in count(events, world, now, released_at).items():
        weight, _, scaled_as = table[kind]
        for _ in range(number):
            total += weight * factors[scaled_as]
    return total
