"""Hands: what people at a desk, at a scanner and in quality control do on a played day."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.app import App
from bot.channels.console import parse, stream
from bot.channels.console.client import ConsoleClient
from bot.channels.console.parts import ConsoleParts
from bot.demo import outside
from bot.demo.clock import DemoClock
from bot.demo.scenario.script import SOURCE
from bot.demo.scenario.steps import Decides, Presses, Says, Scans, SendsLink
from handlers.ports import ButtonPress, ChatMessage, PressToken, Reply, ScanRequest
from handlers.refunds import reviewing
from handlers.refunds.links import refund_link
from handlers.shipping import scans
from rules.cards.review_card import DECIDE
from rules.people.permissions import Person
from rules.shipping.verdict import Verdict
from storage.delivery.cards import CardCopy
from storage.tx import Tx


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was played, and what came of it."""

    accepted: int = 0
    duplicates: int = 0
    rejected: int = 0
    orders: dict[str, None] = field(default_factory=dict)  #: In order of appearance.
    scans: list[tuple[datetime, Scans, Verdict]] = field(default_factory=list)
    asked: int = 0  #: What people typed and tapped.
    changed: int = 0
    refused: int = 0  #: What the scripted people were not allowed to do, or came too late for.


class Hands:
    """Types, taps and scans as the script says, through the console and the scanner's door."""

    def __init__(self, app: App, clock: DemoClock, quality_control: str, room: str) -> None:
        """Refunds are decided in the one room; the other shows what customers are sent."""
        client = app.channels[parse.CHANNEL]
        if not isinstance(client, ConsoleClient):
            message = f"the demo speaks through the console, not through {type(client).__name__}"
            raise TypeError(message)
        self._app = app
        self._clock = clock
        self._quality_control = quality_control
        self._room = room
        self._console = ConsoleParts(
            database=app.database, deps=app.deps, clock=clock, client=client, open=True, secret="",
            rooms=client.rooms,
        )  # fmt: skip
        self._people = {person.name: person for person in app.deps.directory.people}

    async def do(
        self, what: Scans | Says | Presses | Decides | SendsLink, at: datetime, tally: Tally
    ) -> None:
        """Do what is written for this moment, and note what came of it."""
        match what:
            case Scans():
                tally.scans.append(await self._scan(what))
            case Says(addressed=False):
                await self._say(what, at)
            case Says():
                _note(tally, await self._say(what, at))
            case Presses() | Decides():
                _note(tally, await self._press(what, at))
            case SendsLink():
                await self._send_link(what)

    async def _send_link(self, sent: SendsLink) -> None:
        """Send what `POST /v1/refunds/preview` gives customer service for a customer."""
        link = refund_link(self._app.deps, sent.order_no, self._clock.now())
        await outside.arrives(
            self._console.client, self._room, f"refund:{sent.order_no}", f"{sent.text}{link}"
        )

    async def _scan(self, asked: Scans) -> tuple[datetime, Scans, Verdict]:
        now = self._clock.now()
        scan = ScanRequest(
            source=SOURCE, scan_id=asked.scan_id, station=asked.station, code=asked.code,
            order_no=asked.order_no, parcel_id=asked.parcel_id, items=asked.items, at=now,
        )  # fmt: skip
        deps = self._app.deps
        verdict = await self._app.database.write(
            lambda tx: scans.judge_scan(tx, deps, scan, self._clock.now()), urgent=True
        )
        return now, asked, verdict

    async def _say(self, said: Says, at: datetime) -> Reply | None:
        person = self._people[said.who]
        user_id = person.ids[parse.CHANNEL]
        message = ChatMessage(
            channel=parse.CHANNEL, conversation=self._console.rooms.group, user_id=user_id,
            user_name=person.name, text=said.text, message_id=f"{user_id}:{at:%H%M%S}:{said.text}",
            at=self._clock.now(), addressed=said.addressed,
        )  # fmt: skip
        return await stream.say(self._console, message)

    async def _press(self, tap: Presses | Decides, at: datetime) -> Reply | None:
        """Tap a button of the order's card; None where it has none, so that nobody could."""
        found = await self._app.database.read(lambda tx: self._found(tx, tap))
        if found is None:
            return None
        person: Person = self._people[tap.who]
        user_id, (room, wanted) = person.ids[parse.CHANNEL], found
        return await stream.press(
            self._console,
            ButtonPress(
                channel=parse.CHANNEL, conversation=room, user_id=user_id, user_name=person.name,
                token=self._app.deps.sign_press(wanted),
                press_id=f"{user_id}:{at:%H%M%S}:{tap.order_no}:{wanted.action}",
                at=self._clock.now(),
            ),
        )  # fmt: skip

    def _found(self, tx: Tx, tap: Presses | Decides) -> tuple[str, PressToken] | None:
        """Find the button in the room where its card stands."""
        copies: list[CardCopy]
        if isinstance(tap, Decides):
            room, action, revision = self._quality_control, f"{DECIDE}:{tap.choice}", 0
            asked = [one.id for one in tx.refunds.of_order(tap.order_no)]
            copies = tx.cards.about(reviewing.SUBJECT, asked)
        else:
            alert = tx.alerts.latest_of((tap.order_no,)).get(tap.order_no)
            if alert is None:
                return None
            room, action, revision = self._console.rooms.group, tap.action.value, alert.revision
            copies = tx.cards.of_alert(alert.id)
        for copy in copies:
            if (copy.channel, copy.conversation) == (parse.CHANNEL, room):
                return room, PressToken(card_id=copy.id, action=action, revision=revision)
        return None


def _note(tally: Tally, reply: Reply | None) -> None:
    tally.asked += 1
    if reply is None or (reply.private and not reply.changed):
        tally.refused += 1
    elif reply.changed:
        tally.changed += 1
