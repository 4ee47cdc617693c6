"""Strategies: random orders, dense at the boundaries that matter."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import strategies as st

from rules.events.event import Event
from rules.resonance.facts import Change, Facts
from rules.resonance.measure import Resonance, evaluate
from rules.resonance.policy import Policy, Season
from rules.vocabulary import SignalClass
from tests.builders import (
    NOON,
    ORDER,
    a_chat,
    a_label,
    a_message,
    a_policy,
    a_rule,
    a_signal,
    a_status,
    a_trace,
    an_address_change,
    an_event,
    an_order,
    hours,
    minutes,
    seconds,
)
from tests.rules.oracle import Span, World

#: Instants of events, in minutes: 30:00 and its neighbours, a day, three days.
GRID = (0, 0, 5, 20, 29.983, 30, 30.017, 45, 60, 90, 600, 1440, 1470, 2880, 4320, 4350, 6000)
DELAYS = (0, 0, 0, 0, 1, 30, 600, 2000)
#: Two custom kinds, one of them scaled, and a peak that begins a day and a half after NOON.
MORE = (
    a_rule("vip_call", "1.125", cap=2),
    a_rule("blacklist", "0.7", signal_class=SignalClass.QUALITY),
)
PEAK = Season(
    name="双11",
    first=NOON.date() + timedelta(days=2),
    last=NOON.date() + timedelta(days=3),
    timeliness=Decimal("1.25"),
    quality=Decimal("0.8"),
)
POLICY: Policy = a_policy(*MORE, seasons=(PEAK,))
ITEMS = (
    [{"sku": "a", "qty": 1}],
    [{"sku": "a", "qty": 2}],
    [{"sku": "a", "qty": 2}, {"sku": "b", "qty": 1}],
    [{"sku": "a", "qty": 1}, {"sku": "g", "qty": 1, "is_gift": True}],
    [{"sku": "a", "qty": 1, "warehouse": "x"}, {"sku": "b", "qty": 1, "warehouse": "y"}],
)
#: Three places, the first of them that of the order, some in another dress; and none at all.
ADDRESSES: tuple[object, ...] = (
    {"province": "浙江", "city": "温州"},
    {"city": " 浙江\u3000温州", "province": ""},
    {"city": "杭州", "detail": "文三路 1 号"},
    "杭州 文三路１号",
    {"city": "宁波"},
    {},
)


@dataclass(frozen=True, slots=True)
class Story:
    """One order, what else is known, and the moment of judgement."""

    events: tuple[Event, ...]
    elsewhere: tuple[Change, ...]
    usual: dict[str, Decimal]
    released_at: datetime | None
    now: datetime

    def facts(self) -> Facts:
        """Return the story as rules/ reads it."""
        return Facts(
            order_no=ORDER, events=self.events, elsewhere=self.elsewhere, baselines=self.usual
        )

    def world(self) -> World:
        """Return the story as the oracle reads it."""
        return World(
            elsewhere=[(c.key, c.at, c.received_at) for c in self.elsewhere],
            usual={key: Fraction(str(value)) for key, value in self.usual.items()},
            more={r.kind: (Fraction(str(r.weight)), r.cap, r.signal_class.value) for r in MORE},
            spans=[Span(PEAK.first, PEAK.last, Fraction("1.25"), Fraction("0.8"))],
        )

    def told_again(self, rng: Random) -> "Story":
        """
        Return the story with some events told up to three times more, by others, later on.

        The id of a message is known to its own source only.
        """
        copies = [
            event._replace(
                id=f"{event.id}-again-{number}",
                source=event.source if "message_id" in event.data else rng.choice(("oms", "x")),
                received_at=event.received_at + minutes(rng.choice(DELAYS)) + timedelta.resolution,
            )
            for event in self.events
            for number in range(rng.choice((0, 1, 1, 3)))
        ]
        usual = {
            f"{copy.source}|{copy.id}": value
            for copy in copies
            for key, value in self.usual.items()
            if copy.id.startswith(f"{key.split('|', 1)[1]}-again")
        }
        return replace(self, events=(*self.events, *copies), usual={**self.usual, **usual})

    def judged(self, now: datetime | None = None, *, watched: bool = False) -> Resonance:
        """Judge it, at its own moment unless told otherwise."""
        return evaluate(
            self.facts(),
            POLICY,
            now=now or self.now,
            rebased_at=self.released_at,
            watched=watched,
        )


_MAKERS: dict[str, Callable[[Random, datetime], Event]] = {
    "address": lambda rng, at: an_address_change(at=at, address=rng.choice(ADDRESSES)),
    "chat": lambda _, at: a_chat(at=at),
    "message": lambda rng, at: a_message(rng.choice(("急用", "你好")), at=at),
    "dwell": lambda rng, at: an_event(
        "checkout.dwelled", at=at, seconds=rng.choice((40, 299, 300, 301, 500))
    ),
    "coupon": lambda rng, at: an_event(
        "coupon.applied", at=at, depth=rng.choice((0.1, 0.499, 0.5, 0.9))
    ),
    "label": lambda rng, at: a_label(rng.choice((1000, 1460, 1469, 1470, 3000)), at=at),
    "trace": lambda rng, at: a_trace(rng.choice(("PICKED_UP", "PICKED_UP", "SIGNED")), at=at),
    "wms": lambda rng, at: a_status("wms", rng.choice(("PACKED", "LOADED")), at=at),
    "erp": lambda rng, at: a_status("erp", rng.choice(("APPROVED", "SENT")), at=at),
    "oms": lambda rng, at: a_status("oms", rng.choice(("PAID", "SHIPPED", "SIGNED")), at=at),
    "checked": lambda _, at: an_event("scan.checked", at=at),
    "cancelled": lambda _, at: an_event("order.cancelled", at=at),
    "custom": lambda rng, at: a_signal(
        rng.choice(("vip_call", "blacklist", "no_such_kind", "address_changed")), at=at
    ),
}
#: Address changes and chats come often, ends come seldom.
_OFTEN = (*_MAKERS, "address", "address", "address", "chat", "chat", "message", "custom", "oms")
_SELDOM = frozenset({"trace", "wms", "checked", "cancelled"})
#: Kinds whose late arrival moves what they begin; stories with a release leave them on time.
_PUNCTUAL = frozenset({"trace", "wms", "erp", "oms"})
_EDITABLE = frozenset({"address", "chat", "message"})


def a_story(rng: Random) -> Story:
    """Return a random order; the same source of chance gives the same order."""
    released = NOON + minutes(rng.choice(GRID)) if rng.random() < 0.35 else None
    paid_at = NOON + seconds(rng.choice((0, 30, 3600)))
    events = [
        an_order(items=rng.choice(ITEMS), promised_ship_at=_promise(rng)),
        an_event("order.paid", at=paid_at, amount="199.00"),
    ]
    if rng.random() < 0.3:
        events.append(a_chat(at=paid_at + seconds(rng.choice((-1, 0, 9.9, 10, 10.1)))))
    names: dict[str, int] = {}
    for _ in range(rng.randint(0, 9)):
        word = rng.choice(_OFTEN)
        if word in _SELDOM and rng.random() < 0.6:
            continue
        at = NOON + minutes(rng.choice(GRID)) + seconds(rng.choice((0, 0, 1, 61)))
        event = _MAKERS[word](rng, at)
        names[event.id] = names.get(event.id, 0) + 1
        event = event._replace(id=f"{event.id}#{names[event.id]}")
        if released is None or word not in _PUNCTUAL:
            event = event._replace(received_at=at + minutes(rng.choice(DELAYS)))
        events.append(event)
        if word in _EDITABLE and rng.random() < 0.25:
            events[-1:] = _editions(rng, event)
    measured: dict[str, Decimal | None] = {}
    for e in events:
        if e.type in ("label.printed", "checkout.dwelled"):
            known = Decimal(rng.choice(("1000", "1000.5", "400"))) if rng.random() < 0.6 else None
            measured.setdefault(f"{e.at} {e.data}", known)
    usual = {
        f"{e.source}|{e.id}": known
        for e in events
        if (known := measured.get(f"{e.at} {e.data}")) is not None
    }
    elsewhere = tuple(
        Change(key=f"oms|other-{n}", at=at, received_at=at + minutes(rng.choice(DELAYS)))
        for n, at in enumerate(
            NOON + minutes(rng.choice(GRID)) for _ in range(rng.choice((0, 0, 0, 1, 2)))
        )
    )
    return Story(
        events=tuple(events),
        elsewhere=elsewhere,
        usual=usual,
        released_at=released,
        now=a_moment(rng, events, released),
    )


def _promise(rng: Random) -> str:
    return (NOON + hours(rng.choice((24, 48, 240)))).isoformat()


def _editions(rng: Random, event: Event) -> list[Event]:
    """Return the event as a message that was edited once, later."""
    first = event._replace(data={**event.data, "message_id": f"m-{event.id}"})
    later = event.at + minutes(rng.choice((1, 25, 40)))
    second = first._replace(
        id=f"{event.id}-edited", at=later, received_at=later + minutes(rng.choice(DELAYS))
    )
    return [first, second]


def a_moment(rng: Random, events: list[Event], released: datetime | None) -> datetime:
    """Return a moment at, just before or just after something."""
    anchor = rng.choice([*(e.at for e in events), *(e.received_at for e in events)])
    step = rng.choice((hours(0), minutes(30), hours(24), hours(72)))
    now = anchor + step + timedelta(microseconds=rng.choice((-1, 0, 1)))
    return now if released is None else max(now, released)


stories = st.randoms(use_true_random=False).map(a_story)
