"""Addresses: whether two are the same, and which of the changes that were told changed anything."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

from rules.codes import HALF_WIDTH, IS_BLANK_OR_UNSEEN
from rules.events.event import Event
from rules.events.tellings import Fact, happened, told_once

#: Written out one after the other these are the address as people write it in one line.
_PARTS = ("province", "city", "district", "detail")
#: Where it is, not what is written on the label; looked at only where nothing is written.
_PLACE = ("lat", "lng")
_KNOWN = frozenset({*_PARTS, *_PLACE})
_BY_TIME = itemgetter(0, 1)
_IS_WIDE = re.compile("[\uff01-\uff5e]")
#: The beginning of a written address, down to its district or else its city.
_TOWN = re.compile(r"[^\d\s]{1,20}?(?:(?<![小园社])区|县|旗)|[^\d\s]{1,12}?市")


def plain_address(address: Any) -> str:  # noqa: ANN401 - a record or a line, checked at the door
    """Return an address without blanks and full width, alike for a record and a line of text."""
    if isinstance(address, (dict, Mapping)):  # nearly all are the first
        written = [address.get(name) for name in _PARTS]
        if not address.keys() <= _KNOWN:
            more = sorted(address.keys() - _KNOWN)
            written += [f"{name}={value}" for name in more if (value := address[name])]
        if not any(written):
            written = [f"{address[name]}," for name in _PLACE if address.get(name) is not None]
        text = "".join([str(part) for part in written if part])
    else:
        text = str(address or "")
    return _plain(text)


@lru_cache(maxsize=4_000)  # an order is judged again and again, and its addresses stay
def _plain(text: str) -> str:
    if _IS_WIDE.search(text) is not None:  # nearly none has any, and looking is cheaper
        text = text.translate(HALF_WIDTH)
    return IS_BLANK_OR_UNSEEN.sub("", text).lower()


def town(address: object) -> str:
    """Return where an address is, never the street, the number or the person."""
    if isinstance(address, Mapping):
        # A city that is a province of its own is told twice.
        return "".join(dict.fromkeys(str(address.get(part) or "") for part in _PARTS[:-1]))
    found = _TOWN.match(str(address or "").strip())
    return found[0] if found else ""


def address_changes(created: Sequence[Event], told: Sequence[Event]) -> list[Fact]:
    """
    Return what changed the address in force, in order of time.

    The first is that of `order.created`, as it was told first of all. A change to what is in force
    is none, and whoever tells the last change again, under whatever id, tells of the same one. A
    change that does not say where to cannot be compared: it is one.
    """
    orders = sorted(created, key=lambda e: (happened(e), e.source, e.id))
    known = (plain_address(event.data.get("address")) for event in orders)
    in_force = next((address for address in known if address), None)
    changes: list[Fact] = []
    said = {id(event): plain_address(event.data.get("address")) for event in told}
    facts = [
        (fact.at, said[id(fact.said)], fact)
        for fact in told_once(told, lambda event: said[id(event)])
    ]
    for _, address, fact in sorted(facts, key=_BY_TIME):
        if not address or address != in_force:
            changes.append(fact)
            in_force = address
        elif changes:
            changes[-1].tell(fact)
    return changes
