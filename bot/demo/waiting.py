"""Waiting: people and platforms live in real time, however fast the day is played."""

from datetime import datetime

from bot.app import App
from handlers.alerts.announce import Announcements
from handlers.deps import Deps
from handlers.sweeps import SWEEPS
from rules.alerts import changes
from rules.alerts.escalation import NEXT_STEP
from rules.vocabulary import AlertState
from storage.tx import Tx

#: Sweeps that lose patience with people: nobody is slow because a day takes a minute.
OF_PEOPLE = frozenset({"escalations", "claims", "auditor"})
OF_ORDERS = tuple(name for name in SWEEPS if name not in OF_PEOPLE)
#: Sweeps that look at what providers post: between two call-backs a real day has many of them.
OF_PAYMENTS = ("ghosts", "contracts")
#: … and these follow what somebody asked for.
OF_REPLAYS = ("replays", "ghosts")
_PORTION = 1000
#: Real seconds between two looks at whether the courier is done.
_LOOK = 0.01


async def all_is_said(app: App) -> None:
    """
    Deliver what is due, and wait for what the bot's own courier is delivering.

    Only then may the clock be moved on: a message that took a moment would seem minutes late, and
    a lease of a minute would run out while it is sent.
    """
    while True:
        if await app.courier.deliver_due():
            continue
        if not await app.database.read(lambda tx: tx.ledger.owners()):
            return
        if not await app.supervisor.sleep(_LOOK):
            return


async def begin(app: App) -> None:
    """Let everybody's time to act on an alert begin now: what was played before took none."""
    now = app.clock.now()
    await app.database.write(lambda tx: _begin(tx, app.deps, now))


def _begin(tx: Tx, deps: Deps, now: datetime) -> None:
    _, alive = tx.alerts.alive(shops=None, limit=_PORTION)
    for alert in alive:
        if alert.state not in NEXT_STEP:  # put aside until a time that a person named
            continue
        order = tx.orders.lock((alert.order_no,), now)[alert.order_no]
        wait = NEXT_STEP[alert.state]
        if alert.state is AlertState.OPEN:
            wait = Announcements(tx, deps).first_wait(alert.level, order, alert.escalated)
        tx.alerts.save([changes.waiting(alert, now + wait)])
