"""POST /v1/events: CloudEvents into the journal. It is answered only after the commit."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from bot.web.door.endpoint import Asked
from bot.web.door.problems import Answer, ProblemError, field_error, refusal, unavailable
from bot.web.intake.bodies import read_events
from bot.web.intake.pool import Pool
from bot.web.intake.rush import CALM, Rush
from bot.web.lookout import Lookout
from bot.web.parts import WebParts
from handlers.contracts import pausing
from handlers.events import intake
from handlers.events.intake import Taken
from rules.contracts import events as observed
from rules.events import event as events
from rules.events.event import Event, Rejected
from rules.events.lines import odd_lines
from rules.wording.say import LANGUAGES, say
from storage.faults import StoreError
from storage.tx import Tx

#: Events parsed before others get their turn on the loop: about 2 ms.
SLICE = 100
#: Requests of more than a portion that are parsed and written at the same time.
AT_ONCE = 2

#: Seconds after which a paused source may ask again.
PAUSED_FOR: Final = b"60"

_ONE_ACCEPTED: Final = Answer(status=200, body=b'{"accepted":1,"duplicates":0,"rejected":[]}')


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one request brings for the journal, and how often what was refused in it."""

    events: Sequence[Event]
    refused: Mapping[str, int]  #: By code.
    impossible: Mapping[str, int]  #: … and of these, what pauses a source.
    source: str


