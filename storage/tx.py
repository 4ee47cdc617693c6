"""A transaction as handlers see it: one repository for each noun, no SQL."""

from collections.abc import Callable
from typing import Generic, TypeVar, overload

from sqlalchemy.engine import Connection

from storage.alerts.alerts import Alerts
from storage.alerts.history import AlertHistory
from storage.alerts.similar import SimilarCases
from storage.chat.choices import Choices
from storage.chat.inbox import Inbox
from storage.chat.messages import Chat
from storage.confirmation.confirmations import Confirmations
from storage.confirmation.stock import StockBook
from storage.confirmation.tickets import Tickets
from storage.contracts.usuals import Usuals
from storage.contracts.windows import Windows
from storage.delivery.amends import Amends
from storage.delivery.cards import Cards
from storage.delivery.days import Days
from storage.delivery.ledger import Ledger
from storage.delivery.outbox import Outbox
from storage.delivery.queue import Queue
from storage.delivery.quotas import Quotas
from storage.delivery.storms import Storms
from storage.desk.locked import LockedOrders
from storage.desk.trail import Trail
from storage.drafts.drafts import Drafts
from storage.drafts.versions import Versions
from storage.events.feeds import Feeds
from storage.events.journal import Journal
from storage.health.days import HealthDays
from storage.health.figures import HealthBook
from storage.health.improvements import Improvements
from storage.health.troubles import Troubles
from storage.orders.orders import Orders
from storage.orders.parcels import Parcels
from storage.orders.payments import Payments
from storage.orders.signatures import Signatures
from storage.orders.successions import Successions
from storage.payments.call_backs import CallBacks
from storage.payments.claims import Claims
from storage.payments.findings import Findings
from storage.payments.ghosts import Ghosts
from storage.payments.unpaid import UnpaidOrders
from storage.people.silences import Silences
from storage.refunds.refunds import Refunds
from storage.resonance.histories import Histories
from storage.resonance.policies import Policies
from storage.resonance.samples import Samples
from storage.resonance.trials import Trials
from storage.shipping.bonds import GiftBonds
from storage.shipping.holds import Holds
from storage.shipping.scans import Scans
from storage.statuses.words import StatusWords
from storage.system.audit import AuditLog
from storage.system.leases import Leases
from storage.system.marks import Marks
from storage.unshipped.bills import PenaltyBills
from storage.unshipped.lost_marks import LostMarks
from storage.unshipped.nights import Nights
from storage.unshipped.odds import OddsBook
from storage.unshipped.pick_lists import PickLists
from storage.unshipped.progress import ProgressBook
from storage.unshipped.work import Worklist

_T = TypeVar("_T")


class _Part(Generic[_T]):
    """A repository of a transaction, made when it is first asked for and kept until its end."""

    def __init__(self, make: Callable[[Connection], _T]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, tx: None, owner: type) -> "_Part[_T]": ...
    @overload
    def __get__(self, tx: "Tx", owner: type) -> _T: ...
    def __get__(self, tx: "Tx | None", owner: type) -> "_T | _Part[_T]":
        """Make it; what is kept under the same name is found first from then on."""
        if tx is None:
            return self
        part = tx.__dict__[self._name] = self._make(tx._connection)  # noqa: SLF001 - its own transaction
        return part


class Tx:
    """One transaction. Leaving it without a commit undoes everything."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    journal = _Part(Journal)  #: What happened outside.
    orders = _Part(Orders)  #: What must be searched about orders.
    parcels = _Part(Parcels)  #: What a scanner may read.
    trials = _Part(Trials)  #: How drafts of the policy compare with the published one.
    samples = _Part(Samples)  #: Print and dwell times.
    histories = _Part(Histories)  #: What earlier orders come to, and the trail of each.
    holds = _Part(Holds)  #: Why orders may not ship.
    locked = _Part(LockedOrders)  #: Which of these are open, with their orders.
    bonds = _Part(GiftBonds)  #: Which gifts go with which orders.
    lost_marks = _Part(LostMarks)  #: Which marks imported sheets lacked.
    nights = _Part(Nights)  #: What is told of the orders that left in a day.
    odds = _Part(OddsBook)  #: What became of orders that stood somewhere.
    bills = _Part(PenaltyBills)  #: What platforms took for what they were promised.
    pick_lists = _Part(PickLists)  #: Which paid orders were put onto which list.
    alerts = _Part(Alerts)  #: What people were told.
    alert_history = _Part(AlertHistory)  #: The same by when they were raised.
    similar = _Part(SimilarCases)  #: What became of alerts like one.
    cards = _Part(Cards)  #: Copies of cards in conversations.
    days = _Part(Days)  #: What a day came to, for whoever is told.
    outbox = _Part(Outbox)  #: What we promised to send.
    amends = _Part(Amends)  #: Changes to what waits in it.
    ledger = _Part(Ledger)  #: What became of it.
    queue = _Part(Queue)  #: What of it is due.
    storms = _Part(Storms)  #: Cards that stand for many.
    quotas = _Part(Quotas)  #: How many messages a month has seen.
    inbox = _Part(Inbox)  #: What platforms have delivered.
    audit = _Part(AuditLog)  #: Who tried what.
    trail = _Part(Trail)  #: The same as people look through it.
    scans = _Part(Scans)  #: Answers at scanners.
    chat = _Part(Chat)  #: The console channel's messages.
    progress = _Part(ProgressBook)  #: How far orders have come.
    worklist = _Part(Worklist)  #: Who does what about those that have not left.
    payments = _Part(Payments)  #: Which orders a transaction was paid for.
    claims = _Part(Claims)  #: The same beside what providers say.
    findings = _Part(Findings)  #: Which of them do not go together, and hold orders.
    call_backs = _Part(CallBacks)  #: What payment providers posted.
    unpaid = _Part(UnpaidOrders)  #: Orders of which providers are asked.
    refunds = _Part(Refunds)  #: What was asked back, and what was decided about it.
    ghosts = _Part(Ghosts)  #: Payments and orders that do not find each other.
    signatures = _Part(Signatures)  #: When orders were signed for, as two systems say.
    health = _Part(HealthBook)  #: How healthy orders are, and which ended badly.
    health_days = _Part(HealthDays)  #: What that came to, day by day.
    improvements = _Part(Improvements)  #: Which orders people were told to work on for it.
    troubles = _Part(Troubles)  #: What is wrong with systems around us.
    windows = _Part(Windows)  #: What partners sent, counted.
    usuals = _Part(Usuals)  #: What partners usually send.
    confirmations = _Part(Confirmations)  #: Who has yet to say how a parcel came.
    tickets = _Part(Tickets)  #: Which questions of customers wait for an answer.
    stock = _Part(StockBook)  #: What was counted, and what waits for confirmations.
    choices = _Part(Choices)  #: What people were offered to choose from.
    feeds = _Part(Feeds)  #: Which sources speak, and since when they do not.
    policies = _Part(Policies)  #: Urgent words, lists and keys that people or the installation set.
    leases = _Part(Leases)  #: Who runs which sweep.
    silences = _Part(Silences)  #: What people silenced for a while, and who stands in for whom.
    marks = _Part(Marks)  #: Switches that people set, and when something was last done.
    status_words = _Part(StatusWords)  #: Which words were said of which orders.
    successions = _Part(Successions)  #: What orders were merged or split into.
    drafts = _Part(Drafts)  #: Changes that wait for a second person.
    versions = _Part(Versions)  #: What was published.
