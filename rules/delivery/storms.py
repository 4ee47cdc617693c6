"""Storms: when many alerts of one conversation become one card, and when that is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rules.delivery.policy import DeliveryPolicy

#: A storm has been quiet for at least this long before it is summed up.
SHORTEST_CALM = timedelta(seconds=10)
#: Where a card cannot be redrawn, the total is said anew at most this often.
SAY_AGAIN = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """New cards of one conversation: those that wait, and those that left a moment ago."""

    red: int
    orange: int
    recent: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to do with the cards that wait."""

    red_alone: int  #: So many red ones still get a card of their own.
    merge: bool  #: The others go onto the storm card.


#: Everyone gets a card.
APART = Plan(red_alone=0, merge=False)


def plan(queue: Queue, policy: DeliveryPolicy, *, red_alone: int | None) -> Plan:
    """
    Decide about waiting cards; `red_alone` counts red cards of the open storm, None without one.

    Red comes first: up to `merge_above` red orders of a storm keep a card of their own.
    """
    if red_alone is None and not _is_storm(queue, policy):
        return APART
    left = min(queue.red, max(0, policy.merge_above - (red_alone or 0)))
    return Plan(red_alone=left, merge=queue.orange + queue.red > left)


def _is_storm(queue: Queue, policy: DeliveryPolicy) -> bool:
    together = bool(policy.group_wait) and queue.orange > 1
    return together or queue.red + queue.orange + queue.recent > policy.merge_above


def is_over(last_at: datetime, now: datetime, policy: DeliveryPolicy, *, queued: int) -> bool:
    """Say whether a storm has passed: no new alert for a while, and nothing left to send."""
    return not queued and now - last_at >= calm(policy)


def calm(policy: DeliveryPolicy) -> timedelta:
    """Return the span in which alerts belong together: many in it begin a storm, none ends it."""
    return max(SHORTEST_CALM, 2 * policy.group_interval)


def next_picture(
    drawn_at: datetime | None, now: datetime, policy: DeliveryPolicy, *, redraws: bool
) -> datetime:
    """Return when the card may be drawn again."""
    if drawn_at is None:
        return now
    return max(now, drawn_at + (policy.group_interval if redraws else SAY_AGAIN))
