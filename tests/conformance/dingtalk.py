"""DingTalk on the bench."""

from base64 import b64decode
from typing import ClassVar

import httpx

from bot.channels.base import Channel, Doors
from bot.channels.dingtalk.account import DingTalkAccount, Timing
from bot.channels.dingtalk.channel import DingTalkChannel
from tests.conformance.bench import Bench, Fault, Seen
from tests.platforms.dingtalk.control import GROUP, Sim

#: Short enough for a test, and long enough for a machine with much else to do.
QUICK = Timing(
    connect=1.0, answer=1.5, handshake=1.0, ping=1.0, close=0.2, first_wait=0.05,
    longest_wait=0.4, stable=5.0, grace=1.0, press=0.3, cards_again=600.0, settle=1.5,
)  # fmt: skip
#: Fault modes of the simulator that each fault is made of.
_MODES = {
    Fault.THROTTLED: ("throttled_429",),
    Fault.ANSWER_THROTTLED: ("session_throttled", "throttled_api"),
    Fault.QUOTA: ("quota",),
    Fault.DENIED: ("robot_denied",),
    Fault.CARDS_DENIED: ("cards_denied",),
    Fault.LOCKED_OUT: ("token_refused",),
    Fault.SESSION_EXPIRED: ("session_refused",),
    Fault.NO_ANSWER: ("hangs",),
    Fault.RESET_AFTER_APPLY: ("reset_after_apply",),
    Fault.ANSWER_CUT_OFF: ("session_reset_after_apply",),
    Fault.SERVER_ERROR: ("server_error",),
    Fault.OPEN_HANGS: ("open_hangs",),
    Fault.OPEN_REFUSED: (
        "open_unauthorised", "open_system_error", "open_unavailable", "open_html",
    ),
    Fault.HANDSHAKE_REFUSED: ("handshake_refused", "handshake_hangs"),
}  # fmt: skip
#: What happens to the open connections; to one that only fails to open, a cut.
_WIRE = {
    Fault.DISCONNECT: "disconnect", Fault.CUT: "cut", Fault.CLOSE: "close",
    Fault.HALF_OPEN: "stall", Fault.STORM: "cut", Fault.OPEN_HANGS: "disconnect",
    Fault.OPEN_REFUSED: "cut", Fault.HANDSHAKE_REFUSED: "cut",
}  # fmt: skip


class DingTalkBench(Bench):
    """A robot in a group."""

    name = "dingtalk"
    absent: ClassVar = {
        Fault.GHOSTS: "the gateway tells nobody how many connections there are",
        Fault.KICK: "several connections of one app are allowed; each frame goes to any of them",
    }
    group, ann, bob, stranger = GROUP, "staff1", "staff2", "staff9"
    press_limit, throttled_for = 2.0, 7
    secrets = ("dingsecret", "ticket-", "token-", "session-")
    sim: Sim
    timing = QUICK

    def account(self, **changes: str) -> DingTalkAccount:
        """Return the account that the simulator knows."""
        values = {
            "client_id": "dingkey", "client_secret": "dingsecret",
            "openapi_base": self.sim.base, "oapi_base": self.sim.base, **changes,
        }  # fmt: skip
        return DingTalkAccount(**values)  # type: ignore[arg-type]  # any field of the account

    def make(self, doors: Doors) -> Channel:
        return DingTalkChannel(self.account(), doors, timing=self.timing)

    async def prepare(self) -> None:
        self.sim = Sim(port=self.port, http=httpx.AsyncClient(timeout=5.0, trust_env=False))
        await self.sim.do("reset", per_minute=1000, grace=1.0)

    async def leave(self) -> None:
        await self.sim.http.aclose()

    async def say(self, text: str, *, by: str, where: str | None = None) -> str:
        said = await self.sim.says(text, by=by, conversation=where or GROUP)
        return str(said["push"])

    async def press(self, card: Seen, label: str, *, by: str) -> str:
        return str((await self.sim.press(dict(card.raw), label, by=by))["push"])

    async def again(self, delivery: str) -> None:
        await self.acked(str((await self.sim.do("redeliver", push=delivery))["push"]))

    async def quote(self, text: str, card: Seen) -> None:
        await self.sim.says(text, by=self.ann, quote={"track_id": card.raw["track_id"]})

    async def quote_words(self, text: str, words: str) -> None:
        await self.sim.says(text, by=self.ann, quote={"text": words})

    async def acked(self, delivery: str) -> float:
        return float((await self.sim.expect_ack(delivery, within=10.0))["after"])

    async def seen(self, *, by: str, private: bool = False) -> list[Seen]:
        rows = await self.sim.view(by if private else GROUP, by=by)
        return [
            Seen(r["id"], r["text"], tuple(b["text"] for b in r["buttons"]), r)
            for r in rows
            if r["by"] == "bot"
        ]

    async def links(self) -> int:
        return int((await self.sim.record())["links"])

    async def opened(self) -> int:
        return (await self.sim.counters()).get("opens", 0)

    async def ping(self) -> float | None:
        leaving = await self.links() == 0
        pushed = await self.sim.do(
            "frame", kind="SYSTEM", topic="ping", data={"opaque": "1"}, leaving=leaving
        )
        return await self.acked(pushed["push"])

    async def odd(self) -> None:
        messages = "/v1.0/im/bot/messages/get"
        for raw in ("not json", "[]", '{"type":"NEW","headers":{"topic":"x"}}', "x" * 1_200_000):
            await self.sim.do("frame", raw=raw)
        for topic, data in (
            (messages, "no json"), (messages, {"msgtype": "picture", "content": None}),
            (messages, {"errCode": 20001, "errMsg": "超量"}),
        ):  # fmt: skip
            pushed = await self.sim.do("frame", kind="CALLBACK", topic=topic, data=data)
            await self.acked(pushed["push"])

    async def strike(self, fault: Fault) -> None:
        for mode in _MODES.get(fault, ()):
            times = 1 if fault is not Fault.OPEN_HANGS else -1
            await self.sim.do("fault", mode=mode, times=times)
        if fault is Fault.STORM:
            await self.sim.do("set", close_storm=True)
        if fault is Fault.PARTIAL:
            await self.sim.do("set", unreachable_spaces=[GROUP])
        if fault is Fault.TOKEN_EXPIRED:
            await self.sim.do("expire", what="tokens")
        if fault in _WIRE:
            await self.sim.do("wire", what=_WIRE[fault])

    async def mend(self) -> None:
        await self.sim.do("fault", clear=True)
        await self.sim.do("set", close_storm=False, unreachable_spaces=[])

    async def images(self) -> list[tuple[bytes, str]]:
        shown = any(one.raw["kind"] == "image" for one in await self.seen(by=self.bob))
        media = (await self.sim.record())["media"] if shown else ()
        return [(b64decode(one["content"]), "") for one in media if one["type"] == "image"]

    async def files(self) -> list[tuple[str, bytes]]:
        uploaded = (await self.sim.record())["media"]
        return [(one["name"], b64decode(one["content"])) for one in uploaded]

    async def violations(self) -> list[str]:
        seen = await self.sim.record()
        spent = seen["counters"].get("bad_tickets", 0)
        return [*seen["violations"], *["a spent ticket was used again"] * spent]

    async def tokens(self) -> int:
        """Return how many access tokens were handed out."""
        return (await self.sim.counters())["tokens"]
