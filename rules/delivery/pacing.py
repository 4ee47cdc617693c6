"""Pacing: how much of a channel's limits is left now, counted over every sliding window."""

from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType

from rules.delivery.capabilities import Capabilities, Pace

#: One message in so many is kept for answers to people, which channels send by themselves.
RESERVE = 20
#: Redraws are no messages; this light pace keeps them below every platform's rate of calls.
REDRAWS = Pace(messages=10, per=timedelta(seconds=1), whole_channel=True)
#: What a channel without limits is given at once.
UNLIMITED = 1_000_000
#: The longest window that a platform counts; what is older is forgotten.
LONGEST = timedelta(hours=1)


#: Behind the end of a window, whose last moment still counts.
_NEXT = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Lane:
    """What is sent strictly in order: the messages of a conversation, or its redraws."""

    channel: str
    conversation: str
    redraws: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What may be sent now: for each channel in all, and for each lane of it."""

    whole: Mapping[tuple[str, bool], int] = field(default_factory=lambda: MappingProxyType({}))
    fresh: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    lanes: Mapping[Lane, int] = field(default_factory=lambda: MappingProxyType({}))

    def left(self, lane: Lane) -> int:
        """Return how many messages this lane may send now, all others silent."""
        whole = self.whole.get((lane.channel, lane.redraws), UNLIMITED)
        own = UNLIMITED if lane.redraws else self.fresh.get(lane.channel, UNLIMITED)
        return max(0, min(whole, self.lanes.get(lane, own)))


#: Everything may be sent: for channels that count nothing, and for tests.
OPEN = Budget()


class Pacer:
    """
    Remembers what was sent and what is under way.

    A message arrives somewhere between its beginning and its end, so it is counted from its
    beginning on and until a window after its end: no window of the platform can hold more.
    """

    def __init__(self, channels: Mapping[str, Capabilities]) -> None:
        self._paces = {name: one.paces for name, one in channels.items()}
        self._ended: dict[Lane, deque[datetime]] = {}
        self._under_way: Counter[Lane] = Counter()
        self._blocked: dict[str | Lane, datetime] = {}

    def take_on(self, channels: Mapping[str, Capabilities]) -> None:
        """Pace more channels, too."""
        self._paces = {**self._paces, **{name: one.paces for name, one in channels.items()}}

    def began(self, lane: Lane) -> None:
        """Count a message from now on."""
        self._under_way[lane] += 1

    def ended(self, lane: Lane, now: datetime) -> None:
        """Note that a message that had begun has arrived by now, or never will."""
        self._under_way[lane] -= 1
        self.spent(lane, now)

    def spent(self, lane: Lane, now: datetime) -> None:
        """Count a message that was sent without us: an answer, or one before a restart."""
        sent = self._ended.setdefault(lane, deque())
        while sent and now - sent[0] > LONGEST:
            sent.popleft()
        sent.append(max(now, sent[-1]) if sent else now)

    def restore(self, sent: Iterable[tuple[Lane, datetime]]) -> None:
        """Count what the ledger says was sent before this process began, oldest first."""
        for lane, at in sorted(sent, key=lambda one: one[1]):
            self.spent(lane, at)

    def block(self, what: str | Lane, until: datetime) -> None:
        """Send nothing to a channel or a lane before then: the platform said so."""
        self._blocked[what] = max(until, self._blocked.get(what, until))

    def busy(self) -> frozenset[Lane]:
        """Return the lanes that are sending; in one lane the next waits for the one before."""
        return frozenset(lane for lane, number in self._under_way.items() if number > 0)

    def budget(self, now: datetime) -> Budget:
        """Return what may be sent now."""
        self._blocked = {what: until for what, until in self._blocked.items() if until > now}
        lanes = {lane: self._lane_left(lane, now) for lane in {*self._ended, *self._under_way}}
        lanes |= {lane: 0 for lane in self._blocked if isinstance(lane, Lane)}
        lanes |= dict.fromkeys(self.busy(), 0)
        whole = {
            (name, redraws): self._whole_left(name, now, redraws=redraws)
            for name in self._paces
            for redraws in (False, True)
        }
        fresh = {
            name: min((_usable(p) for p in paces if not p.whole_channel), default=UNLIMITED)
            for name, paces in self._paces.items()
        }
        return Budget(whole=whole, fresh=fresh, lanes=lanes)

    def room(self, lane: Lane, now: datetime) -> timedelta:
        """Return how long until the lane takes one more answer, and one word that they are late."""
        waits = [
            self._wait(lane, pace, now)
            for pace in self._paces.get(lane.channel, ())
            if not pace.whole_channel
        ]
        return max(waits, default=timedelta())

    def _wait(self, lane: Lane, pace: Pace, now: datetime) -> timedelta:
        """Return how long until a window of this pace holds fewer than its last message but one."""
        counted = [at for at in self._ended.get(lane, ()) if at >= now - pace.per]
        counted += [now] * self._under_way[lane]
        too_many = len(counted) + 1 - max(1, pace.messages - 1)
        if too_many <= 0:
            return timedelta()
        return counted[too_many - 1] + pace.per - now + _NEXT

    def _lane_left(self, lane: Lane, now: datetime) -> int:
        if lane.redraws:
            return UNLIMITED
        return min(
            (
                _usable(pace) - self._count(lane, now - pace.per)
                for pace in self._paces.get(lane.channel, ())
                if not pace.whole_channel
            ),
            default=UNLIMITED,
        )

    def _whole_left(self, channel: str, now: datetime, *, redraws: bool) -> int:
        if channel in self._blocked:
            return 0
        limits = self._paces[channel]
        # What counts no messages (the console) need not be spared redraws either.
        own_pace = [REDRAWS] if limits else []
        paces = own_pace if redraws else [pace for pace in limits if pace.whole_channel]
        own = [
            lane
            for lane in {*self._ended, *self._under_way}
            if lane.channel == channel and lane.redraws == redraws
        ]
        return min(
            (
                _usable(pace) - sum(self._count(lane, now - pace.per) for lane in own)
                for pace in paces
            ),
            default=UNLIMITED,
        )

    def _count(self, lane: Lane, since: datetime) -> int:
        """Count what ended at `since` or later, and what is under way."""
        number = self._under_way[lane]
        for at in reversed(self._ended.get(lane, ())):
            if at < since:
                break
            number += 1
        return number


def _usable(pace: Pace) -> int:
    return pace.messages - pace.messages // RESERVE
