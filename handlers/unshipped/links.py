"""Links: the address of a day's sheet as a file, for who may see it."""

import json
from collections.abc import Collection
from datetime import date, datetime, timedelta

from handlers.deps import Deps
from handlers.ports import Link

#: Purpose of the link; none passes for another.
SHEET = "sheet"
#: The address of a file is good for two days: over a weekend day, and no longer.
_LIFE = timedelta(days=2)


def sheet_link(deps: Deps, day: date, shops: Collection[str] | None, now: datetime) -> str | None:
    """Return where a day's sheet of these shops is fetched, of all where none are named."""
    if not deps.public_url:
        return None
    about = json.dumps([day.isoformat(), None if shops is None else sorted(shops)])
    token = deps.sign_link(Link(purpose=SHEET, about=about, until=now + _LIFE))
    return f"{deps.public_url.rstrip('/')}/sheets/{token}"


def meant(about: str) -> tuple[date, tuple[str, ...] | None]:
    """Read which day's sheet a link is for, and of which shops; None: of all."""
    day, shops = json.loads(about)
    return date.fromisoformat(day), None if shops is None else tuple(shops)
