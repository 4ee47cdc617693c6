"""The group of DingTalk: the same acts as everywhere, in the way of its simulator."""

from dataclasses import dataclass

from tests.platforms.dingtalk.control import Sim
from tests.stories.groups import WITHIN, Seen, Sent, until


@dataclass(slots=True)
class DingTalkGroup:
    """The group of DingTalk."""

    sim: Sim
    name: str = "dingtalk"

    async def online(self) -> None:
        """Wait until the product is connected."""
        await self.sim.expect_links(1, within=WITHIN)

    async def says(self, text: str) -> Sent:
        """Mention the bot."""
        return (await self.sim.says(text))["push"]

    async def answers(self, card: Seen, text: str) -> None:
        """Mention the bot in an answer to a card."""
        await self.sim.says(text, quote={"track_id": card["track_id"]})

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`."""
        return str((await self.sim.expect_bubble(part, within=WITHIN))["text"])

    async def card(self, order_no: str, *, within: float = WITHIN) -> Seen:
        """Wait for the card of an order."""

        async def look() -> Seen | None:
            rows = await self.sim.view()
            return next((r for r in rows if r["track_id"] and order_no in r["text"]), None)

        found: Seen = await until(look, f"no card of {order_no}", within)
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
