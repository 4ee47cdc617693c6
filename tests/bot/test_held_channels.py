"""Held channels: whoever takes over what a dead process held goes on where that one stopped."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels.base import Status
from bot.delivery.held_channels import HOLD
from bot.process import workers
from handlers.delivery import claiming
from rules.delivery.policy import DeliveryPolicy
from storage.database import Database
from storage.tx import Tx
from tests.desk import DING, Desk


class _DiesWhenAsked(Status):
    """A channel's state; whoever looks at it finds that the other process died meanwhile."""

    def __init__(self, other: "subprocess.Popen[bytes]") -> None:
        self._other = other

    @property
    def state(self) -> str:  # type: ignore[override]  # it is only looked at
        self._other.kill()
        self._other.wait()
        return "online"


@pytest.fixture
def other() -> "Iterator[subprocess.Popen[bytes]]":
    """Return another process, alive until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        yield process
        process.kill()


def test_what_a_process_had_taken_that_dies_at_the_takeover_goes_before_what_waits(
    database: Database, other: "subprocess.Popen[bytes]"
) -> None:
    desk = Desk(database, {"dingtalk": DING}, delivery=DeliveryPolicy(merge_above=100))
    number = claiming.PORTION + 3
    desk.alerts(number)
    host, _, _ = workers.fresh_name().partition(":")
    theirs = replace(desk.deps, worker=f"{host}:{other.pid}:theirs")

    def takes(tx: Tx) -> None:
        now = desk.clock.at
        tx.leases.take("courier:dingtalk", owner=theirs.worker, now=now, until=now + HOLD)
        claiming.claim(tx, theirs, {"dingtalk": DING}, now)

    database.do(takes)
    desk.look()
    assert desk.on["dingtalk"].got == [], "it is alive"
    desk.on["dingtalk"].status = _DiesWhenAsked(other)
    desk.look()

    shown = [out.key for _, out in desk.on["dingtalk"].got]
    promised = [entry.key for entry in reversed(desk.ledger())]
    assert len(promised) == number
    # The first may have been sent: it waits for news of itself.
    assert shown == promised[1:]
