"""Ghosts at work: how many payments miss their orders now, and the file that lists them."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.ports import Link
from rules.cards.table import Table
from rules.health.troubles import Trouble, Wrong
from rules.payments.contract import Provider
from rules.payments.ghosts import (
    HELD_FOR,
    LOOKS_BACK,
    MAY_FOLLOW,
    MAY_TAKE,
    SILENT_FOR,
    TOLD_BY_CALL_BACKS,
    Ghost,
    Payment,
    Tally,
    by_payment,
    tally,
)
from rules.wording.say import say
from storage.tx import Tx

#: Lines of a file; what is beyond is counted on the card.
MOST = 20_000
#: Purpose of the link; none passes for another. It is good over a weekend day.
FILE, _LIFE = "payments", timedelta(days=2)


def counted(tx: Tx, deps: Deps, ghost: Ghost, now: datetime) -> Tally | None:
    """Add up the payments of one kind, whoever tells of them."""
    beside = tally(_beside(tx, deps, ghost, now))
    if ghost not in TOLD_BY_CALL_BACKS:
        return beside
    told = tx.ghosts.counted(ghost, since=_since(ghost, now), until=_until(ghost, now))
    return beside if told is None else told.plus(beside)


def _beside(tx: Tx, deps: Deps, ghost: Ghost, now: datetime) -> list[Payment]:
    """Return the payments of one kind that no call-back tells of."""
    since = now - LOOKS_BACK
    match ghost:
        case Ghost.UNREAD | Ghost.SILENT:
            return []
        case Ghost.NO_ORDER:
            return tx.ghosts.settled(since)
        case Ghost.AMOUNT | Ghost.DOUBLE:
            return by_payment(tx.findings.open(ghost, HELD_FOR[ghost], since))
        case Ghost.NO_PAYMENT:
            return _unheard(tx, deps, since, now)


def _unheard(tx: Tx, deps: Deps, since: datetime, now: datetime) -> list[Payment]:
    """Return orders whose payment nobody else speaks of, while later ones of their shop came."""
    found: list[Payment] = []
    for provider in Provider:
        if not deps.payments.in_force(provider):
            continue
        unheard = tx.claims.unheard(provider, since=since, until=now - MAY_FOLLOW)
        heard = tx.claims.heard(provider, since) if unheard else {}
        found += [
            Payment(number=one.order_no, amount=one.amount, first=one.at, last=one.at)
            for one, shop in unheard
            if shop in heard and heard[shop] > one.at
        ]
    return found


def told_by_ghosts(tx: Tx, now: datetime, back: timedelta) -> frozenset[str]:
    """Return whose call-backs that cannot be read have a card, or had one not so long ago."""
    waiting = tx.ghosts.unread_of(since=now - LOOKS_BACK, until=now)
    over = [one for one in tx.troubles.over(Wrong.GHOST, now - back) if one.name == Ghost.UNREAD]
    return frozenset(waiting).union(*(one.facts.get("providers", "").split() for one in over))


def file_link(deps: Deps, trouble: Trouble, now: datetime) -> str | None:
    """Return where the file is fetched; None where nobody could fetch it."""
    if not deps.public_url:
        return None
    token = deps.sign_link(Link(purpose=FILE, about=trouble.id, until=now + _LIFE))
    return f"{deps.public_url.rstrip('/')}/payments/{token}"


def file_of(tx: Tx, deps: Deps, about: str, now: datetime) -> Table | None:
    """Return the file that a link of `file_link` is about, while its trouble is known."""
    trouble = tx.troubles.get(about)
    return table_of(tx, deps, trouble, now) if trouble is not None else None


def table_of(tx: Tx, deps: Deps, trouble: Trouble, now: datetime) -> Table:
    """Return the file of one kind: every payment with its number, amount and time."""
    ghost = Ghost(trouble.name)
    payments = _beside(tx, deps, ghost, now)
    if ghost in TOLD_BY_CALL_BACKS:
        since, until = _since(ghost, now), _until(ghost, now)
        payments = tx.ghosts.listed(ghost, since=since, until=until, limit=MOST) + payments
    rows = [_row(payment, deps) for payment in payments[:MOST]]
    columns = ("number", "amount", "first")
    return Table(
        name=f"payments-{ghost.value}-{now.astimezone(deps.timezone):%Y-%m-%d}",
        title=say(f"trouble_badge_ghost_{ghost.value}", deps.lang),
        header=tuple(say(f"ghost_column_{name}", deps.lang) for name in columns),
        rows=rows,
        marked=[frozenset()] * len(rows),
    )


def _row(payment: Payment, deps: Deps) -> tuple[str, ...]:
    amount = "" if payment.amount is None else f"{payment.amount:.2f}"
    at = payment.first.astimezone(deps.timezone)
    return payment.number, amount, f"{at:%Y-%m-%d %H:%M:%S}"


def _since(ghost: Ghost, now: datetime) -> datetime:
    """Return since when payments of a kind came that still count."""
    return now - (SILENT_FOR if ghost is Ghost.SILENT else LOOKS_BACK)


def _until(ghost: Ghost, now: datetime) -> datetime:
    """Return until when one came that has waited long enough for its order, or its call-back."""
    return now - MAY_TAKE if ghost in (Ghost.NO_ORDER, Ghost.SILENT) else now
