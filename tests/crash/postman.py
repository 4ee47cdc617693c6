"""The postman: a courier in a process of its own, whose platform listens on a socket elsewhere."""

import asyncio
import os
import sys
from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import orjson

from bot.channels.base import Status
from bot.clock import SystemClock
from bot.delivery.courier import Courier
from bot.metrics import Metrics
from bot.process import workers
from bot.process.supervisor import Supervisor
from handlers.cards import CARDS
from handlers.deps import Deps
from handlers.ports import Outcome, Outgoing, Sent, Unknown
from rules.delivery.capabilities import CONSOLE
from rules.delivery.policy import DeliveryPolicy
from rules.people.permissions import Directory
from rules.resonance.policy import Policy
from storage.database import Database

#: A platform on which the same key shows as often as it is sent.
WIRE = replace(CONSOLE, idempotent=False)


class Wire:
    """Sends each message as a line and waits for its name."""

    name = "wire"
    capabilities = WIRE

    def __init__(self, port: int) -> None:
        self._port = port
        self.status = Status()

    async def send(self, out: Outgoing) -> Outcome:
        """Show it on the other side."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
            line = {
                "key": out.key,
                "number": out.entry_id,
                "conversation": out.conversation,
                "resent": out.resent,
                "worker": os.getpid(),
            }
            writer.write(orjson.dumps(line) + b"\n")
            ref = await reader.readline()
            writer.close()
        except OSError as error:
            return Unknown(code="wire", error=type(error).__name__)
        return Sent(message_ref=ref.decode().strip())

    async def run(self) -> None:
        """Nothing is streamed here."""


async def main(url: str, port: int) -> None:
    """Deliver until killed."""
    database, clock = Database(url), SystemClock()
    deps = Deps(
        cards=CARDS,
        policy=Policy(timezone=ZoneInfo("Asia/Shanghai")),
        directory=Directory(people=()),
        timezone=ZoneInfo("Asia/Shanghai"),
        public_url="http://127.0.0.1",
        sign_press=lambda token: token.card_id,
        read_press=lambda _text: None,
        sign_link=lambda link: link.about,
        read_link=lambda _text: None,
        delivery=DeliveryPolicy(verify_after_crash=timedelta(milliseconds=50), merge_above=10_000),
        worker=workers.fresh_name(),
    )
    courier = Courier(
        database=database, deps=deps, clock=clock, channels={"wire": Wire(port)}, metrics=Metrics()
    )
    await courier.run(Supervisor())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
