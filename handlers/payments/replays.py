"""Replays that somebody asked for: how far each is, and whom to tell what came of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from handlers.payments.replaying import Replayed
from rules.payments.contract import Provider
from rules.payments.reasons import Reason
from storage.system.marks import Mark
from storage.tx import Tx

_MARK = "replay:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One that is under way."""

    provider: Provider
    version: str | None  #: Of the contract; None: all in force.
    by: str
    place: str  #: `channel:conversation` where it was asked for.
    done: Replayed


def begin(
    tx: Tx, provider: Provider, version: str | None, *, by: str, place: str, now: datetime
) -> None:
    """Have a quarantine read again, from its beginning."""
    keep(tx, Replay(provider=provider, version=version, by=by, place=place, done=Replayed()), now)


def under_way(tx: Tx) -> Iterator[Replay]:
    """Yield those that are not finished."""
    for mark in tx.marks.called(_MARK):
        note = json.loads(mark.note)
        yield Replay(
            provider=Provider(mark.name.removeprefix(_MARK)),
            version=note["version"],
            by=mark.by,
            place=note["place"],
            done=Replayed(
                tried=note["tried"],
                paid=note["paid"],
                amount=Decimal(note["amount"]),
                waiting={Reason(name): count for name, count in note["waiting"].items()},
                last=note["last"],
            ),
        )


def keep(tx: Tx, replay: Replay, now: datetime) -> None:
    """Write down how far one is."""
    done = replay.done
    note = {
        "version": replay.version, "place": replay.place, "tried": done.tried, "paid": done.paid,
        "amount": str(done.amount), "waiting": dict(done.waiting), "last": done.last,
    }  # fmt: skip
    name = _MARK + replay.provider
    tx.marks.set(Mark(name=name, state="on", by=replay.by, note=json.dumps(note), at=now))


def end(tx: Tx, replay: Replay) -> None:
    """Forget one that is done."""
    tx.marks.clear(_MARK + replay.provider)
