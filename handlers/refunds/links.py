"""Links: what a customer is given to ask goods back with."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.ports import Link

#: The purpose of these links; none of another passes for it.
REFUND = "refund"
#: As long as goods may be returned without a reason.
VALID = timedelta(days=7)


def refund_token(deps: Deps, order_no: str, until: datetime) -> str:
    """Return what an address of an order's page carries."""
    return deps.sign_link(Link(purpose=REFUND, about=order_no, until=until))


def refund_link(deps: Deps, order_no: str, now: datetime) -> str:
    """Return the address at which a customer asks goods of an order back."""
    token = refund_token(deps, order_no, now + VALID)
    return f"{deps.public_url.rstrip('/')}/refund/{token}"
