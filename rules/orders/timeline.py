"""Wording of events: one line of a timeline per event, without anybody's full phone or address."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from rules.events.lines import odd_lines
from rules.masking import mask_phones
from rules.orders.addresses import town
from rules.shipping.carriers import carrier_text
from rules.wording.say import kind_name, listing, money, say
from rules.wording.sentences import SENTENCES

#: Which fields of an event are worth a line as they are.
_DETAILS: Mapping[str, tuple[str, ...]] = {
    "order.created": ("shop",),
    "order.cancelled": ("reason",),
    "order.marked": ("mark",),
    "order.merged": ("into",),
    "order.split": ("into",),
    "chat.message": ("text",),
    "label.printed": ("warehouse",),
    "parcel.created": ("parcel_id", "carrier", "tracking_no"),
    "system.status": ("system", "status"),
    "carrier.trace": ("carrier", "tracking_no", "state", "text", "city"),
    "stock.counted": ("sku", "on_hand"),
    "refund.requested": ("reason",),
    "ticket.opened": ("ticket_id", "text"),
    "ticket.answered": ("ticket_id",),
    "customer.acted": ("action",),
    "outcome.reported": ("kind", "amount"),
    "signal.seen": ("note",),
}
#: An address that can be shown as it is: encrypted, and nothing in it ends a link or begins one.
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/?=&+:@,;-]{0,1000})?")
#: Lines left out that are named; how many there are is said.
_ODD_NAMED = 3


def event_text(kind: str, data: Mapping[str, Any], lang: str = "zh") -> str:
    """Tell one event in a line."""
    what = event_name(kind, lang)
    more = mask_phones(" ".join(filter(None, _details(kind, data, lang))))
    line = say("event_line", lang, what=what, more=more) if more else what
    by = data.get("by")
    return say("event_by", lang, line=line, by=_named("by", str(by), lang)) if by else line


def full_text(kind: str, data: Mapping[str, Any], lang: str = "zh") -> str:
    """Tell one event with the address of a photo that a call brought; nobody fetches it (S-23)."""
    photo, text = str(data.get("photo_url") or ""), event_text(kind, data, lang)
    return f"{text} {photo}" if _ADDRESS.fullmatch(photo) else text


def event_name(kind: str, lang: str = "zh") -> str:
    """Name a type of event; one without a name is called as it is."""
    key = f"event_{kind}"
    return say(key, lang) if key in SENTENCES else kind


def _named(family: str, code: str, lang: str) -> str:
    """Name a source's code in the reader's language, one without a name as it was given."""
    key = f"{family}_{code.lower()}"
    return say(key, lang) if key in SENTENCES else mask_phones(code)


def _details(kind: str, data: Mapping[str, Any], lang: str) -> list[str]:
    fields = ((name, data.get(name)) for name in _DETAILS.get(kind, ()))
    details = [_detail(name, value, lang) for name, value in fields if value not in (None, "")]
    match kind:
        case "order.created":
            details.append(money(data.get("amount"), lang))
            details.append(say("event_pieces", lang, n=_pieces(data.get("items"))))
        case "order.paid" | "payment.settled" | "refund.paid" | "penalty.billed":
            details.append(money(data.get("amount"), lang))
            details.append(_named("method", str(data.get("method") or ""), lang))
        case "order.address_changed":
            details.append(town(data.get("address")))
        case "checkout.dwelled":
            details.append(say("event_seconds", lang, seconds=data.get("seconds", "?")))
        case "coupon.applied":
            details.append(_discount(data.get("depth"), lang))
        case "label.printed":
            details.append(say("event_took", lang, ms=data.get("took_ms", "?")))
        case "confirmation.received" | "call.reported":
            details.extend(_answer(data, lang))
        case "signal.seen":
            details.insert(0, kind_name(str(data.get("kind", "?")), lang))
        case _:
            pass
    odd = [flaw.field.removeprefix("data.") for flaw in odd_lines(data)]
    if odd:
        named = listing([*odd[:_ODD_NAMED], *(["…"] if len(odd) > _ODD_NAMED else [])], lang)
        details.append(say("event_odd_lines", lang, n=len(odd), fields=named))
    return details


def _detail(name: str, value: object, lang: str) -> str:
    if name == "carrier":
        return carrier_text(str(value), lang)
    return listing(map(str, value), lang) if isinstance(value, list) else str(value)


def _answer(data: Mapping[str, Any], lang: str) -> list[str]:
    """Tell how a parcel came, and how many photos show it."""
    photos = data.get("photos")
    count = len(photos) if isinstance(photos, list) else int(bool(data.get("photo_url")))
    shown = [say("event_photos", lang, n=count)] if count else []
    return [_named("confirmed", str(data.get("result") or ""), lang), *shown]


def _pieces(items: object) -> int:
    """Count pieces, not lines; a line without a readable quantity is one."""
    if not isinstance(items, list | tuple):
        return 0
    quantities = (item.get("qty") if isinstance(item, Mapping) else None for item in items)
    return sum(qty if isinstance(qty, int) else 1 for qty in quantities)


def _discount(depth: object, lang: str) -> str:
    try:
        percent = Decimal(str(depth)) * 100
    except InvalidOperation:
        return str(depth)
    return say("event_discount", lang, percent=f"{percent.normalize():f}")
