"""Links: what a customer is given to answer with, and what photos are shown by."""

from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.ports import Link

#: Purposes of links; one never passes for another.
CONFIRM, PHOTO = "confirm", "photo"
#: A photo's address is good for so many days, today included: it stays the same until midnight,
#: so that a page which looks again has nothing to draw anew.
_PHOTO_DAYS = timedelta(days=2)


def confirm_token(deps: Deps, order_no: str, until: datetime) -> str:
    """Return what an address of an order's page carries."""
    return deps.sign_link(Link(purpose=CONFIRM, about=order_no, until=until))


def confirm_link(deps: Deps, order_no: str, now: datetime) -> str:
    """Return the address at which a customer says how the parcel came."""
    token = confirm_token(deps, order_no, now + deps.asking.link_valid)
    return page_address(deps, token)


def page_address(deps: Deps, token: str) -> str:
    """Return the address of a page by what it carries."""
    return f"{deps.public_url.rstrip('/')}/c/{token}"


def photo_link(deps: Deps, digest: str, now: datetime) -> str:
    """Return the address of a photo, for whoever was shown its order."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    token = deps.sign_link(Link(purpose=PHOTO, about=digest, until=today + _PHOTO_DAYS))
    return f"{deps.public_url.rstrip('/')}/photos/{token}"
