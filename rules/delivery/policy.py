"""Delivery policy: which messages are grouped or repeated, which go first, how a quota is left."""

from dataclasses import dataclass, replace
from datetime import timedelta

from rules.delivery.capabilities import Capabilities
from rules.vocabulary import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPolicy:
    """When messages are grouped, and how long to wait for what is uncertain."""

    group_wait: timedelta = timedelta()  #: An orange alert waits so long for others like it.
    group_interval: timedelta = timedelta(seconds=5)  #: A storm card is redrawn at most this often.
    #: A red alert that nobody decides is said again so often, a storm recalled once after it.
    repeat_interval: timedelta = timedelta(hours=1)
    merge_above: int = 5  #: More new cards than this in one conversation are a storm.
    verify_after: timedelta = timedelta(seconds=60)  #: A message of unknown fate waits so long.
    #: And so long where it can be looked for, or is red: a copy too many says that it may be one,
    #: goods that leave meanwhile do not come back.
    verify_soon: timedelta = timedelta(seconds=5)
    verify_after_crash: timedelta = timedelta(seconds=5)
    delayed_after: timedelta = timedelta(seconds=60)  #: Late messages are announced after this.
    redraw_interval: timedelta = timedelta(seconds=2)  #: Of one card, unless a person pressed.

    def verify_wait(self, can: Capabilities, *, red: bool) -> timedelta:
        """Return how long a message of unknown fate waits before it is sent again, marked."""
        return self.verify_soon if red or can.findable else self.verify_after

    def on(self, can: Capabilities) -> "DeliveryPolicy":
        """
        Return the policy for one channel.

        A place without a limit of its own, the console, takes ten times as many cards before one
        card for all of them is easier to read.
        """
        return self if can.paces else replace(self, merge_above=self.merge_above * 10)


#: The priority of red; only the notice that messages are late goes before it.
RED_PRIORITY = 0

#: How messages of each level queue.
PRIORITY = {Level.RED: RED_PRIORITY, Level.ORANGE: 1, Level.CALM: 2}

#: Of a month's quota, this share is left to red alone.
RED_SHARE = 5
#: People hear of a quota at these percentages of it.
QUOTA_MARKS = (80, 100)


def quota_left(quota: int, used: int, *, red: bool) -> int:
    """Return how many messages of the month are left; a fifth of them is only for red."""
    reds = -(-quota // RED_SHARE)  # rounded up: of a small quota red has one message at least
    return max(0, (quota if red else quota - reds) - used)
