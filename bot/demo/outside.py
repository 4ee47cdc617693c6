"""The outside of the demo: systems that do as told, phones that show in a room."""

from bot.channels.console.client import ConsoleClient
from bot.gateways.base import Gateway
from handlers.ports import Outcome, Outgoing, Sent, TryLater
from rules.delivery.calls import Call, CallAction, ReadBack
from rules.delivery.rooms import CHANNEL
from rules.masking import mask_phones

#: What `[[gateways]]` calls them.
WAREHOUSE, PHONES, TILL = "wms", "sms", "till"
#: The room in which whoever watches reads what customers are sent.
ROOM = "客户短信"


class Warehouse(Gateway):
    """The system of every warehouse: it holds, lets go and asks parcels back."""

    def __init__(self) -> None:
        """Know of no order yet."""
        super().__init__(name=WAREHOUSE)
        self._locked: set[str] = set()

    async def _make(self, call: Call) -> Outcome:
        if call.action is CallAction.LOCK:
            self._locked.add(call.order_no)
        elif call.action is CallAction.RELEASE:
            self._locked.discard(call.order_no)
        stand = ReadBack.LOCKED if call.order_no in self._locked else ReadBack.ACTIVE
        return Sent(message_ref="", code=stand.value)

    async def close(self) -> None:
        """Hold nothing that could be given back."""


class Till(Gateway):
    """The shop's own system, which pays back at once."""

    def __init__(self) -> None:
        """Have paid nothing back yet."""
        super().__init__(name=TILL)

    async def _make(self, call: Call) -> Outcome:  # noqa: ARG002 - whatever is asked, it is done
        return Sent(message_ref="", code=ReadBack.DONE.value)

    async def close(self) -> None:
        """Hold nothing that could be given back."""


async def arrives(console: ConsoleClient, room: str, key: str, text: str) -> Outcome:
    """Show whoever watches what arrives on a customer's phone, once for each key."""
    return await console.send(
        Outgoing(entry_id=0, key=key, channel=CHANNEL, conversation=room, attempt=1, text=text)
    )


class Phones(Gateway):
    """The phones of customers."""

    def __init__(self, room: str = ROOM) -> None:
        """Show nothing yet."""
        super().__init__(name=PHONES)
        self._room = room
        self._console: ConsoleClient | None = None

    def show_in(self, console: ConsoleClient) -> None:
        """Have what arrives shown to whoever watches."""
        self._console = console

    async def _make(self, call: Call) -> Outcome:
        if self._console is None or call.customer is None:
            return TryLater(code="off", error="nobody watches")
        text = f"{mask_phones(call.customer.phone)} {call.customer.text}"
        return await arrives(self._console, self._room, call.id, text)

    async def close(self) -> None:
        """Hold nothing that could be given back."""
