"""Replay: events from files through the intake of live ones, each at its own time of arrival."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import orjson

from handlers.deps import Deps
from handlers.events import intake
from handlers.sweeps import scores
from rules.events.event import Event, Rejected, arrival, parse
from rules.events.lines import odd_lines
from rules.events.refusals import Flaw
from rules.events.types import LAST_YEAR
from rules.resonance.policy import Policy
from storage.database import Database

#: Events of one transaction.
PORTION = 500
#: Rejections and odd lines of orders that are shown; the rest is counted.
SHOWN = 20
#: An event whose time cannot be read is refused for that, and not as one of the future.
_UNKNOWN = datetime(LAST_YEAR, 12, 31, tzinfo=UTC)


@dataclass(slots=True)
class Summary:
    """What became of the files."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    shown: list[tuple[int, Rejected | Flaw]] = field(default_factory=list)
    last_at: datetime | None = None
    overtaken: int = 0  #: Lines behind a later one, which arrived no sooner than that one.
    overtaken_at: int = 0  #: The first of them.

    def refuse(self, line: int, why: Rejected) -> None:
        """Count a rejection and keep the first few."""
        self.rejected += 1
        self.codes[why.code] += 1
        if len(self.shown) < SHOWN:
            self.shown.append((line, why))

    def warn(self, line: int, event: Event) -> None:
        """Keep the first few lines of events that were left out of counting."""
        for odd in odd_lines(event.data)[: SHOWN - len(self.shown)]:
            self.shown.append((line, odd))

    def add(self, other: "Summary") -> None:
        """Add another file's summary."""
        self.accepted += other.accepted
        self.duplicates += other.duplicates
        self.rejected += other.rejected
        self.codes.update(other.codes)

    @property
    def notes(self) -> Iterator[str]:
        """Say what people should know of the file: lines that were left out, and their order."""
        for line, why in self.shown:
            yield f"line {line}: {why.code} {why.field}: {why.message}"
        if more := self.rejected - sum(isinstance(why, Rejected) for _, why in self.shown):
            codes = ", ".join(f"{code} {count}" for code, count in self.codes.most_common())
            yield f"… 还有 {more} 行没收，全部按原因 / {more} more refused, all by reason: {codes}"
        if self.overtaken:
            yield (
                f"line {self.overtaken_at}: out_of_order: {self.overtaken} 行早于前面的行，"
                "按前面那一行的时间到达算；文件不是按到达先后排的，先排好再来 / "
                f"{self.overtaken} lines are earlier than one above them and count as arriving"
                " with it; where the file is not in order of arrival, sort it first"
            )


def replay(database: Database, deps: Deps, lines: Iterable[bytes]) -> Iterator[Summary]:
    """
    Feed JSON lines through intake and yield the running summary after each portion.

    Time passes with the file: what time alone would have brought about comes about between events,
    exactly then, so that the size of a portion changes nothing.
    """
    summary = Summary()
    batch: list[Event] = []
    for event in events_of(lines, deps.policy, summary):
        batch.append(event)
        if len(batch) >= PORTION:
            _take(database, deps, batch, summary)
            batch = []
            yield summary
    if batch:
        _take(database, deps, batch, summary)
    yield summary


def events_of(lines: Iterable[bytes], policy: Policy, summary: Summary) -> Iterator[Event]:
    """
    Read JSON lines; what cannot be taken is named in the summary and left out.

    An event arrives at its `recordedtime` (the CloudEvents extension), or else when it happened,
    never before the one in front of it.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        event = _read(line, number, summary)
        if isinstance(event, Event):
            event = intake.refuse_unknown_signal(event, policy) or event
        if isinstance(event, Rejected):
            summary.refuse(number, event)
            continue
        summary.warn(number, event)
        summary.last_at = event.received_at
        yield event


def _read(line: bytes, number: int, summary: Summary) -> Event | Rejected:
    try:
        raw: Any = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        return Rejected(code="malformed_json", field="", message=str(error))
    arrived = arrival(raw)
    if isinstance(arrived, Rejected):
        return arrived
    moments = [m for m in (arrived, summary.last_at) if m is not None]
    event = parse(raw, received_at=max(moments, default=_UNKNOWN))
    if isinstance(event, Event) and arrived is not None and arrived < event.received_at:
        summary.overtaken += 1
        summary.overtaken_at = summary.overtaken_at or number
    return event


def _take(database: Database, deps: Deps, batch: Sequence[Event], summary: Summary) -> None:
    until = batch[-1].received_at
    taken = database.do(lambda tx: intake.take(tx, deps, batch, until, replay=True))
    summary.accepted += taken.accepted
    summary.duplicates += taken.duplicates
    if taken.accepted:
        while database.do(lambda tx: scores.catch_up(tx, deps, until)):
            pass
