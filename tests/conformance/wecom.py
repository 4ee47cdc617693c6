"""WeCom on the bench."""

import asyncio
import json
from base64 import b64decode
from typing import Any, ClassVar

import httpx

from bot.channels.base import Channel, Doors
from bot.channels.wecom.account import Timing, WeComAccount
from bot.channels.wecom.channel import WeComChannel
from tests.conformance.bench import Bench, Fault, Seen
from tests.platforms.wecom.control import GROUP, Sim

#: Short enough for a test, and long enough for a machine with much else to do.
QUICK = Timing(
    handshake=1.0, subscribe=1.0, ack=1.0, ping=0.2, pong=0.6, close=0.2, first_wait=0.05,
    longest_wait=0.4, stable=5.0, slow=0.3, slowest=1.0, calm=5.0, lease=0.3, lease_lost=3.0,
    standby=0.3, press=4.5, answer=2.0, connect=1.0, http=1.5, settle=1.5,
)  # fmt: skip
_SAY, _ANSWER = "aibot_send_msg", "aibot_respond_msg"
#: What the simulator does to a frame of the bot: the command, the kind, the code.
_FRAMES = {
    Fault.THROTTLED: (_SAY, "errcode", 45009),
    Fault.ANSWER_THROTTLED: (_ANSWER, "errcode", -1),
    Fault.SESSION_EXPIRED: (_ANSWER, "errcode", 846608),
    Fault.NO_ANSWER: (_SAY, "lost", 0),
    Fault.RESET_AFTER_APPLY: (_SAY, "abort", 0),
    Fault.ANSWER_CUT_OFF: (_ANSWER, "drop", 0),
    Fault.SERVER_ERROR: (_SAY, "errcode", -1),
}
_WIRE: dict[Fault, dict[str, Any]] = {
    Fault.CUT: {"what": "cut"}, Fault.CLOSE: {"what": "close", "code": 1000},
    Fault.HALF_OPEN: {"what": "stall"}, Fault.KICK: {"what": "kick"},
    Fault.STORM: {"what": "cut"}, Fault.OPEN_HANGS: {"what": "cut"},
    Fault.OPEN_REFUSED: {"what": "cut"}, Fault.HANDSHAKE_REFUSED: {"what": "cut"},
    Fault.LOCKED_OUT: {"what": "cut"},
}  # fmt: skip
_WELL = {
    "door": "open", "close_subscribed": None, "subscribe_code": 0, "group_cards": True,
}  # fmt: skip
_SETTINGS: dict[Fault, dict[str, Any]] = {
    Fault.STORM: {"close_subscribed": 1000},
    Fault.OPEN_HANGS: {"door": "hangs"},
    Fault.OPEN_REFUSED: {"subscribe_code": 853000},
    Fault.HANDSHAKE_REFUSED: {"door": "refused"},
    Fault.LOCKED_OUT: {"subscribe_code": 93019},
    Fault.CARDS_DENIED: {"group_cards": False},
}