class EventsEndpoint:
    """Reads, sorts out, stores, answers."""

    def __init__(self, parts: WebParts, rush: Rush, lookout: Lookout) -> None:
        self._parts = parts
        self._lookout = lookout
        self._rush = rush
        self._busy = asyncio.Semaphore(AT_ONCE)
        self._pool = Pool(
            parts.database,
            self._take,
            at_once=1 if parts.database.is_sqlite else 4,
            heaviest=lambda: rush.portion,
        )

    async def __call__(self, asked: Asked) -> Answer:
        """Answer one request."""
        raw = await read_events(asked)
        now = self._parts.clock.now()
        try:
            answer = await self._answer_all(raw, asked, now)
        except (ProblemError, StoreError) as error:
            problem = error.problem if isinstance(error, ProblemError) else unavailable()
            self._saw_answered(problem.status, len(raw), asked, now)
            raise
        self._saw_answered(answer.status, len(raw), asked, now)
        return answer

    async def _answer_all(self, raw: Sequence[object], asked: Asked, now: datetime) -> Answer:
        if len(raw) == 1:
            return await self._answer_one(raw[0], asked, now)
        if len(raw) <= CALM:
            return await self._answer_many(raw, asked, now)
        async with self._busy:
            return await self._answer_many(raw, asked, now)

    def _saw_answered(self, status: int, number: int, asked: Asked, now: datetime) -> None:
        """Note how a request of so many events was answered."""
        self._lookout.note([observed.answered(asked.source.name, number, status, now)])

    async def _answer_one(self, raw: object, asked: Asked, now: datetime) -> Answer:
        event = self._judge(raw, asked.source.name, now)
        if isinstance(event, Rejected):
            self._see((raw,), (), [(0, event)], asked, now)
            return await self._finish([], [(0, event)], [], asked)
        self._see((raw,), (event,), (), asked, now)
        taken = await self._write(
            Delivery(events=(event,), refused={}, impossible={}, source=asked.source.name)
        )
        self._parts.metrics.took_events(
            accepted=taken.accepted, duplicates=taken.duplicates, refused={}
        )
        warnings = _warnings(event, 0)
        return _ONE_ACCEPTED if taken.accepted and not warnings else _answer(taken, [], warnings)

    async def _answer_many(self, raw: Sequence[object], asked: Asked, now: datetime) -> Answer:
        good: list[Event] = []
        bad: list[tuple[int, Rejected]] = []
        warnings: list[dict[str, Any]] = []
        for index, one in enumerate(raw):
            event = self._judge(one, asked.source.name, now)
            if isinstance(event, Rejected):
                bad.append((index, event))
            else:
                good.append(event)
                warnings += _warnings(event, index)
            if index % SLICE == SLICE - 1:
                await asyncio.sleep(0)  # a scanner may be waiting
        self._see(raw, good, bad, asked, now)
        return await self._finish(good, bad, warnings, asked)

    def _see(
        self,
        raw: Sequence[object],
        good: Sequence[Event],
        bad: Sequence[tuple[int, Rejected]],
        asked: Asked,
        now: datetime,
    ) -> None:
        """Note what the request shows of its source's contract."""
        source, closely = asked.source.name, self._lookout.closely(now)
        self._lookout.note(observed.seen(source, good, now, closely=closely))
        if bad:
            self._lookout.note(observed.refused(source, raw, bad, now))

    def _judge(self, raw: object, source: str, now: datetime) -> Event | Rejected:
        if isinstance(raw, Rejected):
            return raw
        event = events.parse(raw, received_at=now)
        if isinstance(event, Rejected):
            return event
        if event.source != source:
            return Rejected(
                code="source_mismatch",
                field="source",
                message=f"source 必须与令牌所属的来源 {source} 一致 / "
                f"source must be {source}, the one the token belongs to",
            )
        return intake.refuse_unknown_signal(event, self._parts.deps.policy) or event

    async def _finish(
        self,
        good: Sequence[Event],
        bad: Sequence[tuple[int, Rejected]],
        warnings: list[dict[str, Any]],
        asked: Asked,
    ) -> Answer:
        """Store what is good, count what is not, and answer for both."""
        refused = Counter(rejected.code for _, rejected in bad)
        taken = Taken(accepted=0, duplicates=0)
        counts: Mapping[str, int] = refused
        impossible: Mapping[str, int] = observed.impossible(rejected for _, rejected in bad)
        start = 0
        while start < len(good) or counts:
            portion = good[start : start + self._rush.portion]
            start += len(portion)
            done = await self._write(
                Delivery(
                    events=portion,
                    refused=counts,
                    # Last of all: what is good of a request is taken before it pauses its source.
                    impossible=impossible if start >= len(good) else {},
                    source=asked.source.name,
                )
            )
            counts = {}
            taken = Taken(
                accepted=taken.accepted + done.accepted,
                duplicates=taken.duplicates + done.duplicates,
            )
        self._parts.metrics.took_events(
            accepted=taken.accepted, duplicates=taken.duplicates, refused=refused
        )
        errors = [field_error(rejected, index) for index, rejected in bad]
        if bad and not (taken.accepted or taken.duplicates):
            raise refusal("nothing_usable", bad[0][1].message, errors=errors)
        return _answer(taken, errors, warnings)

    async def _write(self, delivery: Delivery) -> Taken:
        taken = await self._pool.write(delivery, weight=len(delivery.events))
        if taken is None:
            name = delivery.source
            raise refusal(
                "paused",
                " / ".join(say("paused_source", lang, name=name) for lang in LANGUAGES),
                headers=((b"retry-after", PAUSED_FOR),),
            )
        return taken

    def _take(self, tx: Tx, deliveries: Sequence[Delivery]) -> list[Taken | None]:
        """
        Take all requests that wait for this commit; None is one of a source that is paused.

        Runs in the writer's thread.
        """
        now, deps = self._parts.clock.now(), self._parts.deps
        paused = {name for name in {d.source for d in deliveries} if pausing.is_paused(tx, name)}
        listened = [delivery for delivery in deliveries if delivery.source not in paused]
        taken = iter(self._take_in(tx, listened, now))
        for delivery in listened:
            if delivery.impossible:
                pausing.saw_impossible(tx, deps, delivery.source, delivery.impossible, now)
        return [None if delivery.source in paused else next(taken) for delivery in deliveries]

    def _take_in(self, tx: Tx, deliveries: Sequence[Delivery], now: datetime) -> list[Taken]:
        refused: Counter[tuple[str, str]] = Counter()
        for delivery in deliveries:
            for code, number in delivery.refused.items():
                refused[delivery.source, code] += number
        if refused:
            day = now.astimezone(self._parts.deps.timezone).date().isoformat()
            tx.feeds.refused(((source, code, n) for (source, code), n in refused.items()), day)
        return intake.take_requests(tx, self._parts.deps, [d.events for d in deliveries], now)


def _warnings(event: Event, index: int) -> list[dict[str, Any]]:
    """Name the lines of an event that were set aside."""
    return [field_error(flaw, index) for flaw in odd_lines(event.data)]


def _answer(taken: Taken, rejected: list[dict[str, Any]], warnings: list[dict[str, Any]]) -> Answer:
    body: dict[str, Any] = {
        "accepted": taken.accepted,
        "duplicates": taken.duplicates,
        "rejected": rejected,
    }
    if warnings:
        body["warnings"] = warnings
    return Answer(status=200, body=orjson.dumps(body))
