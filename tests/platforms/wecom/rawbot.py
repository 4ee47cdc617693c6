"""A bot with nothing on top of its WebSocket, to try the simulator with."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from websockets.asyncio.client import ClientConnection, connect

from tests.platforms.wecom.control import GROUP, Sim

_NUMBERS = count(1)
GOOD = {"bot_id": "aibSIMULATED", "secret": "longsecret"}


@dataclass(slots=True)
class RawBot:
    """A connection with nothing on top."""

    socket: ClientConnection
    calls: list[dict[str, Any]] = field(default_factory=list)

    async def ask(self, cmd: str, body: object = None, *, req_id: str = "") -> int | None:
        """Send a frame and return the code of its ack, None where none comes."""
        name = req_id or f"{cmd}_{next(_NUMBERS)}"
        frame = {"cmd": cmd, "headers": {"req_id": name}, "body": body}
        await self.socket.send(json.dumps({k: v for k, v in frame.items() if v is not None}))
        try:
            async with asyncio.timeout(0.3):
                while "errcode" not in (answer := json.loads(await self.socket.recv())):
                    self.calls.append(answer)
        except TimeoutError:
            return None
        assert answer["headers"]["req_id"] == name
        assert "cmd" not in answer
        code: int = answer["errcode"]
        return code

    async def call(self) -> dict[str, Any]:
        """Return the next call-back."""
        async with asyncio.timeout(2):
            while not self.calls:
                self.calls.append(json.loads(await self.socket.recv(), strict=False))
        return self.calls.pop(0)

    async def says(self, text: str, *, to: str = GROUP, kind: int = 2) -> int | None:
        """Push a text."""
        body = {"chatid": to, "chat_type": kind, **markdown(text)}
        return await self.ask("aibot_send_msg", body)

    async def cards(self, card: object, *, to: str = GROUP, kind: int = 2) -> int | None:
        """Push a card."""
        body = {"chatid": to, "chat_type": kind, "msgtype": "template_card", "template_card": card}
        return await self.ask("aibot_send_msg", body)

    async def redraws(self, call: dict[str, Any], card: object, **more: object) -> int | None:
        """Answer a press with a card."""
        body = {"response_type": "update_template_card", "template_card": card, **more}
        return await self.ask("aibot_respond_update_msg", body, req_id=id_of(call))


def id_of(call: dict[str, Any]) -> str:
    """Return the req_id of a call-back."""
    name: str = call["headers"]["req_id"]
    return name


def markdown(text: str) -> dict[str, Any]:
    """Return the body of a text."""
    return {"msgtype": "markdown", "markdown": {"content": text}}


def stream(text: str, *, finish: bool = True) -> dict[str, Any]:
    """Return the body of an answer."""
    return {"msgtype": "stream", "stream": {"id": "s", "finish": finish, "content": text}}


def card_of(task: str, title: str = "卡片", key: str = "release", **more: Any) -> dict[str, Any]:  # noqa: ANN401
    """Return a card with one button."""
    return {
        "card_type": "button_interaction",
        "main_title": {"title": title},
        "button_list": [{"text": "放行", "style": 1, "key": key}],
        "task_id": task,
        **more,
    }


@asynccontextmanager
async def joined(sim: Sim) -> AsyncIterator[RawBot]:
    """Subscribe."""
    async with connect(f"{sim.url}any/path", ping_interval=None, close_timeout=0.5) as socket:
        bot = RawBot(socket)
        assert await bot.ask("aibot_subscribe", GOOD) == 0
        yield bot


async def breaches(sim: Sim) -> list[str]:
    """Return what the bot must not have done."""
    return list((await sim.record())["violations"])
