"""The group of WeCom: the same acts as everywhere, in the way of its simulator."""

from collections.abc import Awaitable
from dataclasses import dataclass

from tests.platforms.wecom.control import Sim
from tests.stories.groups import WITHIN, Seen, Sent, until


@dataclass(slots=True)
class WeComGroup:
    """The group of WeCom. A card changes only for a press; what else changed is said."""

    sim: Sim
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

    async def answers(self, card: Seen, text: str) -> None:
        """Mention the bot in an answer to a card."""
        await self.sim.says(text, quote={"task_id": card["task_id"]})

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`."""
        return str((await self.sim.expect_bubble(part, within=WITHIN))["text"])

    async def card(self, order_no: str, *, within: float = WITHIN) -> Seen:
        """Wait for the card of an order."""

        async def look() -> Seen | None:
            rows = await self.sim.view()
            return next((r for r in rows if r["task_id"] and order_no in r["text"]), None)

        found: Seen = await until(look, f"no card of {order_no}", within)
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
