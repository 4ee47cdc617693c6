"""
Oracle: the signals and the score once more, slowly, from the words of the mission alone.

It shares no code and no table with rules/: plain loops over plain numbers, with fractions for
weights. Whatever had begun when a person released the order, as far as was heard by then, is
forgotten.
"""
# ruff: noqa: PERF401 - an oracle is read, not run fast; loops are its point

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

from rules.events.event import Event

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


@dataclass
class Thing:
    """What happened, as some events tell of it."""

    told: list[Event]

    @property
    def at(self) -> datetime:
        """The earliest time that anybody told."""
        return min(when(e) for e in self.told)

    @property
    def name(self) -> str:
        """The name of whoever told us first."""
        return min((e.received_at, name_of(e)) for e in self.told)[1]

    @property
    def said(self) -> Event:
        """What the latest edition says."""
        return max(self.told, key=lambda e: (e.at, e.received_at))


def things(events: Iterable[Event], says: Callable[[Event], object]) -> list[Thing]:
    """Put together what is one message, and what is said alike of one second."""
    messages: dict[str, Thing] = {}
    for event in events:
        messages.setdefault(name_of(event), Thing([])).told.append(event)
    found: list[tuple[str, object, Thing]] = []
    for message in messages.values():
        second = f"{min(e.at for e in message.told):%Y-%m-%d %H:%M:%S}"
        for other_second, other_says, thing in found:
            if (second, says(message.said)) == (other_second, other_says):
                thing.told.extend(message.told)
                break
        else:
            found.append((second, says(message.said), Thing(list(message.told))))
    return sorted((thing for _, _, thing in found), key=lambda t: (t.at, t.name))


def place(event: Event) -> str:
    """Write an address on one line, without blanks."""
    given = event.data["address"]
    if isinstance(given, dict):
        given = "".join(given.get(p, "") for p in ("province", "city", "district", "detail"))
    return "".join(unicodedata.normalize("NFKC", given).lower().split())


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


def begun(events: Sequence[Event], world: World, now: datetime) -> list[Seen]:
    """List what has begun by `now`, from what was received by then."""
    known = [e for e in events if e.received_at <= now]
    traces = [e for e in _of(known, "carrier.trace") if _word(e) in WORDS]
    moved = [e for e in _of(known, "system.status") if _word(e) == ("wms", "LOADED")]
    left = _first(when(e) for e in [*traces, *moved])
    signed = _first(when(e) for e in traces if _word(e)[1] == "SIGNED")
    cancelled = _first(when(e) for e in _of(known, "order.cancelled"))
    over = _first((signed, cancelled))
    gone = _first((left, over))
    printed = [when(e) for e in _of(known, "label.printed")]
    elsewhere = [(name, at) for name, at, received in world.elsewhere if received <= now]
    found = [
        *_changes(known, elsewhere, gone),
        *_talk(known, gone, over),
        *_numbers(known, world, gone, printed[-1] if printed else None),
        *_pieces(known, over),
        *_clock(known, gone, traces, over),
        *_disagreements(known),
        *[
            Seen(str(t.said.data["kind"]), t.name, t.at, over)
            for t in things(_of(known, "signal.seen"), lambda e: e.data["kind"])
        ],
    ]
    return [seen for seen in found if seen.begins <= now]


def _changes(
    known: Sequence[Event], elsewhere: Sequence[tuple[str, datetime]], gone: datetime | None
) -> list[Seen]:
    in_force = [place(e) for e in _of(known, "order.created")][:1]
    moves: list[Thing] = []
    told = things(_of(known, "order.address_changed"), place)
    for thing in sorted(told, key=lambda t: (t.at, place(t.said))):
        if place(thing.said) == "" or [place(thing.said)] != in_force:
            moves.append(thing)
            in_force = [place(thing.said)]
        elif moves:
            moves[-1].told.extend(thing.told)
    found = []
    for number, move in enumerate(moves):
        found.append(Seen("address_changed", move.name, move.at, gone))
        earlier = [other.at for other in moves[:number]]
        earlier += [at for name, at in elsewhere if (at, name) < (move.at, move.name)]
        if any(move.at - at <= timedelta(minutes=30) for at in earlier):
            found.append(Seen("address_burst", move.name, move.at, gone))
    return found


