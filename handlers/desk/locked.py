"""What is locked: open holds, since when and until when, and who may release each (异常区)."""

from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from rules.desk.items import LINES
from rules.people.permissions import Actor, Allowed, authorize, shops_of
from rules.shipping.holds import Hold, meant_by_release, open_holds
from rules.vocabulary import Action, Role
from storage.desk.locked import Locked, Wanted
from storage.tx import Tx

__all__ = ["LockedLine", "LockedPage", "Wanted", "locked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedLine:
    """One open hold as its reader sees it."""

    locked: Locked
    who: tuple[str, ...]  #: May release it.
    may: bool  #: Its reader may, and a plain 放行 means it.


@dataclass(frozen=True, slots=True, kw_only=True)
class LockedPage:
    """A page of them."""

    lines: tuple[LockedLine, ...]
    number: int
    pages: int
    found: int
    total: int
    #: (reason, shop, warehouse, who set it, how many): what there is to choose from.
    counts: tuple[tuple[str, str | None, str | None, str, int], ...]


def locked(
    tx: Tx, deps: Deps, actor: Actor, wanted: Wanted, page: int, now: datetime
) -> LockedPage:
    """Return a page of what is locked of the shops its reader sees."""
    shops = shops_of(actor)
    found = tx.locked.count(now, shops, wanted)
    counts = tx.locked.counts(now, shops)
    pages = max(1, -(-found // LINES))
    number = min(max(1, page), pages)
    read = tx.locked.page(now, shops, wanted, limit=LINES, skip=LINES * (number - 1))
    ledgers = tx.holds.of_orders({one.hold.order_no for one in read})
    lines = [
        LockedLine(
            locked=one,
            who=who_may_release(deps, one.hold, one.shop),
            may=_may(actor, one, open_holds(ledgers.get(one.hold.order_no, ()), now)),
        )
        for one in read
    ]
    return LockedPage(
        lines=tuple(lines),
        number=number,
        pages=pages,
        found=found,
        total=sum(count for *_, count in counts),
        counts=tuple(counts),
    )


def who_may_release(deps: Deps, hold: Hold, shop: str | None) -> tuple[str, ...]:
    """Return everybody who may: by their role, or as it is their own."""
    return tuple(
        person.name
        for person in deps.directory.people
        if person.may(Role.OPERATOR if person.name == hold.owner else hold.release_role, shop)
    )


def _may(actor: Actor, one: Locked, still_open: tuple[Hold, ...]) -> bool:
    meant = meant_by_release(still_open, by=actor.name)
    return one.hold in meant and all(
        isinstance(authorize(actor, Action.RELEASE, shop=one.shop, hold=hold), Allowed)
        for hold in meant
    )
