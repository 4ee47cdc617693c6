"""Forms of the refund page: what was filled in, bounded, and where it was sent from."""

import ipaddress
from typing import Final

from starlette.datastructures import FormData

from bot.web.door.endpoint import Asked as Request
from handlers.refunds.asking import Form
from handlers.refunds.page import Seen

#: Letters of what is written in a field.
LONGEST: Final = 300
_DIGITS: Final = 6


def filled(form: FormData, seen: Seen, ip: str | None) -> Form:
    """Read what was filled in; what is none of the form's own fields is not looked at."""
    return Form(
        pieces=tuple(number(form, f"g{index}") for index in range(len(seen.goods))),
        answers={one.fact: text(form, one.fact) for one in seen.questions},
        note=text(form, "note"),
        ip=ip,
        number=number(form, "number"),
    )


def text(form: FormData, name: str) -> str:
    """Return what is written in a field, in one line; a file is nothing."""
    value = form.get(name)
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""


def number(form: FormData, name: str) -> int:
    """Return a whole number that was filled in; what is none counts as -1, nothing as 0."""
    said = text(form, name)
    if not said:
        return 0
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _DIGITS else -1


def address(asked: Request) -> str | None:
    """
    Return where a customer comes from; None where only the house's own proxy is seen.

    uvicorn reads what a proxy says of it, of one on this machine or in `FORWARDED_ALLOW_IPS`.
    """
    client = asked.scope.get("client")
    try:
        found = ipaddress.ip_address(client[0]) if client else None
    except ValueError:
        return None
    return str(found) if found is not None and found.is_global else None
