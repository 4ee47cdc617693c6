"""DingTalk's OpenAPI: one call with its token, and what an answer means."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import aiohttp
from yarl import URL

from bot.channels.dingtalk import refusals
from bot.channels.dingtalk.account import DingTalkAccount, Timing
from bot.channels.dingtalk.refusals import Refusal
from bot.channels.http import unanswered
from handlers.ports import TryLater
from rules.masking import mask_phones

Body = Mapping[str, Any]
_TOKEN_HEADER = "x-acs-dingtalk-access-token"  # noqa: S105 - a header's name
#: A token is renewed so long before it ends.
_EARLY = 300.0
#: Chinese as it is: escaped it would be twice as long, and messages have limits.
_json = partial(json.dumps, ensure_ascii=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A token and until when it is used."""

    token: str
    until: float


class OpenApi:
    """Calls of one account, over one pool of connections."""

    def __init__(self, account: DingTalkAccount, timing: Timing) -> None:
        self._account = account
        self._timing = timing
        self._http: aiohttp.ClientSession | None = None
        self._held: Held | None = None
        self._one = asyncio.Lock()  #: Only one call at a time fetches a token.

    async def call(self, method: str, path: str, body: Body) -> Body | Refusal:
        """Call with a token; one that DingTalk no longer takes is renewed once."""
        answer: Body | Refusal = {}
        stale: str | None = None
        for _ in range(2):
            token = await self._token(stale)
            if not isinstance(token, str):
                return token
            answer = await self.raw(
                method, f"{self._base}{path}", body, headers={_TOKEN_HEADER: token}
            )
            if not (isinstance(answer, Refusal) and answer.signed_out):
                return answer
            stale = token
        return answer

    async def upload(self, form: aiohttp.FormData, kind: str) -> Body | Refusal:
        """Leave a file with DingTalk, to be sent by its `media_id`; the older host takes it."""
        token = await self._token(None)
        if not isinstance(token, str):
            return token
        url = URL(f"{self._account.oapi_base.rstrip('/')}/media/upload")
        return await self.raw("POST", url % {"access_token": token, "type": kind}, form)

    async def raw(
        self,
        method: str,
        url: str | URL,
        body: Body | aiohttp.FormData,
        *,
        headers: Mapping[str, str] | None = None,
    ) -> Body | Refusal:
        """Call any address; whatever happens is an answer or a refusal."""
        try:
            async with (
                asyncio.timeout(self._timing.connect + self._timing.answer),
                self._session().request(
                    method,
                    url,
                    **({"data": body} if isinstance(body, aiohttp.FormData) else {"json": body}),
                    headers={"Accept": "application/json", **(headers or {})},
                    allow_redirects=False,
                ) as response,
            ):
                content = await response.read()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Refusal(unanswered(error))
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            found = None
        known = found if isinstance(found, dict) else None
        refused = refusals.read(response.status, response.headers.get("Retry-After"), known)
        return refused if refused is not None else known or {}

    async def aclose(self) -> None:
        """Close the connections; a later call opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.close()

    @property
    def _base(self) -> str:
        return self._account.openapi_base.rstrip("/")

    def _session(self) -> aiohttp.ClientSession:
        # httpx takes ten times as long for a call, which is half of the time of an answer.
        if self._http is None:
            limit = aiohttp.ClientTimeout(
                connect=self._timing.answer,
                sock_connect=self._timing.connect,
                sock_read=self._timing.answer,
            )
            self._http = aiohttp.ClientSession(timeout=limit, trust_env=True, json_serialize=_json)
        return self._http

    async def _token(self, stale: str | None) -> str | Refusal:
        async with self._one:
            now = asyncio.get_running_loop().time()
            if self._held is not None and self._held.token == stale:
                self._held = None  # whether another can be fetched or not, this one is dead
            if self._held is not None and now < self._held.until:
                return self._held.token
            body = {"appKey": self._account.client_id, "appSecret": self._account.client_secret}
            answer = await self.raw("POST", f"{self._base}/v1.0/oauth2/accessToken", body)
            if isinstance(answer, Refusal):
                return Refusal(_nothing_sent(answer))
            token, life = answer.get("accessToken"), answer.get("expireIn")
            if not isinstance(token, str) or not token:
                return Refusal(TryLater(code="token", error="no token in the answer"))
            life = float(life) if isinstance(life, int | float) else _EARLY
            self._held = Held(token=token, until=now + max(life - _EARLY, life / 2))
            return token


def _nothing_sent(answer: Refusal) -> TryLater:
    """Without a token nothing has left: whatever it was, it may be tried again."""
    outcome = answer.outcome
    wait = outcome.wait if isinstance(outcome, TryLater) else None
    return TryLater(
        code=outcome.code,
        error=mask_phones(outcome.error),
        wait=wait or timedelta(seconds=10),
        whole_channel=True,
    )
