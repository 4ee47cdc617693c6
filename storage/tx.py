"""A transaction as handlers see it: one repository for each noun, no SQL."""

from functools import cached_property

from sqlalchemy.engine import Connection

from storage.alerts.alerts import Alerts
from storage.alerts.history import AlertHistory
from storage.alerts.similar import SimilarCases
from storage.chat.choices import Choices
from storage.chat.inbox import Inbox
from storage.chat.messages import Chat
from storage.delivery.amends import Amends
from storage.delivery.cards import Cards
from storage.delivery.days import Days
from storage.delivery.ledger import Ledger
from storage.delivery.outbox import Outbox
from storage.delivery.queue import Queue
from storage.delivery.quotas import Quotas
from storage.delivery.storms import Storms
from storage.events.feeds import Feeds
from storage.events.journal import Journal
from storage.orders.orders import Orders
from storage.orders.parcels import Parcels
from storage.orders.payments import Payments
from storage.people.silences import Silences
from storage.resonance.policies import Policies
from storage.resonance.samples import Samples
from storage.shipping.holds import Holds
from storage.shipping.scans import Scans
from storage.system.audit import AuditLog
from storage.system.leases import Leases
from storage.system.marks import Marks


class Tx:
    """One transaction. Leaving it without a commit undoes everything."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def journal(self) -> Journal:
        """What happened outside."""
        return Journal(self._connection)

    @cached_property
    def orders(self) -> Orders:
        """What must be searched about orders."""
        return Orders(self._connection)

    @cached_property
    def parcels(self) -> Parcels:
        """What a scanner may read."""
        return Parcels(self._connection)

    @cached_property
    def samples(self) -> Samples:
        """Print and dwell times."""
        return Samples(self._connection)

    @cached_property
    def holds(self) -> Holds:
        """Why orders may not ship."""
        return Holds(self._connection)

    @cached_property
    def alerts(self) -> Alerts:
        """What people were told."""
        return Alerts(self._connection)

    @cached_property
    def alert_history(self) -> AlertHistory:
        """The same by when they were raised."""
        return AlertHistory(self._connection)

    @cached_property
    def similar(self) -> SimilarCases:
        """What became of alerts like one."""
        return SimilarCases(self._connection)

    @cached_property
    def cards(self) -> Cards:
        """Copies of cards in conversations."""
        return Cards(self._connection)

    @cached_property
    def days(self) -> Days:
        """What a day came to, for whoever is told."""
        return Days(self._connection)

    @cached_property
    def outbox(self) -> Outbox:
        """What we promised to send."""
        return Outbox(self._connection)

    @cached_property
    def amends(self) -> Amends:
        """Changes to what waits in it."""
        return Amends(self._connection)

    @cached_property
    def ledger(self) -> Ledger:
        """What became of it."""
        return Ledger(self._connection)

    @cached_property
    def queue(self) -> Queue:
        """What of it is due."""
        return Queue(self._connection)

    @cached_property
    def storms(self) -> Storms:
        """Cards that stand for many."""
        return Storms(self._connection)

    @cached_property
    def quotas(self) -> Quotas:
        """How many messages a month has seen."""
        return Quotas(self._connection)

    @cached_property
    def inbox(self) -> Inbox:
        """What platforms have delivered."""
        return Inbox(self._connection)

    @cached_property
    def audit(self) -> AuditLog:
        """Who tried what."""
        return AuditLog(self._connection)

    @cached_property
    def scans(self) -> Scans:
        """Answers at scanners."""
        return Scans(self._connection)

    @cached_property
    def chat(self) -> Chat:
        """The console channel's messages."""
        return Chat(self._connection)

    @cached_property
    def payments(self) -> Payments:
        """Which order a transaction was paid for."""
        return Payments(self._connection)

    @cached_property
    def choices(self) -> Choices:
        """What people were offered to choose from."""
        return Choices(self._connection)

    @cached_property
    def feeds(self) -> Feeds:
        """Which sources speak, and since when they do not."""
        return Feeds(self._connection)

    @cached_property
    def policies(self) -> Policies:
        """Urgent words, lists and keys that people or the installation set."""
        return Policies(self._connection)

    @cached_property
    def leases(self) -> Leases:
        """Who runs which sweep."""
        return Leases(self._connection)

    @cached_property
    def silences(self) -> Silences:
        """What people silenced for a while, and who stands in for whom."""
        return Silences(self._connection)

    @cached_property
    def marks(self) -> Marks:
        """Switches that people set, and when something was last done."""
        return Marks(self._connection)
