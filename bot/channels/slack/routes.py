"""Routes: Bolt decides which listener a payload belongs to; acks were sent before it came here."""

import logging
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltRequest
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize

from bot.channels.slack import parse
from bot.channels.slack.answers import Answers
from bot.channels.slack.client import SlackClient
from bot.clock import Clock
from bot.logs import logger

log = logger(__name__)


class Identity(AsyncAuthorize):
    """Who we are, from one auth.test at the start: Bolt would ask at each of the first frames."""

    def __init__(self) -> None:
        self.known: Mapping[str, Any] = {}
        self.token = ""

    @property
    def user(self) -> str:
        """The bot's own user id."""
        return str(self.known.get("user_id", ""))

    async def __call__(self, **_asked: object) -> AuthorizeResult:
        """Answer Bolt from what we know."""
        return AuthorizeResult(
            enterprise_id=None, team_id=self.known.get("team_id"), bot_user_id=self.user,
            bot_id=self.known.get("bot_id"), bot_token=self.token,
        )  # fmt: skip


class Routes:
    """
    Bolt's app with our listeners.

    `process_before_response` makes a listener part of the dispatch that we own: no task without
    an owner, and no polling for an ack every 10 ms.
    """

    def __init__(self, client: SlackClient, answers: Answers, clock: Clock, token: str) -> None:
        self.identity = Identity()
        self.identity.token = token
        self._answers = answers
        self._clock = clock
        app = AsyncApp(
            name="resonance", client=client.unsigned(), authorize=self.identity, signing_secret="",
            logger=logging.getLogger("slack_bolt"), process_before_response=True,
            request_verification_enabled=False, ssl_check_enabled=False,
            url_verification_enabled=False, attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )  # fmt: skip
        app.event("app_mention")(self._heard)
        app.event("message")(self._heard)
        app.event(re.compile(".*"))(self._ignored)
        app.command(re.compile("/.+"))(self._commanded)
        app.action(re.compile(re.escape(parse.ACTION)))(self._pressed)
        app.action(re.compile(".*"))(self._ignored)
        self._app = app

    async def dispatch(self, payload: dict[str, Any]) -> None:
        """Have Bolt find the listener, and run it to its end."""
        await self._app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=payload))

    async def _heard(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        found = parse.message(body, bot=self.identity.user)
        if found is not None:
            await self._answers.message(*found)

    async def _commanded(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        found = parse.command(body, now=self._clock.now())
        if found is not None:
            await self._answers.message(*found)

    async def _pressed(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        found = parse.press(body, now=self._clock.now())
        if found is None:
            log.info("payload_ignored", kind="block_actions")
            return
        await self._answers.press(*found)

    async def _ignored(self, ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        kind = parse.text_of(body, "event", "type") or parse.text_of(body, "type")
        log.debug("payload_ignored", kind=kind)
