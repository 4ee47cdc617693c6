"""HTTP: what it means for a message when a call ends without an answer."""

import aiohttp

from handlers.ports import GaveUp, TryLater, Unknown


def unanswered(error: Exception) -> TryLater | Unknown | GaveUp:
    """Judge by whether the call certainly never left, never can, or may have arrived."""
    name = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError):
        return TryLater(code="connect", error=name)
    if isinstance(error, ValueError):  # aiohttp.InvalidURL among them
        return GaveUp(code="address", error=name)
    return Unknown(code="no_answer", error=name)
