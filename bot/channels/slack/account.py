"""The Slack app's account, and how long the channel waits for what."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAccount:
    """What the app signs in with."""

    bot_token: str
    app_token: str
    api_base: str = "https://slack.com/api/"
    quota: int | None = None

    def __repr__(self) -> str:
        """Tell nothing: tracebacks and logs print accounts."""
        return "SlackAccount(***)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Waits, in seconds; tests shorten them."""

    open_limit: float = 10.0  #: apps.connections.open, the handshake and hello, each.
    call_limit: float = 15.0  #: A call of the Web API; shorter than the courier's patience.
    heartbeat: float = 10.0  #: A dead link is noticed after this and a half.
    linger: float = 15.0  #: A connection that was told to leave is read so long at most.
    first_wait: float = 0.5
    longest_wait: float = 60.0
    stable: float = 60.0
    storm_wait: float = 10.0  #: First wait after `too_many_websockets`: opening is Tier 1.
    storm_longest: float = 300.0
    longest_hold: float = 30.0  #: A throttled reply waits so long in all.
    drain: float = 2.0  #: A stop waits so long for answers on their way.
