"""Naming: an application is one, however often, by whom and under which event it is told."""

import json

from handlers.deps import derived_id
from rules.events.event import Event

#: The type of an event that tells an application.
ASKED = "refund.requested"


def name_of(asked: Event) -> str:
    """Return what its source calls an application: the `id` that it tells, else its event's."""
    return _own(asked) or asked.id


def application_id(asked: Event) -> str:
    """
    Name an application by the `id` that its source gave it, or else by what it says.

    What is said alike of an order in one second is one application (clocks and formats cut times
    differently): money goes back for it once.
    """
    if own := _own(asked):
        return derived_id("refund", asked.source, own)
    said = json.dumps(asked.data, sort_keys=True, default=str)
    return derived_id("refund", asked.order_no, asked.at.replace(microsecond=0).isoformat(), said)


def _own(asked: Event) -> str | None:
    own = asked.data.get("id")
    return own if isinstance(own, str) and own.strip() else None
