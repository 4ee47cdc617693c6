"""The group of Slack: the same acts as everywhere, in the way of its simulator."""

from dataclasses import dataclass

from tests.platforms.slack.control import Slack
from tests.stories.groups import WITHIN, Seen, Sent, until


@dataclass(slots=True)
class SlackGroup:
    """The channel of Slack."""

    sim: Slack
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

    async def answers(self, card: Seen, text: str) -> None:
        """Mention the bot in an answer to a card."""
        await self.sim.says(text, by=self.person, more={"thread_ts": card["ts"]})
        self.sent += 1

    async def reads(self, part: str) -> str:
        """Wait for something new that contains `part`."""
        found = await self.sim.expect_bubble(part, by=self.person, within=WITHIN)
        return str(found["text"])

    async def card(self, order_no: str, *, within: float = WITHIN) -> Seen:
        """Wait for the card of an order."""

        async def look() -> Seen | None:
            rows = await self.sim.view(by=self.person)
            return next((r for r in rows if r["buttons"] and order_no in r["shown"]), None)

        found: Seen = await until(look, f"no card of {order_no}", within)
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
