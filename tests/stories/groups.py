"""Groups: the same group chat on each platform, as 王敏 sees it and as the wire carries it."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Protocol

from tests.platforms.dingtalk import control as dingtalk
from tests.platforms.slack import control as slack
from tests.platforms.wecom import control as wecom

Seen = dict[str, Any]
Sent = Any  #: What a simulator calls a delivery, to have it delivered again.
WITHIN = 15.0  #: Seconds; generous, since two cores may carry every process of every test.


class Group(Protocol):
    """王敏 in a group of one platform."""

    name: str

    async def online(self) -> None:
        """Wait until the product is connected."""
        ...

    async def says(self, text: str) -> Sent:
        """Mention the bot."""
        ...

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`; return all of it."""
        ...

    async def card(self, order_no: str) -> Seen:
        """Wait for the card of an order."""
        ...

    async def presses(self, card: Seen, label: str) -> Sent:
        """Press a button that stands on the card now."""
        ...

    async def shows(self, card: Seen, part: str, *, within: float) -> None:
        """Wait until the card says `part`."""
        ...

    async def again(self, sent: Sent) -> None:
        """Have a message or press delivered again, and wait for its ack, where there is one."""
        ...

    async def moves(self) -> None:
        """Cut the connection, and wait for another one."""
        ...

    async def loses(self, *, answers: bool) -> None:
        """Take answers to messages and show nothing of them, without a word; or no longer."""
        ...

    async def texts(self) -> list[str]:
        """Return all that the bot has said, cards included."""
        ...

    async def violations(self) -> list[str]:
        """Return how the product broke the protocol."""
        ...


async def until(look: Callable[[], Awaitable[Any]], otherwise: str, within: float) -> Any:  # noqa: ANN401 - whatever was looked for
    try:
        async with asyncio.timeout(within):
            while not (found := await look()):  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise AssertionError(otherwise) from None
    return found


