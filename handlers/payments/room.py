"""Room: how much may wait in quarantine, so that nobody fills the house with rubbish."""

from datetime import datetime, timedelta

from rules.payments.contract import Provider
from rules.vocabulary import SYSTEM
from storage.system.marks import Mark
from storage.tx import Tx

#: Call-backs of a provider: a bad day's. What it signed itself always finds room.
MOST = 200_000
#: … and what they come to in bytes: real ones are some three kilobytes, a stranger's may be more.
MOST_BYTES = 1_000_000_000
#: Where there is no room, what nobody signed goes after so long: its provider gave up after a day,
#: and people had the rest of the time to add the key that it was signed with.
WAITS = timedelta(days=7)
#: Of these so many in one transaction.
_PORTION = 500
_MARK = "quarantine_full:"


def is_full(tx: Tx, provider: Provider) -> bool:
    """Say whether nothing unsigned may wait; what its provider sends again finds room later."""
    return tx.marks.get(_MARK + provider) is not None


def look(
    tx: Tx,
    provider: Provider,
    now: datetime,
    *,
    most: int = MOST,
    most_bytes: int = MOST_BYTES,
) -> None:
    """Count what waits, make room where there is none, and remember whether there is any."""
    waiting, was = tx.call_backs.waiting_in_all(provider), is_full(tx, provider)
    full = waiting.number >= most or waiting.size >= most_bytes
    if full and tx.call_backs.forget_unsigned(provider, now - WAITS, limit=_PORTION):
        waiting = tx.call_backs.waiting_in_all(provider)
        full = waiting.number >= most or waiting.size >= most_bytes
    if full and not was:
        tx.marks.set(Mark(name=_MARK + provider, state="full", by=SYSTEM, at=now))
    elif was and not full:
        tx.marks.clear(_MARK + provider)
