"""Alarms about the machine itself: told in a conversation that does not depend on what is stuck."""

from collections.abc import Collection, Mapping
from datetime import datetime

from handlers.deps import Deps
from rules.delivery import FALLBACK, route
from rules.vocabulary import Level
from rules.wording import clock
from storage.audit import Attempt
from storage.outbox import Promise
from storage.tx import Tx


def report_stuck(
    tx: Tx, deps: Deps, stuck: Mapping[str, datetime], *, online: Collection[str], now: datetime
) -> None:
    """Promise one notice for each part that stands still, wherever reds go and still arrive."""
    targets = dict.fromkeys((*route(deps.routes, level=Level.RED, facts={}).targets, FALLBACK))
    for part, since in stuck.items():
        tx.audit.add(
            Attempt(
                at=now, actor="system", channel="system", action="watchdog",
                outcome="stuck", detail=f"{part} since {since.isoformat()}",
            )
        )  # fmt: skip
        tx.outbox.promise(
            [
                Promise(
                    key=f"stuck:{part}:{since.isoformat()}:{target.channel}:{target.conversation}",
                    kind="notice",
                    channel=target.channel,
                    conversation=target.conversation,
                    priority=0,
                    next_at=now,
                    created_at=now,
                    body={
                        "wording": "stuck_scheduler" if part == "scheduler" else "stuck_channel",
                        "facts": {
                            "part": part,
                            "since": clock(since, now=now, tz=deps.timezone),
                        },
                    },
                )
                for target in targets
                if target.channel in online and target.channel != part
            ]
        )