@dataclass(slots=True)
class DingTalkGroup:
    """The group of DingTalk."""

    sim: dingtalk.Sim
    name: str = "dingtalk"

    async def online(self) -> None:
        """Wait until the product is connected."""
        await self.sim.expect_links(1, within=WITHIN)

    async def says(self, text: str) -> Sent:
        """Mention the bot."""
        return (await self.sim.says(text))["push"]

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`."""
        return str((await self.sim.expect_bubble(part, within=WITHIN))["text"])

    async def card(self, order_no: str) -> Seen:
        """Wait for the card of an order."""

        async def look() -> Seen | None:
            rows = await self.sim.view()
            return next((r for r in rows if r["track_id"] and order_no in r["text"]), None)

        found: Seen = await until(look, f"no card of {order_no}", WITHIN)
        return found

    async def presses(self, card: Seen, label: str) -> Sent:
        """Press a button that stands on the card now."""
        sent = (await self.sim.press(card, label))["push"]
        await self.sim.expect_ack(sent, within=WITHIN)
        return sent

    async def shows(self, card: Seen, part: str, *, within: float) -> None:
        """Wait until the card says `part`."""
        await self.sim.expect_card(card["track_id"], part, within=within)

    async def again(self, sent: Sent) -> None:
        """Deliver it again under the same and under a new id of the frame."""
        for same in (True, False):
            push = (await self.sim.do("redeliver", push=sent, same_id=same))["push"]
            await self.sim.expect_ack(push, within=WITHIN)

    async def moves(self) -> None:
        """Cut the connection, and wait for another one."""
        before = (await self.sim.counters())["connections"]
        await self.sim.do("wire", what="cut")

        async def look() -> bool:
            return (await self.sim.counters())["connections"] > before

        await until(look, "no other connection", WITHIN)
        await self.online()

    async def loses(self, *, answers: bool) -> None:
        """Take answers and show nothing of them, or no longer."""
        await self.sim.do("fault", clear=True)
        if answers:
            session = "/robot/sendBySession"
            await self.sim.do("fault", mode="hangs", path=session, times=-1)

    async def texts(self) -> list[str]:
        """Return all that the bot has said."""
        return [row["text"] for row in await self.sim.view() if row["by"] == "bot"]

    async def violations(self) -> list[str]:
        """Return how the product broke the protocol."""
        return list((await self.sim.record())["violations"])


@dataclass(slots=True)
class WeComGroup:
    """The group of WeCom. A card changes only for a press; what else changed is said."""

    sim: wecom.Sim
    name: str = "wecom"

    async def online(self) -> None:
        """Wait until the product is connected."""
        await self.sim.expect_links(1, within=WITHIN)

    async def says(self, text: str) -> Sent:
        """Mention the bot."""
        return await self.sim.says(text)

    async def asks(self, text: str, answer: str) -> None:
        """Say something and wait for the answer."""
        await self.says(text)
        await self.reads(answer)

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`."""
        return str((await self.sim.expect_bubble(part, within=WITHIN))["text"])

    async def card(self, order_no: str) -> Seen:
        """Wait for the card of an order."""

        async def look() -> Seen | None:
            rows = await self.sim.view()
            return next((r for r in rows if r["task_id"] and order_no in r["text"]), None)

        found: Seen = await until(look, f"no card of {order_no}", WITHIN)
        return found

    async def presses(self, card: Seen, label: str) -> Sent:
        """Press a button that stands on the card now."""
        return await self._updated(self.sim.press(card, label))

    async def shows(self, card: Seen, part: str, *, within: float) -> None:
        """Wait until the card says `part`; where it cannot, a sentence says so and 刷新 helps."""
        try:
            await self.sim.expect_card(card, part, within=0.5)
        except TimeoutError:
            await self.sim.expect_bubble("上面的卡片停留在旧状态", within=within)
            await self.presses(card, "刷新")
            await self.sim.expect_card(card, part, within=within)

    async def again(self, sent: Sent) -> None:
        """Deliver it again; a press is answered with the card, a message has no ack."""
        pressed = "key" in sent
        await (self._updated(self.sim.again(sent)) if pressed else self.sim.again(sent))

    async def _updated(self, doing: Awaitable[Seen]) -> Seen:
        before = (await self.sim.counters()).get("updates", 0)
        sent = await doing
        await self.sim.expect_count("updates", before + 1, within=WITHIN)
        return sent

    async def moves(self) -> None:
        """Cut the connection, and wait for another one."""
        before = (await self.sim.counters())["subscribed"]
        await self.sim.do("wire", what="cut")
        await self.sim.expect_count("subscribed", before + 1, within=WITHIN)
        await self.online()

    async def loses(self, *, answers: bool) -> None:
        """Take answers and show nothing of them, or no longer."""
        await self.sim.do("fault", clear=True)
        if answers:
            await self.sim.fault("aibot_respond_msg", "lost", times=-1)

    async def texts(self) -> list[str]:
        """Return all that the bot has said."""
        return [row["text"] for row in await self.sim.view() if row["by"] == "bot"]

    async def violations(self) -> list[str]:
        """Return how the product broke the protocol."""
        return list((await self.sim.record())["violations"])


@dataclass(slots=True)
class SlackGroup:
    """The channel of Slack."""

    sim: slack.Slack
    name: str = "slack"
    person: str = "U012345"
    sent: int = 0  #: Deliveries so far: the simulator counts back from the last.

    async def online(self) -> None:
        """Wait until the product is connected."""
        await self.sim.online(within=WITHIN)

    async def says(self, text: str) -> Sent:
        """Mention the bot."""
        await self.sim.says(text, by=self.person)
        self.sent += 1
        return self.sent

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`."""
        found = await self.sim.expect_bubble(part, by=self.person, within=WITHIN)
        return str(found["text"])

    async def card(self, order_no: str) -> Seen:
        """Wait for the card of an order."""

        async def look() -> Seen | None:
            rows = await self.sim.view(by=self.person)
            return next((r for r in rows if r["buttons"] and order_no in r["shown"]), None)

        found: Seen = await until(look, f"no card of {order_no}", WITHIN)
        return found

    async def presses(self, card: Seen, label: str) -> Sent:
        """Press a button that stands on the card now."""
        await self.sim.press(card, label, by=self.person)
        self.sent += 1
        await self._acked()
        return self.sent

    async def shows(self, card: Seen, part: str, *, within: float) -> None:
        """Wait until the card says `part`."""

        async def look() -> bool:
            rows = await self.sim.view(by=self.person)
            return any(m["ts"] == card["ts"] and part in m["shown"] for m in rows)

        await until(look, f"the card does not show {part!r}", within)

    async def again(self, sent: Sent) -> None:
        """Deliver it again in a new envelope."""
        await self.sim.act("redeliver", back=self.sent - sent + 1)
        await self._acked()

    async def _acked(self) -> None:
        async def look() -> bool:
            return bool((await self.sim.record())["unacked"] == 0)

        await until(look, "no ack", WITHIN)

    async def moves(self) -> None:
        """Cut the connection, and wait for another one."""
        before = (await self.sim.record())["counts"]["hellos"]
        await self.sim.act("cut")

        async def look() -> bool:
            return bool((await self.sim.record())["counts"]["hellos"] > before)

        await until(look, "no other connection", WITHIN)
        await self.online()

    async def loses(self, *, answers: bool) -> None:
        """Take answers and show nothing of them, or no longer."""
        hangs = {"method": "chat.postMessage", "kind": "hang", "seconds": 30, "times": 99}
        await self.sim.faults(api=[hangs] if answers else [])

    async def texts(self) -> list[str]:
        """Return all that the bot has said."""
        rows = await self.sim.view(by=self.person)
        return [row["shown"] or row["text"] for row in rows]

    async def violations(self) -> list[str]:
        """Return how the product broke the protocol."""
        return list((await self.sim.record())["violations"])
