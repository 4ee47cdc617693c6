"""Retries: how long a failed message waits for its next try, and when it is given up."""

from datetime import timedelta

#: Tries after a failure that may pass: about an hour in all, then it is reported as failed.
BACKOFF = tuple(timedelta(seconds=s) for s in (1, 2, 5, 15, 60, 300, 900, 1800))


#: While a whole channel refuses, one message tries it at least this often.
_PROBE = timedelta(minutes=1)
#: A message that is refused without a time holds up those behind it no longer than this.
_HOLD_UP = timedelta(seconds=15)
_AN_HOUR = sum(BACKOFF, timedelta())
_FEWEST_TRIES = 3


def wait_before(attempt: int, *, jitter: float) -> timedelta | None:
    """Return the wait after try `attempt` (from 1), None to give up; `jitter` is 0 to 1."""
    if attempt > len(BACKOFF):
        return None
    return BACKOFF[attempt - 1] * (1 + 0.25 * jitter)


def wait_for_channel(attempt: int, age: timedelta, *, jitter: float) -> timedelta | None:
    """
    Return the wait after a refusal that was not about the message but about the whole channel.

    The same message probes the channel again, so that no other spends its tries; all are given up
    at the age at which one that was tried all the time would be.
    """
    if attempt >= _FEWEST_TRIES and age > _AN_HOUR:
        return None
    return min(_PROBE, BACKOFF[min(attempt, len(BACKOFF)) - 1]) * (1 + 0.25 * jitter)


def held_up(
    attempt: int, asked: timedelta | None, *, whole_channel: bool, jitter: float
) -> timedelta:
    """Return how long a refusal holds up its conversation, or its whole channel."""
    if whole_channel:
        own = wait_for_channel(attempt, timedelta(), jitter=jitter) or _PROBE
        return max(own, asked or own)
    own = min(wait_before(attempt, jitter=jitter) or _HOLD_UP, _HOLD_UP)
    return max(own, asked or own)
