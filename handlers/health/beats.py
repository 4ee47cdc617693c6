"""Beats: when each system last said that it lives, by its own clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from handlers.resonance.cases import Case
from rules.events.event import Event
from rules.events.tellings import happened
from rules.health.troubles import Wrong
from storage.system.marks import Mark
from storage.tx import Tx

#: Begins the name of the mark of a system's last beat.
_BEAT = "beat:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """When a system said that it lives, and when and from whom we heard it."""

    at: datetime
    received_at: datetime
    source: str


def keep(tx: Tx, _deps: Deps, beats: Sequence[Event], _cases: Mapping[str, Case]) -> Iterable[str]:
    """Remember the latest beat of each system; one that is told late moves nothing back."""
    known = last_beats(tx)
    for event in sorted(beats, key=happened):
        system = str(event.data["system"]).lower()
        beat = Beat(at=happened(event), received_at=event.received_at, source=event.source)
        if system not in known or beat.at > known[system].at:
            heard = event.received_at.isoformat()
            mark = Mark(name=_BEAT + system, state="beats", by=beat.source, note=heard, at=beat.at)
            tx.marks.set(mark)
            known[system] = beat
    return ()


def last_beats(tx: Tx) -> dict[str, Beat]:
    """Return the latest beat of each system that ever said that it lives."""
    return {
        mark.name.removeprefix(_BEAT): Beat(
            at=mark.at, received_at=datetime.fromisoformat(mark.note), source=mark.by
        )
        for mark in tx.marks.called(_BEAT)
    }


def lost_sources(tx: Tx) -> set[str]:
    """Return who told of the systems that are known to be lost: their silence is no other news."""
    lost = {t.name for t in tx.troubles.lasting() if t.wrong is Wrong.HEARTBEAT}
    return {beat.source for system, beat in last_beats(tx).items() if system in lost}
