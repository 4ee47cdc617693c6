"""Slack on the bench."""

import asyncio
from base64 import b64decode
from typing import Any, ClassVar

import aiohttp

from bot.channels.base import Channel, Doors
from bot.channels.slack.account import SlackAccount, Timing
from bot.channels.slack.channel import SlackChannel
from tests.conformance.bench import Bench, Fault, Seen
from tests.platforms.slack.control import OPS, Slack
from tests.platforms.slack.world import APP_TOKEN, BOT_TOKEN

#: Short enough for a test, and long enough for a machine with much else to do.
QUICK = Timing(
    open_limit=1.0, call_limit=1.5, heartbeat=2.0, linger=1.0, first_wait=0.05, longest_wait=0.4,
    stable=60.0, storm_wait=0.3, storm_longest=1.0, drain=1.5,
)  # fmt: skip
_POST, _HOOK = "chat.postMessage", "response_url"
#: What the simulator makes of a call.
_CALLS: dict[Fault, list[dict[str, Any]]] = {
    Fault.THROTTLED: [{"method": _POST, "kind": "ratelimited", "retry_after": 7}],
    Fault.ANSWER_THROTTLED: [
        {"method": _HOOK, "kind": "ratelimited", "retry_after": 1},
        {"method": _POST, "kind": "ratelimited", "retry_after": 1},
    ],
    Fault.DENIED: [{"method": _POST, "kind": "error", "error": "missing_scope"}],
    Fault.CARDS_DENIED: [{"method": _POST, "kind": "error", "error": "invalid_blocks"}],
    Fault.LOCKED_OUT: [{"method": _POST, "kind": "error", "error": "invalid_auth"}],
    Fault.SESSION_EXPIRED: [{"method": _HOOK, "kind": "http", "status": 404}],
    Fault.NO_ANSWER: [{"method": _POST, "kind": "hang", "seconds": 2.5}],
    Fault.RESET_AFTER_APPLY: [{"method": _POST, "kind": "reset_after"}],
    Fault.ANSWER_CUT_OFF: [{"method": _POST, "kind": "reset_after"}],
    Fault.SERVER_ERROR: [{"method": _POST, "kind": "http", "status": 502}],
}
_SETTINGS: dict[Fault, dict[str, Any]] = {
    Fault.STORM: {"close_after_hello": 0.0},
    Fault.OPEN_HANGS: {"open_hangs": 5.0},
    Fault.OPEN_REFUSED: {"open_error": "invalid_auth"},
    Fault.HANDSHAKE_REFUSED: {"refuse_handshakes": 2},
    Fault.GHOSTS: {"ghosts": 2},
    Fault.KICK: {"ghosts": 10},
}
_WELL = {"close_after_hello": -1.0, "open_hangs": 0.0, "open_error": "", "ghosts": 0, "api": []}
_CUT = frozenset({
    Fault.CUT, Fault.STORM, Fault.OPEN_REFUSED, Fault.HANDSHAKE_REFUSED, Fault.GHOSTS, Fault.KICK,
})  # fmt: skip


