"""What every gateway is to the rest of the bot, and what HTTP's failures mean to one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from handlers.ports import GaveUp, Outcome, Outgoing, TryLater, Unknown
from rules.clipping import clip
from rules.delivery.calls import Call
from rules.delivery.capabilities import GATEWAY

#: A system that has not answered by then leaves an unknown outcome; shorter than a courier's try.
ANSWER_WITHIN = 5.0
#: An answer is a few words; what is longer is not read.
LONGEST_ANSWER = 64 * 1024
#: As much of a refusal's reason as the ledger keeps, in UTF-8 bytes.
_LONGEST_REASON = 200
#: A system never has us wait longer than this by `Retry-After`.
_LONGEST_WAIT = timedelta(hours=1)
_CONFLICT = 409
_NOT_US = frozenset({401, 403})
_NOT_NOW = frozenset({408, 425, 429, 503})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the system said."""

    body: bytes
    status: int  #: Of success, or one that the system answers with as well.
    headers: Mapping[str, str]  #: By name in lower case.

    @property
    def conflict(self) -> bool:
        """Say whether it is a refusal."""
        return self.status == _CONFLICT


class Wire:
    """One system's connections: a bounded request, and an outcome for every way it can fail."""

    def __init__(
        self, *, timeout: float = ANSWER_WITHIN, answers: frozenset[int] = frozenset({_CONFLICT})
    ) -> None:
        """Open nothing yet; statuses of failure that are `answers` are read as such."""
        self._answers = answers
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(timeout), follow_redirects=False, trust_env=False
        )

    async def post(
        self, url: str, *, body: bytes, headers: dict[str, str], query: dict[str, str] | None = None
    ) -> Answer | TryLater | Unknown | GaveUp:
        """Send a body once and read the answer, unless it is longer than any should be."""
        return await self.send("POST", url, body=body, headers=headers, query=query)

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        query: Mapping[str, str] | None = None,
    ) -> Answer | TryLater | Unknown | GaveUp:
        """Do the same by any method."""
        try:
            async with self._http.stream(
                method, url, content=body or None, headers=headers, params=query
            ) as response:
                text = await _read(response)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            return TryLater(code="connect", error=type(error).__name__)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            return GaveUp(code="address", error=type(error).__name__)
        except httpx.HTTPError as error:  # it left us; whether it was done nobody said
            return Unknown(code="no_answer", error=type(error).__name__)
        if text is None:
            return Unknown(code="too_long", error=f"an answer above {LONGEST_ANSWER} bytes")
        if response.is_success or response.status_code in self._answers:
            return Answer(
                body=text, status=response.status_code, headers=dict(response.headers.items())
            )
        return _without_answer(response)

    async def close(self) -> None:
        """Close every connection."""
        await self._http.aclose()


class Gateway(ABC):
    """A system outside that is told to do something by calls; it never talks to people."""

    #: How much it takes; a call may be repeated where it names a state or carries its name.
    capabilities = GATEWAY

    def __init__(self, *, name: str) -> None:
        """Remember what it is called in `[[gateways]]` and in the outbox; nothing is sent yet."""
        self.name = name

    async def send(self, out: Outgoing) -> Outcome:
        """Make the call `out.call` once; never raise for what the system does."""
        if out.call is None:
            return GaveUp(code="no_call", error="a gateway makes calls only")
        if out.resent and not self.capabilities.idempotent:
            return GaveUp(code="may_be_done", error="a second one could not be told from the first")
        return await self._make(out.call)

    @abstractmethod
    async def _make(self, call: Call) -> Outcome:
        """Make a call in the system's own form."""

    @abstractmethod
    async def close(self) -> None:
        """Give back whatever it holds."""


class WiredGateway(Gateway):
    """A gateway that speaks HTTP itself."""

    def __init__(self, *, name: str, wire: Wire) -> None:
        """Remember its connections; nothing is sent yet."""
        super().__init__(name=name)
        self._wire = wire

    async def close(self) -> None:
        """Give the connections back."""
        await self._wire.close()


def refused(reason: str) -> GaveUp:
    """Return the outcome of a call that the system will not do, in its own words."""
    return GaveUp(code="refused", error=clip(reason, _LONGEST_REASON))


def unauthorised(reason: str) -> TryLater:
    """Return the outcome where the key or the signature is wrong: nothing else passes either."""
    return TryLater(code="unauthorised", error=clip(reason, _LONGEST_REASON), whole_channel=True)


def unreadable(error: str) -> Unknown:
    """Return the outcome of an answer that means nothing: it may have been done."""
    return Unknown(code="unreadable", error=error)


async def _read(response: httpx.Response) -> bytes | None:
    """Return the body, None where it is too long."""
    found = bytearray()
    async for portion in response.aiter_bytes():
        found += portion
        if len(found) > LONGEST_ANSWER:
            return None
    return bytes(found)


def _without_answer(response: httpx.Response) -> TryLater | Unknown | GaveUp:
    status, error = response.status_code, f"HTTP {response.status_code}"
    if status in _NOT_US:
        return unauthorised(error)
    if status in _NOT_NOW:
        return TryLater(code=f"http_{status}", error=error, wait=_wait(response))
    if response.is_server_error:  # a proxy may say so of what its system has done
        return Unknown(code=f"http_{status}", error=error)
    return GaveUp(code=f"http_{status}", error=error)


def _wait(response: httpx.Response) -> timedelta | None:
    text = response.headers.get("Retry-After", "")
    if not (text.isascii() and text.isdecimal()) or len(text) > len("999999"):
        return None
    return min(timedelta(seconds=int(text)), _LONGEST_WAIT)