def _talk(known: Sequence[Event], gone: datetime | None, over: datetime | None) -> list[Seen]:
    found = []
    payments = [when(e) for e in _of(known, "order.paid")]
    for chat in things(_of(known, "chat.opened"), lambda _: "opened"):
        found.append(Seen("chat_opened", chat.name, chat.at, gone))
        gaps = [chat.at - paid for paid in payments]
        if any(timedelta(0) <= gap <= timedelta(seconds=10) for gap in gaps):
            found.append(Seen("chat_after_pay", chat.name, chat.at, gone))
    # Stories say nothing harder.
    urgent = [e for e in _of(known, "chat.message") if e.data["text"] == "急用"]
    for message in things(urgent, lambda e: e.data["text"]):
        found.append(Seen("urgent_words", message.name, message.at, over))
    return found


def _numbers(
    known: Sequence[Event], world: World, gone: datetime | None, printed: datetime | None
) -> list[Seen]:
    found = []
    for dwell in things(_of(known, "checkout.dwelled"), lambda e: Fraction(str(e.data["seconds"]))):
        spent = Fraction(str(dwell.said.data["seconds"]))
        if spent > world.usual.get(name_of(dwell.said), Fraction(300)):
            found.append(Seen("pay_dwell", dwell.name, dwell.at, _first((printed, gone))))
    coupons = things(_of(known, "coupon.applied"), lambda e: e.data["depth"])
    for coupon in coupons:
        if Fraction(str(coupon.said.data["depth"])) >= Fraction(1, 2):
            found.append(Seen("coupon_depth", coupon.name, coupon.at, gone))
    if len(coupons) >= 3:
        found.append(Seen("coupon_depth", "three", coupons[2].at, gone))
    for label in things(_of(known, "label.printed"), lambda e: e.data["took_ms"]):
        usual = world.usual.get(name_of(label.said))
        if usual is not None and Fraction(label.said.data["took_ms"]) >= usual * 147 / 100:
            found.append(Seen("label_slow", label.name, label.at, gone))
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
            alike = [e for e in _of(known, "order.created") if e.data == event.data]
            found.append(Seen("multi_piece", "pieces", min(map(when, alike)), ends))
    return found


def _clock(
    known: Sequence[Event], gone: datetime | None, traces: Sequence[Event], over: datetime | None
) -> list[Seen]:
    found = []
    for created in _of(known, "order.created")[-1:]:
        orders = [when(e) for e in _of(known, "order.created")]
        start = _first([when(e) for e in _of(known, "order.paid")] or orders)
        promise = datetime.fromisoformat(str(created.data["promised_ship_at"]))
        if start is not None:
            burnt = start + max(promise - start, timedelta(0)) * 7 / 10
            found.append(Seen("deadline_burn", "deadline", burnt, gone))
    if traces:
        second = traces[-1].at.replace(microsecond=0)
        last = min(when(e) for e in traces if e.at >= second)
        found.append(Seen("trace_stall", f"{second}", last + timedelta(hours=24), over))
    return found


def _disagreements(known: Sequence[Event]) -> list[Seen]:
    readings: dict[str, dict[datetime, list[tuple[int, datetime]]]] = {}
    for event in known:
        if event.type in ("carrier.trace", "system.status") and _word(event) in WORDS:
            said = readings.setdefault(_word(event)[0], {})
            said.setdefault(event.at, []).append((WORDS[_word(event)], when(event)))
    spoken: dict[str, tuple[int, datetime]] = {}
    for system, said in readings.items():
        for instant in sorted(said):
            stage = max(stage for stage, _ in said[instant])
            since = min(at for number, at in said[instant] if number == stage)
            if system not in spoken or spoken[system][0] != stage:
                spoken[system] = (stage, since)
            else:
                spoken[system] = (stage, min(since, spoken[system][1]))
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
    """List what had begun when the order was released."""
    if released_at is None or released_at > now:
        return set()
    return {(seen.kind, seen.name) for seen in begun(events, world, released_at)}


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
