"""Group robots: a one-way way into a group, over HTTP, with markdown and text commands."""

import asyncio
import json
from base64 import b64encode
from collections import deque
from collections.abc import Mapping
from datetime import timedelta
from hashlib import md5
from typing import Any

import aiohttp

from bot.channels.http import unanswered
from bot.channels.wecom import refusals, render
from bot.channels.wecom.account import Timing, WeComAccount
from bot.channels.wecom.refusals import Refused
from bot.files import Written, follows
from bot.logs import logger
from handlers.ports import GaveUp, Outcome, Outgoing, Sent, TryLater, Unknown
from rules.cards.archive import File

log = logger(__name__)

PREFIX = "webhook/"
_A_MINUTE, _SPAN = 20, 60.0
_OK, _SERVER, _THROTTLED = 200, 500, 429
_UNSURE = frozenset({500, 504})  #: It may have been done before it failed.


class GroupRobots:
    """The robots of an account by name; a conversation is called webhook/NAME."""

    def __init__(self, account: WeComAccount, timing: Timing, lang: str) -> None:
        self._account = account
        self._timing = timing
        self._lang = lang
        self._http: aiohttp.ClientSession | None = None
        self._sent: dict[str, deque[float]] = {}

    async def send(self, out: Outgoing) -> Outcome:
        """Say it in the group; nothing there can be pressed or changed."""
        name = out.conversation.removeprefix(PREFIX)
        key = self._account.webhooks.get(name)
        if key is None:
            return GaveUp(code="webhook_unknown", error="no such group robot is configured")
        now = asyncio.get_running_loop().time()
        sent = self._sent.setdefault(name, deque())
        while sent and now - sent[0] >= _SPAN:
            sent.popleft()
        if len(sent) >= _A_MINUTE:
            wait = timedelta(seconds=_SPAN - (now - sent[0]))
            return TryLater(code="pace", error="20 messages a minute", wait=wait)
        sent.append(now)
        body = render.markdown_body(render.hooked(out, lang=self._lang))
        said = await self._post("send", {"key": key}, json=body)
        if not isinstance(said, Mapping):
            return said
        if out.file is not None and len(sent) < _A_MINUTE:
            sent.append(now)
            await self._follow(key, out.file)
        return Sent(message_ref="webhook")

    async def _follow(self, key: str, file: File) -> None:
        """Have a file follow; where it does not arrive, what was said leads to it as well."""
        made = await follows(file)
        if made is None:
            return
        done = await (self._image(key, made) if made.shown else self._file(key, made))
        if not isinstance(done, Mapping):
            log.warning("file_not_uploaded", file=made.name, code=done.code)

    async def _file(self, key: str, made: Written) -> Mapping[str, Any] | Refused:
        form = aiohttp.FormData()
        form.add_field("media", made.content, filename=made.name)
        done = await self._post("upload_media", {"key": key, "type": "file"}, data=form)
        if not isinstance(done, Mapping):
            return done
        body = {"msgtype": "file", "file": {"media_id": done.get("media_id")}}
        return await self._post("send", {"key": key}, json=body)

    async def _image(self, key: str, made: Written) -> Mapping[str, Any] | Refused:
        """Send an image, which goes along in the message itself."""
        image = {
            "base64": b64encode(made.content).decode(),
            "md5": md5(made.content, usedforsecurity=False).hexdigest(),
        }
        return await self._post("send", {"key": key}, json={"msgtype": "image", "image": image})

    async def aclose(self) -> None:
        """Close the connections; a later send opens new ones."""
        http, self._http = self._http, None
        if http is not None:
            await http.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._http is None:
            limit = aiohttp.ClientTimeout(
                sock_connect=self._timing.connect, sock_read=self._timing.http
            )
            self._http = aiohttp.ClientSession(timeout=limit, trust_env=True)
        return self._http

    async def _post(
        self,
        act: str,
        params: Mapping[str, str],
        **body: Any,  # noqa: ANN401 - as aiohttp takes it
    ) -> Mapping[str, Any] | Refused:
        url = f"{self._account.webhook_base.rstrip('/')}/cgi-bin/webhook/{act}"
        try:
            async with (
                asyncio.timeout(self._timing.connect + self._timing.http),
                self._session().post(url, params=params, allow_redirects=False, **body) as response,
            ):
                return _answered(response.status, await response.read())
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return unanswered(error)


def _answered(status: int, content: bytes) -> Mapping[str, Any] | Refused:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        found = None
    code = f"http_{status}"
    if status in _UNSURE:
        return Unknown(code=code, error="server error")
    if status > _SERVER or status == _THROTTLED:
        return TryLater(code=code, error="not taken", wait=timedelta(seconds=60))
    if status != _OK:
        return GaveUp(code=code, error="not taken")
    if not isinstance(found, dict):
        # A page where JSON should be: some proxy answered, and whether WeCom heard is open.
        return Unknown(code="no_json", error="no JSON in the answer")
    refused = refusals.read(found.get("errcode"), str(found.get("errmsg") or ""))
    return found if refused is None else refused
