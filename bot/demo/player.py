"""The player: takes steps to the running bot by the demo's clock, and notes how it answered."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from bot.app import App
from bot.channels.console import parse, stream
from bot.channels.console.client import ConsoleClient
from bot.channels.console.parts import ConsoleParts
from bot.demo import waiting
from bot.demo.clock import DemoClock
from bot.demo.scenario.script import SOURCE
from bot.demo.scenario.steps import Happens, Presses, Says, Scans, Step
from handlers.events import intake
from handlers.ports import ButtonPress, ChatMessage, PressToken, Reply, ScanRequest
from handlers.shipping import scans
from handlers.sweeps import scores
from rules.events.event import Event, Rejected
from rules.events.event import parse as parse_event
from rules.people.permissions import Person
from rules.shipping.verdict import Verdict
from storage.tx import Tx

#: Real seconds between two looks at the clock while a day is played.
TICK = 0.1
#: Real seconds between two rounds of sweeps: time runs fast here, so they must too.
SWEEP_EVERY = 0.5
SWEEP_AFTERWARDS = 5.0
#: Events of one transaction: few while somebody watches, since a scanner waits behind them.
LIVE_PORTION = 100
FAST_PORTION = 500

Progress = Callable[
    [datetime, int], None
]  #: Told the moment reached and the steps done since the last call.


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was played, and what came of it."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    orders: dict[str, None] = field(default_factory=dict)  #: In order of appearance.
    scans: list[tuple[datetime, Scans, Verdict]] = field(default_factory=list)
    asked: int = 0  #: What people typed and tapped.
    changed: int = 0
    refused: int = 0  #: What the scripted people were not allowed to do, or came too late for.


class Player:
    """Plays steps against an app whose clock is the demo's."""

    def __init__(self, app: App, clock: DemoClock) -> None:
        self._app = app
        self._clock = clock
        self.tally = Tally()
        client = app.channels[parse.CHANNEL]
        if not isinstance(client, ConsoleClient):
            message = f"the demo speaks through the console, not through {type(client).__name__}"
            raise TypeError(message)
        self._console = ConsoleParts(
            database=app.database, deps=app.deps, clock=clock, client=client, open=True, secret="",
            rooms=client.rooms,
        )  # fmt: skip
        self._people = {person.name: person for person in app.deps.directory.people}

    async def fast(self, steps: Iterable[Step], progress: Progress) -> None:
        """Play as fast as the machine can, every event judged exactly when it arrives."""
        for group in _groups(steps, FAST_PORTION):
            until = group[-1].at
            happened = [s for s in group if isinstance(s.what, Happens)]
            if happened:
                await self._take(self._read(happened, None), until, replay=True)
            self._clock.move_to(until)
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

    async def live(
        self, steps: Iterable[Step], speed: float, progress: Progress, over: Callable[[], None]
    ) -> None:
        """Play `speed` times as fast as real time; then call `over` and go on in real time."""
        supervisor = self._app.supervisor
        swept = 0.0
        async for group, waited in self._due(steps, speed):
            now = self._clock.now()
            happened = [s for s in group if isinstance(s.what, Happens)]
            for start in range(0, len(happened), LIVE_PORTION):
                portion = happened[start : start + LIVE_PORTION]
                await self._take(self._read(portion, now), now, replay=False)
            for step in group:
                await self._act(step)
            progress(now, len(group))
            swept += waited
            if swept >= SWEEP_EVERY:
                swept = 0.0
                await self._app.scheduler.sweep_all(waiting.OF_ORDERS)
        self._clock.run()
        await waiting.begin(self._app)
        over()
        while await supervisor.sleep(SWEEP_AFTERWARDS):
            await self._app.scheduler.sweep_all()

    async def _due(
        self, steps: Iterable[Step], speed: float
    ) -> AsyncIterator[tuple[list[Step], float]]:
        """Move the clock, yield what is due in groups of events or single acts, and wait."""
        rest = iter(steps)
        ahead = next(rest, None)
        starts, began = self._clock.now(), monotonic()
        while ahead is not None and not self._app.supervisor.is_stopping():
            await waiting.all_is_said(self._app)
            self._clock.move_to(starts + timedelta(seconds=(monotonic() - began) * speed))
            now = self._clock.now()
            due: list[Step] = []
            while ahead is not None and ahead.at <= now:
                due.append(ahead)
                ahead = next(rest, None)
            for group in _groups(due, FAST_PORTION):
                yield group, 0.0
            if not await self._app.supervisor.sleep(TICK):
                return
            yield [], TICK

    def _read(self, steps: Sequence[Step], now: datetime | None) -> list[Event]:
        """Read events as having arrived at `now`, or each at its own time."""
        events = []
        for step in steps:
            if not isinstance(step.what, Happens):
                continue
            event = parse_event(step.what.event, received_at=now or step.at)
            if isinstance(event, Event):
                event = intake.refuse_unknown_signal(event, self._app.deps) or event
            if isinstance(event, Rejected):
                self.tally.rejected += 1
                continue
            events.append(event)
            if event.order_no is not None:
                self.tally.orders[event.order_no] = None
        return events

    async def _take(self, events: list[Event], now: datetime, *, replay: bool) -> None:
        deps = self._app.deps
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

    async def _act(self, step: Step) -> None:
        """Do what a person or a scanner does at this step."""
        match step.what:
            case Happens():
                pass
            case Scans():
                await self._scan(step.what)
            case Says(who=who, text=text):
                self._note(await self._say(self._people[who], text, step.at))
            case Presses():
                self._note(await self._press(step.what, step.at))

    async def _scan(self, asked: Scans) -> None:
        now = self._clock.now()
        scan = ScanRequest(
            source=SOURCE, scan_id=asked.scan_id, station=asked.station, code=asked.code,
            order_no=asked.order_no, parcel_id=asked.parcel_id, items=asked.items, at=now,
        )  # fmt: skip
        deps = self._app.deps
        verdict = await self._app.database.write(
            lambda tx: scans.judge_scan(tx, deps, scan, self._clock.now()), urgent=True
        )
        self.tally.scans.append((now, asked, verdict))

    async def _say(self, person: Person, text: str, at: datetime) -> Reply | None:
        user_id = person.ids[parse.CHANNEL]
        message = ChatMessage(
            channel=parse.CHANNEL, conversation=self._console.rooms.group, user_id=user_id,
            user_name=person.name, text=text, message_id=f"{user_id}:{at:%H%M%S}:{text}",
            at=self._clock.now(), addressed=True,
        )  # fmt: skip
        return await stream.say(self._console, message)

    async def _press(self, tap: Presses, at: datetime) -> Reply | None:
        """Tap a button of the order's card; None where it has none, so that nobody could."""
        token = await self._app.database.read(lambda tx: self._token(tx, tap))
        if token is None:
            return None
        person = self._people[tap.who]
        user_id = person.ids[parse.CHANNEL]
        return await stream.press(
            self._console,
            ButtonPress(
                channel=parse.CHANNEL, conversation=self._console.rooms.group, user_id=user_id,
                user_name=person.name, token=token,
                press_id=f"{user_id}:{at:%H%M%S}:{tap.order_no}:{tap.action}", at=self._clock.now(),
            ),
        )  # fmt: skip

    def _token(self, tx: Tx, tap: Presses) -> str | None:
        alert = tx.alerts.latest_of((tap.order_no,)).get(tap.order_no)
        if alert is None:
            return None
        for copy in tx.cards.of_alert(alert.id):
            if (copy.channel, copy.conversation) == (parse.CHANNEL, self._console.rooms.group):
                wanted = PressToken(card_id=copy.id, action=tap.action, revision=alert.revision)
                return self._app.deps.sign_press(wanted)
        return None

    def _note(self, reply: Reply | None) -> None:
        self.tally.asked += 1
        if reply is None or (reply.private and not reply.changed):
            self.tally.refused += 1
        elif reply.changed:
            self.tally.changed += 1


def _groups(steps: Iterable[Step], most: int) -> Iterator[list[Step]]:
    """Cut steps into runs of events, and single acts of people and scanners between them."""
    group: list[Step] = []
    for step in steps:
        if isinstance(step.what, Happens):
            group.append(step)
            if len(group) < most:
                continue
        else:
            if group:
                yield group
            group = [step]
        yield group
        group = []
    if group:
        yield group
