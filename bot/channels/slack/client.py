"""The Web API: one shared session, and every way a call may end told apart."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.channels.slack.account import SlackAccount, Timing
from handlers.ports import GaveUp, TryLater, Unknown

#: The token or the app itself: nothing else goes through either, until somebody sees to it.
_LOCKED_OUT = frozenset({
    "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive",
    "org_login_required", "ekm_access_denied",
})  # fmt: skip
_BUSY = frozenset({"ratelimited", "rate_limited", "service_unavailable", "message_limit_exceeded"})
#: Slack says of these that a part of the work may have been done.
_UNSURE = frozenset({"internal_error", "fatal_error", "request_timeout"})
_REMEMBERED = 10_000

Failure = TryLater | Unknown | GaveUp


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform said to a call it took."""

    body: Mapping[str, Any]


class SlackClient:
    """Calls methods. Never raises for what the platform or the network does."""

    def __init__(self, account: SlackAccount, timing: Timing) -> None:
        self._account = account
        self._timing = timing
        self._session: aiohttp.ClientSession | None = None
        self._web: AsyncWebClient | None = None
        self._direct: OrderedDict[str, str] = OrderedDict()
        self._under_way = 0
        self.closed = False
        for noisy in ("slack_sdk", "slack_bolt"):  # at DEBUG they write whole payloads
            logging.getLogger(noisy).setLevel(logging.WARNING)

    @property
    def session(self) -> aiohttp.ClientSession:
        """The one session; proxies come from the environment, and NO_PROXY counts."""
        if self._session is None or self._session.closed:
            limit = aiohttp.ClientTimeout(total=self._timing.call_limit, connect=5)
            self._session = aiohttp.ClientSession(timeout=limit, trust_env=True)
            self._web = None
        return self._session

    @property
    def web(self) -> AsyncWebClient:
        """The SDK's client without its retries: a reset after a post would post it twice."""
        session = self.session
        if self._web is None:
            self._web = AsyncWebClient(
                token=self._account.bot_token, base_url=self._account.api_base, session=session,
                retry_handlers=[], logger=logging.getLogger("slack_sdk"),
            )  # fmt: skip
            self._web.proxy = None  # the SDK's own reading of the environment ignores NO_PROXY
        return self._web

    def unsigned(self) -> AsyncWebClient:
        """Return a client that knows no token: Bolt wants one, and routes without calling."""
        return AsyncWebClient(
            base_url=self._account.api_base, session=self.session, retry_handlers=[],
            logger=logging.getLogger("slack_sdk"),
        )  # fmt: skip

    async def call(self, method: str, **body: object) -> Answer | Failure:
        """Call a method as the bot."""
        if self.closed:
            return TryLater(code="closed", error="the channel has stopped")
        self._under_way += 1
        try:
            answer = await self.web.api_call(method, json=body)
        except SlackApiError as error:
            return refused(error)
        except Exception as error:  # noqa: BLE001 - aiohttp has a dozen classes
            return broken(error)
        else:
            return Answer(answer.data if isinstance(answer.data, dict) else {})
        finally:
            self._under_way -= 1

    async def open_link(self) -> Answer | Failure:
        """Ask for the address of a new connection; its ticket is good for one handshake."""
        try:
            async with asyncio.timeout(self._timing.open_limit):
                answer = await self.web.apps_connections_open(app_token=self._account.app_token)
        except SlackApiError as error:
            return refused(error)
        except Exception as error:  # noqa: BLE001
            return broken(error)
        return Answer(answer.data if isinstance(answer.data, dict) else {})

    async def respond(self, url: str, body: Mapping[str, object]) -> Answer | Failure:
        """Say something through a response URL; a 429 is an answer here, not lost."""
        self._under_way += 1
        try:
            async with self.session.post(url, json=body) as answer:
                text = (await answer.text())[:64]
                if answer.status < 300:  # noqa: PLR2004
                    return Answer({})
                return by_status(answer.status, answer.headers, text.strip() or "http")
        except Exception as error:  # noqa: BLE001
            return broken(error)
        finally:
            self._under_way -= 1

    async def direct(self, user: str) -> str | Failure:
        """Return the channel of direct messages with a person."""
        if user not in self._direct:
            answer = await self.call("conversations.open", users=user)
            if not isinstance(answer, Answer):
                return answer
            self._direct[user] = str(answer.body["channel"]["id"])
            if len(self._direct) > _REMEMBERED:
                self._direct.popitem(last=False)
        return self._direct[user]

    async def close(self) -> None:
        """Let calls on their way finish, then close the session."""
        self.closed = True
        clock = asyncio.get_running_loop()
        until = clock.time() + self._timing.drain
        while self._under_way and clock.time() < until:  # noqa: ASYNC110 - once, at the end
            await asyncio.sleep(0.01)
        if self._session is not None:
            await self._session.close()


def refused(error: SlackApiError) -> Failure:
    """Read an answer that is no success; the body's word counts before the HTTP status."""
    answer = error.response
    data = getattr(answer, "data", None)
    code = data.get("error") if isinstance(data, dict) else None
    status = getattr(answer, "status_code", None) or getattr(answer, "status", 200)
    if code in _LOCKED_OUT:
        wait = timedelta(minutes=1)
        return TryLater(code=str(code), error=str(code), wait=wait, whole_channel=True)
    if code in _BUSY:
        return TryLater(code=str(code), error=str(code), wait=_retry_after(answer.headers))
    if code in _UNSURE:
        return Unknown(code=str(code), error=str(code))
    if code:
        needed = data.get("needed") if isinstance(data, dict) else None
        return GaveUp(code=str(code), error=f"{code} {needed}" if needed else str(code))
    return by_status(int(status or 200), answer.headers, f"http_{status}")


def by_status(status: int, headers: Mapping[str, str], code: str) -> Failure:
    """Judge by HTTP status alone."""
    if status in {429, 503}:
        return TryLater(code=f"http_{status}", error=code, wait=_retry_after(headers))
    if status >= 500:  # noqa: PLR2004 - a gateway may have passed the call on; it is looked for
        return Unknown(code=f"http_{status}", error=code)
    return GaveUp(code=code, error=f"http_{status}")


def broken(error: Exception) -> Failure:
    """Judge a call that ended without an answer by whether it certainly never left."""
    name = type(error).__name__
    never_left = (
        aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError, aiohttp.InvalidURL,
    )  # fmt: skip
    if isinstance(error, never_left):
        return TryLater(code="connect", error=name)
    code = "timeout" if isinstance(error, TimeoutError) else "reset"
    return Unknown(code=code, error=name)


def _retry_after(headers: Mapping[str, str]) -> timedelta | None:
    found = str(headers.get("Retry-After", ""))
    return timedelta(seconds=int(found)) if found.isdecimal() else None
