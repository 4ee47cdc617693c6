"""The desk: where a made-up merchant and the product meet, one minute after the other."""

import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import orjson

from bot.app import App
from bot.channels.console import parse, stream
from bot.channels.console.client import ConsoleClient
from bot.channels.console.parts import ConsoleParts
from bot.day import house
from bot.day.customers import Answers, Customers, Presses, unasked
from bot.day.drift.weeks import Weeks
from bot.day.hours import SHANGHAI
from bot.day.merchant import NEW_WORD
from bot.day.outcome import Outcome, Plan, Progress
from bot.day.outside import Browser
from bot.demo import waiting
from bot.demo.clock import DemoClock
from bot.demo.scenario.script import SOURCE
from bot.demo.scenario.steps import Happens, Says, Scans, Step
from handlers.events import intake
from handlers.ports import ChatMessage, ScanRequest
from handlers.shipping import scans
from handlers.sweeps import SWEEPS, scores
from handlers.unshipped.sheet import sheet_of
from rules.events.event import Event
from rules.events.event import parse as parse_event
from rules.shipping.verdict import Verdict
from storage.chat.messages import ChatLine
from storage.tx import Tx

#: The day that is played: always the same one, so that the same seed gives the same journal.
STARTS = datetime(2026, 9, 1, tzinfo=SHANGHAI).astimezone(UTC)
#: When people open the trace sheet, and when they look at what must leave: on that day, and at the
#: end of the last shift by the next noon.
_SHEET_AT, _TONIGHT_AT, _TOMORROW_AT = (10, 0), ((8, 30), (17, 0)), (20, 0)
_LISTED = 2000
#: So far the clock moves at once, and so often the sweeps run: on one day, and where it is over or
#: many are played.
_CLOSE, _FROM_AFAR = (
    (timedelta(minutes=1), timedelta(minutes=10)),
    (timedelta(minutes=10), timedelta(minutes=30)),
)
#: What was put off is looked for so often; what is promised leaves at once.
_LOOK_EVERY = timedelta(hours=1)
_NUMBER = re.compile(r"\b26\d{4}[1-3]\d{5}\b")
#: So many of the newest messages are looked at for changes.
_READ = 500


