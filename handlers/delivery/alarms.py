"""Alarms about the machine itself: told in a conversation that does not depend on what is stuck."""

from collections.abc import Collection, Mapping
from datetime import datetime

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.people.rota import private_targets, routing_of
from rules.delivery.routes import FALLBACK
from rules.vocabulary import Level, Role
from rules.wording.say import clock
from storage.system.audit import Attempt
from storage.tx import Tx


def report_stuck(
    tx: Tx,
    deps: Deps,
    stuck: Mapping[str, datetime],
    *,
    online: Collection[str],
    kicked: Collection[str] = (),
    now: datetime,
) -> None:
    """
    Promise one notice for each part that stands still or was `kicked` out by another program.

    It goes wherever reds go and still arrive, and to those who run the machine in private.
    """
    door = Promises(tx, deps)
    reds = routing_of(deps, Level.RED, None).targets
    rooms = [target for target in (*reds, FALLBACK) if target.channel in online]
    admins = [p.name for p in deps.directory.people if p.role is Role.ADMIN]
    targets = dict.fromkeys((*rooms, *private_targets(deps, admins, rooms)))
    for part, since in stuck.items():
        tx.audit.add(
            Attempt(
                at=now, actor="system", channel="system", action="watchdog",
                outcome="stuck", detail=f"{part} since {since.isoformat()}",
            )
        )  # fmt: skip
        wording = "stuck_scheduler" if part == "scheduler" else "stuck_channel"
        if part in kicked:
            wording = "kicked_channel"
        facts = {"part": part, "since": clock(since, now=now, tz=deps.timezone)}
        for target in targets:
            if target.channel in online and target.channel != part:
                door.say(target, wording, facts, now, about=f"{part}:{since.isoformat()}")
    door.write()
