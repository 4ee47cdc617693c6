"""Alarms about the machine itself: told in a conversation that does not depend on what is stuck."""

from collections.abc import Collection, Mapping
from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from rules.delivery import FALLBACK, targets_of_level
from rules.vocabulary import Level
from rules.wording import clock
from storage.audit import Attempt
from storage.tx import Tx


def report_stuck(
    tx: Tx, deps: Deps, stuck: Mapping[str, datetime], *, online: Collection[str], now: datetime
) -> None:
    """Promise one notice for each part that stands still, wherever reds go and still arrive."""
    door = Promises(tx, deps)
    targets = dict.fromkeys((*targets_of_level(deps.routes, Level.RED), FALLBACK))
    for part, since in stuck.items():
        tx.audit.add(
            Attempt(
                at=now, actor="system", channel="system", action="watchdog",
                outcome="stuck", detail=f"{part} since {since.isoformat()}",
            )
        )  # fmt: skip
        wording = "stuck_scheduler" if part == "scheduler" else "stuck_channel"
        facts = {"part": part, "since": clock(since, now=now, tz=deps.timezone)}
        for target in targets:
            if target.channel in online and target.channel != part:
                door.say(target, wording, facts, now, about=f"{part}:{since.isoformat()}")
    door.write()
