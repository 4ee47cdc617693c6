"""The player: takes steps to the running bot by the demo's clock, and notes how it answered."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby
from time import monotonic

from bot.demo import waiting
from bot.demo.clock import DemoClock
from bot.demo.hands import Hands, Tally
from bot.demo.house import Demo
from bot.demo.scenario.steps import (
    Decides,
    Deploys,
    Happens,
    Pays,
    Presses,
    Says,
    Scans,
    SendsLink,
    Step,
)
from handlers.events import intake
from handlers.health import days, weeks
from handlers.insight import day_told
from handlers.payments import taking
from handlers.sweeps import scores
from rules.events.event import Event, Rejected
from rules.events.event import parse as parse_event
from rules.payments.contract import CallBack, Failure, Notice
from storage.tx import Tx

#: Real seconds between two looks at the clock while a day is played, and what is left of them for
#: others on a machine that takes longer.
TICK, _LEAST = 0.1, 0.01
#: Real seconds between two rounds of sweeps: time runs fast here, so they must too.
SWEEP_EVERY = 0.5
SWEEP_AFTERWARDS = 5.0
#: Events of one transaction: few while somebody watches, since a scanner waits behind them.
LIVE_PORTION = 100
FAST_PORTION = 500
#: Payments are looked at together within this, as the sweeps of a real day would see them.
_PAID_WITHIN = timedelta(minutes=2)
#: The image at its end has the week that ends with the day.
_WEEK = timedelta(days=6)
#: A look counts one day: that which has ended, and that before it for good.
_COUNTS = 2

#: Told the moment reached and the steps done since the last call.
Progress = Callable[[datetime, int], None]


class Player:
    """Plays steps against an app whose clock is the demo's."""

    def __init__(self, demo: Demo, clock: DemoClock) -> None:
        """Sit down at a demo that was put together and does not run yet."""
        self._app = demo.app
        self._clock = clock
        self._wechat = demo.wechat
        self._hands = Hands(demo.app, clock, demo.quality_control, demo.room)
        self.tally = Tally()

    async def fast(self, steps: Iterable[Step], progress: Progress) -> None:
        """Play as fast as the machine can, every event judged exactly when it arrives."""
        tz = self._app.deps.timezone
        for day, of_day in groupby(steps, key=lambda step: step.at.astimezone(tz).date()):
            await self._count_days(day)
            for group in _groups(of_day, FAST_PORTION, _PAID_WITHIN):
                until = group[-1].at
                await self._take(group, until, replay=True)
                self._clock.move_to(until)
                await self._post(group)
                await self._catch_up(until)
                for step in group:
                    await self._act(step)
                await waiting.all_is_said(self._app)
                progress(until, len(group))

    async def fast_forward(self, at: datetime) -> None:
        """Let time pass without anything happening."""
        self._clock.move_to(at)
        await self._catch_up(at)
        await waiting.all_is_said(self._app)

    async def tell(self, since: datetime) -> None:
        """Have the product say in its group how the day went that began then."""
        now, deps = self._clock.now(), self._app.deps
        for _ in range(_COUNTS):
            await self._app.scheduler.sweep_all(("health_days",))
        first = since.astimezone(deps.timezone).date() - _WEEK
        shows = (weeks.IMAGE, weeks.about(first, None))
        await self._app.database.write(lambda tx: day_told.tell(tx, deps, since, now, shows))
        await waiting.all_is_said(self._app)

    async def live(
        self, steps: Iterable[Step], speed: float, progress: Progress, over: Callable[[], None]
    ) -> None:
        """Play `speed` times as fast as real time; then call `over` and go on in real time."""
        supervisor, since = self._app.supervisor, self._clock.now()
        swept = 0.0
        async for group, waited in self._due(steps, speed):
            now = self._clock.now()
            await self._take(group, now, replay=False)
            await self._post(group)
            for step in group:
                await self._act(step)
            progress(now, len(group))
            swept += waited
            if swept >= SWEEP_EVERY:
                swept = 0.0
                await self._app.scheduler.sweep_all(waiting.OF_ORDERS)
        self._clock.run()
        await waiting.begin(self._app)
        await self.tell(since)
        over()
        while await supervisor.sleep(SWEEP_AFTERWARDS):
            await self._app.scheduler.sweep_all()

    async def _due(
        self, steps: Iterable[Step], speed: float
    ) -> AsyncIterator[tuple[list[Step], float]]:
        """
        Yield what is due in groups of events or single acts, each at its time, and wait.

        A tick is as much of the day however long it took: a busy machine plays a longer day, not
        one in which everything comes late.
        """
        rest, tick = iter(steps), timedelta(seconds=TICK * speed)
        ahead = next(rest, None)
        while ahead is not None and not self._app.supervisor.is_stopping():
            began, until = monotonic(), self._clock.now() + tick
            due: list[Step] = []
            while ahead is not None and ahead.at <= until:
                due.append(ahead)
                ahead = next(rest, None)
            for group in _groups(due, LIVE_PORTION):
                await self._move_to(group[-1].at)
                yield group, 0.0
            await self._move_to(until)
            if not await self._app.supervisor.sleep(max(TICK - (monotonic() - began), _LEAST)):
                return
            yield [], TICK

    async def _move_to(self, at: datetime) -> None:
        """Move the clock once all is said that was to be said before."""
        await waiting.all_is_said(self._app)
        self._clock.move_to(at)

    def _read(self, steps: Sequence[Step]) -> list[Event]:
        """Read events as having arrived when they happened."""
        events = []
        for step in steps:
            if not isinstance(step.what, Happens):
                continue
            event = parse_event(step.what.event, received_at=step.at)
            if isinstance(event, Event):
                event = intake.refuse_unknown_signal(event, self._app.deps.policy) or event
            if isinstance(event, Rejected):
                self.tally.rejected += 1
                continue
            events.append(event)
            if event.order_no is not None:
                self.tally.orders[event.order_no] = None
        return events

    async def _take(self, steps: Sequence[Step], now: datetime, *, replay: bool) -> None:
        deps, events = self._app.deps, self._read(steps)
        if not events:
            return
        taken = await self._app.database.write(
            lambda tx: intake.take(tx, deps, events, now, replay=replay)
        )
        self.tally.accepted += taken.accepted
        self.tally.duplicates += taken.duplicates

    async def _catch_up(self, until: datetime) -> None:
        """Let time bring about what it would have by now."""
        database, deps = self._app.database, self._app.deps
        while await database.read(lambda tx: tx.orders.due(until, 1)):
            await database.write(lambda tx: scores.catch_up(tx, deps, until))

    async def _count_days(self, begins: date) -> None:
        """Count the days of health that are over when this one begins, as midnight knows them."""
        database, deps = self._app.database, self._app.deps
        midnight = datetime.combine(begins, time.min, deps.timezone)
        for _ in range(_COUNTS):
            keep = await database.read(lambda tx: days.look(tx, deps, midnight))
            await database.write(keep)

    async def _post(self, steps: Sequence[Step]) -> None:
        """
        Have WeChat Pay post what was paid, and again what nobody took; then look at it.

        Between what people do at one moment nothing is posted again.
        """
        posted = [self._wechat.posts(s.what, s.at) for s in steps if isinstance(s.what, Pays)]
        if all(_comes_in(step) for step in steps):
            posted += self._wechat.posts_again(self._clock.now())
        if posted:
            said = await self._app.database.write(lambda tx: self._taken(tx, posted))
            for one, notice in zip(posted, said, strict=True):
                self._wechat.hears(one, taken=isinstance(notice, Notice))
            await self._app.scheduler.sweep_all(waiting.OF_PAYMENTS)

    def _taken(self, tx: Tx, posted: Sequence[CallBack]) -> list[Notice | Failure]:
        return [taking.take(tx, self._app.deps, one, one.at) for one in posted]

    async def _act(self, step: Step) -> None:
        """Do what a person, a scanner or a developer does at this step."""
        match step.what:
            case Happens() | Pays():
                pass
            case Deploys(in_force=in_force, candidate=candidate):
                section = self._wechat.contracts(*in_force, candidate=candidate)
                self._app.renew_payments([section])
            case Scans() | Says() | Presses() | Decides() | SendsLink():
                await self._hands.do(step.what, step.at, self.tally)
                if isinstance(step.what, Says):
                    await self._app.scheduler.sweep_all(waiting.OF_REPLAYS)


def _groups(
    steps: Iterable[Step], most: int, paid_within: timedelta | None = None
) -> Iterator[list[Step]]:
    """
    Cut steps into runs of events, and single acts of people and scanners between them.

    A run with payments in it is no longer than `paid_within`.
    """
    group: list[Step] = []
    has_paid = False
    for step in steps:
        is_over = has_paid and paid_within is not None and step.at - group[0].at > paid_within
        if group and (is_over or len(group) >= most or not _comes_in(step)):
            yield group
            group, has_paid = [], False
        if _comes_in(step):
            group.append(step)
            has_paid = has_paid or isinstance(step.what, Pays)
        else:
            yield [step]
    if group:
        yield group


def _comes_in(step: Step) -> bool:
    """Say whether it comes from a system outside; else somebody does it."""
    return isinstance(step.what, Happens | Pays)
