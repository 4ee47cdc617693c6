"""The bare official SDKs, each as its documentation has it: whatever is written is echoed."""

import argparse
import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from typing import Any

import dingtalk_stream
import websockets.exceptions  # noqa: F401 - dingtalk-stream uses it and forgets to import it
from dingtalk_stream import AckMessage, AsyncChatbotHandler, CallbackMessage, ChatbotMessage
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from wecom_aibot_sdk import WSClient  # type: ignore[import-untyped]  # it has no types

from tests.platforms.dingtalk.world import World as DingTalkWorld
from tests.platforms.slack.world import APP_TOKEN, BOT_TOKEN
from tests.platforms.wecom.world import World as WeComWorld


class _Bot(AsyncChatbotHandler):  # type: ignore[misc]  # the library has no types
    def process(self, message: CallbackMessage) -> tuple[int, str]:
        heard = ChatbotMessage.from_dict(message.data)
        self.reply_text(heard.text.content.strip(), heard)
        return AckMessage.STATUS_OK, "OK"


class _Quiet:
    """A logger of nothing: wecom-aibot-sdk passes what no other takes."""

    def debug(self, *parts: object) -> None:
        pass

    info = warn = error = debug


async def _dingtalk(address: str) -> None:
    dingtalk_stream.stream.DINGTALK_OPENAPI_ENDPOINT = address
    client_class = dingtalk_stream.DingTalkStreamClient
    client_class.OPEN_CONNECTION_API = f"{address}/v1.0/gateway/connections/open"
    world = DingTalkWorld()
    known = dingtalk_stream.Credential(world.client_id, world.client_secret)
    client = client_class(known, logger=logging.getLogger("echo"))
    client.register_callback_handler(ChatbotMessage.TOPIC, _Bot())
    await client.start()


async def _wecom(address: str) -> None:
    world = WeComWorld()
    client = WSClient(world.bot_id, world.secret, ws_url=address, logger=_Quiet())

    async def heard(frame: dict[str, Any]) -> None:
        body = frame["body"]
        await client.reply_stream(frame, body["msgid"], body["text"]["content"], finish=True)

    client.on("message.text", heard)
    await client.connect()
    await asyncio.get_running_loop().create_future()


async def _slack(address: str) -> None:
    app = AsyncApp(client=AsyncWebClient(token=BOT_TOKEN, base_url=address))

    @app.event("app_mention")
    async def _mentioned(event: dict[str, Any], say: Any) -> None:  # noqa: ANN401
        await say(event["text"])

    await AsyncSocketModeHandler(app, APP_TOKEN).start_async()  # type: ignore[no-untyped-call]  # theirs


ECHOES: Mapping[str, Callable[[str], Coroutine[Any, Any, None]]] = {
    "dingtalk": _dingtalk,
    "wecom": _wecom,
    "slack": _slack,
}


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platform", choices=ECHOES)
    parser.add_argument("address")
    chosen = parser.parse_args()
    asyncio.run(ECHOES[chosen.platform](chosen.address))