class SlackBench(Bench):
    """An app in a channel."""

    name = "slack"
    absent: ClassVar = {
        Fault.QUOTA: "no monthly limit, only those per second and minute",
        Fault.PARTIAL: "one channel for each call, and one answer for it",
        Fault.TOKEN_EXPIRED: "a bot token does not end by itself; a revoked one locks out",
    }
    group, ann, bob, stranger = OPS, "U0ANN", "U0BOB", "U0STRANGER"
    press_limit, throttled_for = 3.0, 7
    secrets = (BOT_TOKEN, APP_TOKEN, "ticket=", "/response/", "token-of-")
    sim: Slack
    timing = QUICK

    def make(self, doors: Doors) -> Channel:
        return SlackChannel(self.account(), doors, timing=self.timing)

    def account(self) -> SlackAccount:
        """Return the account that the simulator knows."""
        return SlackAccount(
            bot_token=BOT_TOKEN, app_token=APP_TOKEN, api_base=self.sim.api_base
        )  # fmt: skip

    async def prepare(self) -> None:
        self.sim = Slack(f"http://127.0.0.1:{self.port}", aiohttp.ClientSession())
        await self.sim.act("reset")
        people = [self.ann, self.bob, self.stranger]
        await self.sim.act("join", channel=OPS, people=people)

    async def leave(self) -> None:
        await self.sim.session.close()

    async def say(self, text: str, *, by: str, where: str | None = None) -> int:
        before = len(await self._acks())
        await self.sim.says(text, by=by, channel=where or OPS)
        return before

    async def slash(self, text: str) -> None:
        """Have 王敏 use the slash command, which brings a response URL."""
        await self.sim.slash(text, by=self.ann)

    async def press(self, card: Seen, label: str, *, by: str) -> int:
        before = len(await self._acks())
        await self.sim.press(dict(card.raw), label, by=by)
        return before

    async def again(self, delivery: int) -> None:
        sent = len(await self._acks())
        del delivery
        await self.sim.act("redeliver", back=1)
        await self.acked(sent)

    async def quote(self, text: str, card: Seen) -> None:
        await self.sim.says(text, by=self.ann, more={"thread_ts": card.id})

    async def quote_words(self, text: str, words: str) -> None:
        shared = {"is_share": True, "channel_id": "C0ELSEWHERE", "ts": "1.2", "text": words}
        await self.sim.says(text, by=self.ann, more={"attachments": [shared]})

    async def acked(self, delivery: int) -> float:
        async with asyncio.timeout(10):
            while True:
                acks = await self._acks()
                if len(acks) > delivery and (at := acks[delivery]["acked_at"]) is not None:
                    return float(at - acks[delivery]["sent_at"])
                await asyncio.sleep(0.01)

    async def _acks(self) -> list[dict[str, Any]]:
        acks: list[dict[str, Any]] = (await self.sim.record())["acks"]
        return acks

    async def seen(self, *, by: str, private: bool = False) -> list[Seen]:
        rows = await self.sim.view(by=by, channel=None if private else OPS)
        return [
            Seen(
                r["ts"], f"{r['text']}\n{r['shown']}" if not r["blocks"] else r["shown"],
                tuple(b["label"] for b in r["buttons"]), r,
            )
            for r in rows
        ]  # fmt: skip

    async def links(self) -> int:
        return int((await self.sim.record())["ready"])

    async def opened(self) -> int:
        return int((await self.sim.record())["counts"].get("apps.connections.open", 0))

    async def ping(self) -> float | None:
        """Send what needs no answer but its ack; a connection that was told to leave gets none."""
        if await self.links() == 0:
            return None
        before = len(await self._acks())
        await self.sim.raw("unheard_of", {})
        return await self.acked(before)

    async def odd(self) -> None:
        for kind, payload in (
            ("events_api", {}),
            ("events_api", {"type": "event_callback", "event": "x"}),
            ("events_api", {"type": "event_callback", "event": {"type": "reaction_added"}}),
            ("interactive", {"type": "block_actions", "actions": []}),
            ("interactive", {"type": "view_submission", "user": None}),
            ("slash_commands", {"command": "/resonance"}),
            ("unheard_of", {"a": 1}),
        ):
            await self.sim.raw(kind, payload)

    async def strike(self, fault: Fault) -> None:
        if fault in _CALLS:
            await self.sim.faults(api=[dict(rule) for rule in _CALLS[fault]])
        if fault in _SETTINGS:
            await self.sim.faults(**_SETTINGS[fault])
        if fault in _CUT:
            await self.sim.act("cut")
        if fault in (Fault.CLOSE, Fault.HALF_OPEN):
            await self.sim.act("close" if fault is Fault.CLOSE else "deaf")
        if fault in (Fault.DISCONNECT, Fault.OPEN_HANGS):
            await self.sim.act("disconnect", reason="warning", close_after=2.0)

    async def mend(self) -> None:
        await self.sim.faults(**_WELL)

    async def images(self) -> list[tuple[bytes, str]]:
        files = (await self.sim.record())["files"]
        # In a thread nobody would see it.
        shown = [one for one in files if one.get("channel") and not one["thread_ts"]]
        return [(b64decode(one["content"]), one["alt"]) for one in shown]

    async def files(self) -> list[tuple[str, bytes]]:
        uploaded = (await self.sim.record())["files"]
        return [(one["name"], b64decode(one["content"])) for one in uploaded]

    async def violations(self) -> list[str]:
        return list((await self.sim.record())["violations"])
