"""Workers: what a process is called in leases, and how it takes those of one that is gone."""

import os
import secrets
import socket
from datetime import datetime

from storage.tx import Tx


def fresh_name() -> str:
    """Name this process; no other process, earlier or elsewhere, ever has the same name."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(name: str, *, but: str) -> bool:
    """
    Say whether the process of a name is certainly gone; `but` is our own name.

    Of another machine we cannot know; its leases run out by themselves.
    """
    host, _, rest = name.partition(":")
    number = rest.partition(":")[0]
    if name == but or host != socket.gethostname() or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return True  # an earlier life under our number, as in a container
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


def take_lease(tx: Tx, name: str, *, ours: str, now: datetime, until: datetime) -> bool:
    """Take or renew a lease; one whose process was killed here is not waited for."""
    if tx.leases.take(name, owner=ours, now=now, until=until):
        return True
    owner = tx.leases.owner(name)
    if owner is None or not is_gone(owner, but=ours):
        return False
    tx.leases.drop([name], owner=owner, now=now)
    return tx.leases.take(name, owner=ours, now=now, until=until)