class Desk:
    """Where the merchant and the product meet: one minute after the other."""

    def __init__(
        self,
        app: App,
        clock: DemoClock,
        outcome: Outcome,
        customers: Customers,
        browser: Browser,
        weeks: Weeks | None = None,
    ) -> None:
        """Sit down in the room of the group chat."""
        client = app.channels[parse.CHANNEL]
        if not isinstance(client, ConsoleClient):
            message = f"a day is told through the console, not through {type(client).__name__}"
            raise TypeError(message)
        self._app = app
        self._clock = clock
        self._outcome = outcome
        self._merchant = outcome.merchant
        self._customers = customers
        self._browser = browser
        self._weeks = weeks
        self._console = ConsoleParts(
            database=app.database, deps=app.deps, clock=clock, client=client, open=True, secret="",
            rooms=client.rooms,
        )  # fmt: skip
        self._ids = {person.name: person.ids[parse.CHANNEL] for person in app.deps.directory.people}
        #: Set when a commit has promised something, which is when the courier looks at once.
        self._promised = threading.Event()
        app.database.on_promise = self._promised.set
        self._stamps: dict[int, datetime | None] = {}  #: Of each message, when it was changed.

    async def live(self, plan: Plan, progress: Progress) -> None:
        """Live from the first minute to the last."""
        now = sweep_at = looked_at = self._clock.now()
        ends, until = self._merchant.ends, self._merchant.shipped_by
        while now < ends:
            tick, every = _CLOSE if plan.days == 1 and now < until else _FROM_AFAR
            now = min(sweep_at, max(self._next(tick), now + tick))
            steps = self._merchant.agenda.due(now)
            await self._take([s for s in steps if isinstance(s.what, Happens)], now)
            self._clock.move_to(now)
            if self._weeks is not None:
                await self._weeks.look(now)
            if now >= sweep_at:
                sweep_at += every
                await self._sweep(now)
                await self._read_lists(now)
            if now - looked_at >= _LOOK_EVERY:
                looked_at = now
                self._promised.set()
            await self._ask_scanner([s.what for s in steps if isinstance(s.what, Scans)], now)
            for step in steps:
                if isinstance(step.what, Says):
                    await self._say(step.what, step.at, now)
            await self._hear_customers(now)
            if self._promised.is_set():
                self._promised.clear()
                await waiting.all_is_said(self._app)
                self._ring(now)
                await self._read(now)
            progress(now, (now - STARTS) / (ends - STARTS), "")
        for one in await self._app.database.read(
            lambda tx: tx.confirmations.waiting(None, limit=_LISTED, skip=0)
        ):
            self._merchant.told(one.order_no, now)

    def _next(self, tick: timedelta) -> datetime:
        """Return the tick at which something happens next, the last one if nothing does."""
        agendas = (self._merchant.agenda, self._customers.agenda)
        ahead = min((a.next_at for a in agendas if a.next_at), default=self._merchant.ends)
        return ahead + (STARTS - ahead) % tick

    async def _hear_customers(self, now: datetime) -> None:
        """Have customers answer on the pages of their links, and calls be reported."""
        for said in self._customers.agenda.due(now):
            match said:
                case Answers(link=None):
                    await self._take([Step(at=now, what=unasked(said))], now)
                case Answers():
                    await self._browser.answer(said)
                case Presses():
                    await self._browser.report(self._app.deps.public_url, said)

    def _ring(self, now: datetime) -> None:
        """Let customers know of messages and calls that came for them."""
        for rang in self._outcome.telephones.taken():
            if rang.is_call:
                self._customers.rung(rang.order_no, rang.call_id, now)
            else:
                self._customers.linked(rang.order_no, rang.link, now)

    async def _take(self, steps: Sequence[Step], now: datetime) -> None:
        """Take what happened, and judge what time has brought about since."""
        deps = self._app.deps
        parsed = (
            parse_event(s.what.event, received_at=s.at)
            for s in steps
            if isinstance(s.what, Happens)
        )
        events = [event for event in parsed if isinstance(event, Event)]
        self._outcome.events += len(events)

        def work(tx: Tx) -> None:
            if events:
                intake.take(tx, deps, events, now, replay=True)
            while scores.catch_up(tx, deps, now):
                pass

        await self._app.database.write(work)

    async def _sweep(self, now: datetime) -> None:
        """Run every sweep to its end, in one transaction: nobody else waits here."""
        deps = self._app.deps

        def work(tx: Tx) -> None:
            for name in waiting.OF_ORDERS:
                while SWEEPS[name](tx, deps, now):
                    pass

        await self._app.database.write(work)

    async def _read_lists(self, now: datetime) -> None:
        """Open the trace sheet at ten, and what must leave today at the ends of a shift."""
        local, deps = now.astimezone(SHANGHAI), self._app.deps
        at, midnight = (local.hour, local.minute), local.replace(hour=23, minute=59)
        noon = midnight + timedelta(hours=12)

        def named(tx: Tx) -> list[str]:
            if at == _SHEET_AT:
                return [row.order_no for row in sheet_of(tx, deps, now, now).rows]
            by = noon if at == _TOMORROW_AT else midnight if at in _TONIGHT_AT else None
            due = tx.progress.due(by, now, _LISTED, None) if by is not None else []
            return [one.progress.order_no for one in due]

        for order_no in await self._app.database.read(named):
            self._merchant.told(order_no, now)

    async def _ask_scanner(self, asked: Sequence[Scans], now: datetime) -> None:
        if not asked:
            return
        deps = self._app.deps

        def work(tx: Tx) -> list[Verdict]:
            return [scans.judge_scan(tx, deps, _request(one, now), now) for one in asked]

        for one, verdict in zip(asked, await self._app.database.write(work), strict=True):
            if not verdict.allow:
                denied = self._outcome.denied
                denied[verdict.code] = denied.get(verdict.code, 0) + 1
            self._merchant.scanned(one, verdict, now)

    async def _say(self, said: Says, at: datetime, now: datetime) -> None:
        user_id = self._ids[said.who]
        await stream.say(self._console, ChatMessage(
            channel=parse.CHANNEL, conversation=house.ROOM, user_id=user_id, user_name=said.who,
            text=said.text, message_id=f"{user_id}:{at:%m%d%H%M}:{said.text}", at=now,
            addressed=True,
        ))  # fmt: skip

    async def _read(self, now: datetime) -> None:
        """Read what is new in the room or changed there; who is named is seen to."""

        def changed(tx: Tx) -> list[ChatLine]:
            stamps = tx.chat.stamps(house.ROOM, since=0, limit=_READ)
            ids = [no for no, at in stamps.items() if self._stamps.get(no, now) != at]
            self._stamps = stamps
            return tx.chat.some(ids, reader=None)

        for line in await self._app.database.read(changed):
            for no in _named(line):
                if line.card is not None and line.card["order_no"]:
                    self._outcome.told.setdefault(no, set()).add(line.key)
                self._merchant.told(no, now)
            if line.card is not None and NEW_WORD in orjson.dumps(line.card).decode():
                self._merchant.told_of_word(now)


def _named(line: ChatLine) -> list[str]:
    """Return the order a card is about, or those it lists where it is about no one order."""
    if line.card is None:
        return []
    if line.card["order_no"]:
        return [line.card["order_no"]]
    return sorted(set(_NUMBER.findall(orjson.dumps(line.card).decode())))


def _request(asked: Scans, now: datetime) -> ScanRequest:
    return ScanRequest(
        source=SOURCE, scan_id=asked.scan_id, station=asked.station, code=asked.code,
        order_no=asked.order_no, parcel_id=asked.parcel_id, items=asked.items, at=now,
    )  # fmt: skip