class WeComBench(Bench):
    """A bot in a group; 王敏 and the other one have written to it in private."""

    name = "wecom"
    absent: ClassVar = {
        Fault.DISCONNECT: "WeCom asks nobody to leave: it closes, or kicks",
        Fault.GHOSTS: "one connection per bot; a second one is a kick",
        Fault.QUOTA: "no monthly limit, only those per minute and hour",
        Fault.PARTIAL: "one receiver for each send, and one code for it",
        Fault.TOKEN_EXPIRED: "the connection is authenticated once, by the subscription",
    }
    group, ann, bob, stranger = GROUP, "staff1", "staff2", "staff9"
    press_limit, throttled_for = 5.0, 60
    secrets = ("longsecret", "token-of-")
    sim: Sim
    timing = QUICK

    def make(self, doors: Doors) -> Channel:
        account = WeComAccount(
            bot_id="aibSIMULATED", secret="longsecret", ws_url=self.sim.url,  # noqa: S106 - the simulator's
            webhook_base=self.sim.base, webhooks={"ops": "hookkey"}, name="RobotA",
        )  # fmt: skip
        return WeComChannel(account, doors, timing=self.timing)

    async def prepare(self) -> None:
        self.sim = Sim(port=self.port, http=httpx.AsyncClient(timeout=7.0, trust_env=False))
        await self.sim.do("reset", per_minute=500)
        await self.sim.do("meet", conversation=GROUP)
        for person in (self.ann, self.bob):
            await self.sim.do("meet", conversation=person, private=True)

    async def leave(self) -> None:
        await self.sim.http.aclose()

    async def say(self, text: str, *, by: str, where: str | None = None) -> dict[str, Any]:
        return await self.sim.says(text, by=by, conversation=where or GROUP)

    async def press(self, card: Seen, label: str, *, by: str) -> dict[str, Any]:
        return await self.sim.press(dict(card.raw), label, by=by)

    async def again(self, delivery: dict[str, Any]) -> None:
        await self.sim.again(delivery)

    async def quote(self, text: str, card: Seen) -> None:
        await self.sim.says(text, by=self.ann, quote={"task_id": card.raw["task_id"]})

    async def quote_words(self, text: str, words: str) -> None:
        await self.sim.says(text, by=self.ann, quote={"msgtype": "text", "text": words})

    async def acked(self, delivery: dict[str, Any]) -> float:
        """Return when the first frame of the bot named the call-back: nothing else acks it."""
        async with asyncio.timeout(10):
            while True:
                frames = (await self.sim.record(frames=True))["frames"]
                named = [
                    f for f in frames
                    if isinstance(f["frame"], dict)
                    and f["frame"].get("headers", {}).get("req_id") == delivery["req_id"]
                ]  # fmt: skip
                pushed = next(f for f in named if f["dir"] == "out")
                answer = next((f for f in named if f["dir"] == "in"), None)
                if answer is not None:
                    return float(answer["ts"] - pushed["ts"])
                await asyncio.sleep(0.01)

    async def seen(self, *, by: str, private: bool = False) -> list[Seen]:
        rows = await self.sim.view(by if private else GROUP, by=by)
        return [
            Seen(r["id"], r["text"], tuple(b["text"] for b in r["buttons"]), r)
            for r in rows
            if r["by"] == "bot" and r["finished"]
        ]

    async def links(self) -> int:
        return int((await self.sim.record())["links"])

    async def opened(self) -> int:
        return (await self.sim.counters()).get("handshakes", 0)

    async def ping(self) -> float | None:
        took = (await self.sim.do("wire", what="ping"))["after"]
        return max(5.0 if one is None else one for one in took) if took else None

    async def odd(self) -> None:
        for raw in ("", "[]", "{", '{"cmd":7,"headers":{"req_id":[]}}', _frame("aibot_future", {})):
            await self.sim.do("frame", raw=raw)
        for event in (None, {}, {"eventtype": "template_card_event"}):
            body = {"msgtype": "event", "event": event}
            await self.sim.do("frame", raw=_frame("aibot_event_callback", body))
        for kind in ("enter_chat", "feedback_event", "nobody_knows"):
            await self.sim.do("event", eventtype=kind)

    async def strike(self, fault: Fault) -> None:
        if fault in _SETTINGS:
            await self.sim.do("set", **_SETTINGS[fault])
        if fault in _FRAMES:
            cmd, kind, code = _FRAMES[fault]
            await self.sim.fault(cmd, kind, code=code)
        if fault is Fault.DENIED:
            await self.sim.do("meet", conversation=GROUP, forget=True)
        if fault in _WIRE:
            await self.sim.do("wire", **_WIRE[fault])

    async def mend(self) -> None:
        await self.sim.do("fault", clear=True)
        await self.sim.do("set", **_WELL)

    async def images(self) -> list[tuple[bytes, str]]:
        shown = any(one.raw["kind"] == "image" for one in await self.seen(by=self.bob))
        media = (await self.sim.record())["media"] if shown else ()
        return [(b64decode(one["content"]), "") for one in media if one["type"] == "image"]

    async def files(self) -> list[tuple[str, bytes]]:
        uploaded = (await self.sim.record())["media"]
        return [(one["name"], b64decode(one["content"])) for one in uploaded]

    async def violations(self) -> list[str]:
        return list((await self.sim.record())["violations"])


def _frame(cmd: str, body: dict[str, Any]) -> str:
    return json.dumps({"cmd": cmd, "headers": {"req_id": "odd"}, "body": body})
