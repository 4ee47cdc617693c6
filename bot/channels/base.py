"""What every channel is to the rest of the bot: a name, a way to send, a stream to keep alive."""

from typing import Protocol

from handlers.ports import GaveUp, Outgoing, Sent, TryLater


class Channel(Protocol):
    """A place where people read cards and press buttons."""

    @property
    def name(self) -> str:
        """The word that stands before the colon in a route, such as `console:ops`."""
        ...

    async def send(self, out: Outgoing) -> Sent | TryLater | GaveUp:
        """Show something new, or redraw `out.message_ref`. The same key twice shows it once."""
        ...

    async def run(self) -> None:
        """Keep the channel's stream open until cancelled."""
        ...
