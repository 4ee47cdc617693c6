"""The harness of story tests: real handlers and database, a moving clock, chats that are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from itertools import count
from typing import Any

from bot.signing import Signer
from handlers.calls import CALLS
from handlers.cards import CARDS
from handlers.chat import dispatch
from handlers.delivery import claiming, settling
from handlers.deps import Deps
from handlers.draft_kinds import DRAFT_KINDS
from handlers.events import intake
from handlers.files import FILES
from handlers.orders import view as views
from handlers.ports import ButtonPress, ChatMessage, Outcome, Outgoing, Reply, ScanRequest, Sent
from handlers.shipping import locks, scans
from handlers.sweeps import SWEEPS
from rules.alerts.attention import PeopleRules
from rules.cards.archive import File
from rules.cards.card import Card
from rules.confirmation.asking import AskingPolicy
from rules.contracts.limits import ContractRules
from rules.delivery.calls import CallAction
from rules.delivery.capabilities import CONSOLE, GATEWAY, UNREPEATABLE, Capabilities
from rules.delivery.policy import DeliveryPolicy
from rules.delivery.rooms import Rooms
from rules.delivery.routes import Route, Target
from rules.events.event import Event
from rules.health.troubles import HealthRules
from rules.payments.contract import Contracts
from rules.people.permissions import ALL_SHOPS, Actor, Directory, Person, Scopes
from rules.refunds.decide import RefundTerms
from rules.resonance.breaker import Limits
from rules.resonance.policy import Policy
from rules.resonance.rollout import RolloutRules
from rules.shipping.guard import Guard
from rules.shipping.terms import Terms
from rules.shipping.verdict import Verdict
from rules.unshipped.penalties import Penalty
from rules.vocabulary import Action, AlertState, Level, Role
from storage.database import Database
from storage.tx import Tx
from tests.builders import NOON, SHANGHAI, an_event

GROUP = "ops"
PEOPLE = (
    Person(name="小赵", role=Role.VIEWER, ids={"console": "zhao"}),
    Person(name="李雷", role=Role.OPERATOR, ids={"console": "lilei"}),
    Person(name="韩梅", role=Role.OPERATOR, ids={"console": "hanmei"}),
    Person(name="王敏", role=Role.APPROVER, ids={"console": "wangmin"}),
    Person(name="陈静", role=Role.ADMIN, ids={"console": "chenjing"}),
    Person(name="外店小周", role=Role.APPROVER, ids={"console": "zhou"}, shops=("other",)),
)
ROOMS = Rooms(people=PEOPLE, group=GROUP, named=("lead",))
_IDS = {person.name: person.ids["console"] for person in PEOPLE}


@dataclass(slots=True)
class ShownCard:
    """A card as somebody sees it in the chat, with buttons that can be pressed."""

    harness: "Harness"
    conversation: str
    card: Card
    tokens: dict[str, str]

    def press(self, action: Action, *, by: str, press_id: str | None = None) -> Reply:
        """Tap a button as this person."""
        return self.harness.press(
            self.tokens[action], by=by, conversation=self.conversation, press_id=press_id
        )

    @property
    def level(self) -> Level:
        """How loud its alert is."""
        return Level(self.card.stand.split("/")[0])

    @property
    def state(self) -> AlertState:
        """Where its alert stands."""
        return AlertState(self.card.stand.split("/")[1])

    @property
    def text(self) -> str:
        """Everything the card says."""
        return "\n".join(
            [
                self.card.title,
                self.card.headline,
                *(f"{line.label}：{line.text}" for line in (*self.card.lines, *self.card.more)),
                self.card.footer,
            ]
        )


@dataclass(slots=True)
class Harness:
    """The product's promises in its own words; a story that leaves a message unread fails."""

    database: Database
    policy: Policy = field(default_factory=lambda: Policy(timezone=SHANGHAI))
    routes: tuple[Route, ...] = (Route(to=(Target(channel="console", conversation=GROUP),)),)
    people: PeopleRules = field(default_factory=PeopleRules)
    health: HealthRules = field(default_factory=HealthRules)
    contracts: ContractRules = field(default_factory=ContractRules)
    payments: Contracts = field(default_factory=Contracts)
    limits: Limits = field(default_factory=Limits)
    rollout: RolloutRules = field(default_factory=RolloutRules)
    scopes: Scopes = field(default_factory=dict)
    digest: time | None = None
    trace_sheet: time | None = None
    night_check: time | None = None
    penalties: tuple[Penalty, ...] = ()
    lang: str = "zh"
    gateways: Mapping[str, str] = field(default_factory=dict)  #: By warehouse.
    keepers: Mapping[str, str] = field(default_factory=dict)  #: By warehouse.
    told_of: Mapping[CallAction, tuple[str, ...]] = field(default_factory=dict)
    quality_control: tuple[Target, ...] = ()
    payout_by: str | None = None
    refunds: RefundTerms = field(default_factory=RefundTerms)
    guard: Guard = field(default_factory=Guard)
    terms: Terms = field(default_factory=Terms)
    asking: AskingPolicy = field(default_factory=AskingPolicy)
    #: A story reads its chat when it likes; that is not a late delivery unless it says so.
    delivery: DeliveryPolicy = field(
        default_factory=lambda: DeliveryPolicy(delayed_after=timedelta(days=365))
    )
    now: datetime = NOON
    unread: list[Outgoing] = field(default_factory=list)
    calls: list[Outgoing] = field(default_factory=list)  #: To gateways, not yet answered.
    #: Orders stopped at the scanner: their cards count it.
    stopped: set[str] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: count(1))
    _signer: Signer = field(default_factory=lambda: Signer("a story's secret"))

    @property
    def deps(self) -> Deps:
        """What handlers are given."""
        return Deps(
            cards=CARDS,
            calls=CALLS,
            drafts=DRAFT_KINDS,
            files=FILES,
            policy=self.policy,
            directory=Directory(people=PEOPLE),
            routes=self.routes,
            people=self.people,
            timezone=SHANGHAI,
            public_url="http://ops.test",
            lang=self.lang,
            sign_press=self._signer.sign_press,
            read_press=self._signer.read_press,
            health=self.health,
            contracts=self.contracts,
            payments=self.payments,
            sign_link=self._signer.sign_link,
            read_link=self._signer.read_link,
            asking=self.asking,
            limits=self.limits,
            rollout=self.rollout,
            scopes=self.scopes,
            delivery=self.delivery,
            digest=self.digest,
            trace_sheet=self.trace_sheet,
            night_check=self.night_check,
            penalties=self.penalties,
            gateways=self.gateways,
            keepers=self.keepers,
            told_of=self.told_of,
            quality_control=self.quality_control,
            payout_by=self.payout_by,
            refunds=self.refunds,
            guard=self.guard,
            terms=self.terms,
            worker="story",
        )

    def restart(self) -> None:
        """Stop the process and start it again on the same database."""
        url = self.database.url
        self.database.close()
        self.database = Database(url)

    def pass_time(self, delta: timedelta) -> None:
        """Let time go by, with the sweeps that go with it, one after the other in one commit."""
        self.now += delta
        deps = self.deps

        def work(tx: Tx) -> None:
            for sweep in SWEEPS.values():
                while sweep(tx, deps, self.now):
                    pass

        self.database.do(work)

    def happens(self, kind: str, /, order_no: str = "1024", **data: Any) -> None:  # noqa: ANN401 - event data
        """Let one event arrive now, a second after the one before it."""
        self.takes(self._event(kind, order_no, **data))

    def tells(self, kind: str, /, **data: Any) -> None:  # noqa: ANN401 - event data
        """Let an event about no order arrive now."""
        self.takes(self._event(kind, None, **data))

    def takes(self, *events: Event) -> None:
        """Let events arrive now, together."""
        self.database.do(lambda tx: intake.take(tx, self.deps, events, self.now))

    def _event(self, kind: str, order_no: str | None, /, **data: Any) -> Event:  # noqa: ANN401 - event data
        self.now += timedelta(seconds=1)
        event_id = f"story-{next(self._numbers)}"
        return an_event(kind, order_no, at=self.now, event_id=event_id, **data)

    def ordered(self, order_no: str = "1024", **data: Any) -> None:  # noqa: ANN401 - event data
        """Let a plain order arrive, paid and packed."""
        promised = (self.now + timedelta(days=10)).isoformat()
        body = {
            "platform": "taobao",
            "shop": "glasses",
            "amount": "199.00",
            "warehouse": "hz-1",
            "items": [{"sku": "frame-1", "qty": 1}],
            "promised_ship_at": promised,
            **data,
        }
        parcel = {"parcel_id": f"P{order_no}", "tracking_no": f"SF{order_no}"}
        self.takes(
            self._event("order.created", order_no, **body),
            self._event("order.paid", order_no, amount="199.00"),
            self._event("parcel.created", order_no, **parcel),
        )
        self.now += timedelta(minutes=1)

    def turns_red(self, order_no: str = "1024") -> None:
        """Let exactly 4.0 add up: two address changes far apart and two conversations."""
        self.happens("order.address_changed", order_no, address={"city": "杭州"})
        self.now += timedelta(minutes=31)
        self.happens("order.address_changed", order_no, address={"city": "宁波"})
        self.happens("chat.opened", order_no)
        self.happens("chat.opened", order_no)

    def deliver(self) -> None:
        """Send everything that is due to the chat."""
        while taken := self.database.do(
            lambda tx: claiming.claim(tx, self.deps, self._can, self.now)
        ):
            for out in taken:
                if out.call is not None:
                    self.calls.append(out)
                    continue
                ref = out.message_ref or f"m{next(self._numbers)}"
                self.report(out, Sent(message_ref=ref))
                self.unread.append(out)

    def report(self, out: Outgoing, outcome: Outcome) -> None:
        """Write down how a try went."""
        self.database.do(
            lambda tx: settling.report(tx, self.deps, self._can, out, outcome, self.now, jitter=0.0)
        )

    @property
    def _can(self) -> dict[str, Capabilities]:
        told = {name for names in self.told_of.values() for name in names}
        told |= {self.payout_by} if self.payout_by else set()
        told |= set(self.payments.asked)
        asked = {self.asking.link_by, self.asking.call_by} - {None}
        return {
            "console": CONSOLE,
            **dict.fromkeys({*self.gateways.values(), *told}, GATEWAY),
            **dict.fromkeys(map(str, asked), UNREPEATABLE),
        }

    def expect_card(self, order_no: str = "1024", *, redraw: bool = False) -> ShownCard:
        """Read the next card of this order in the group: a new one, or a new picture of it."""
        self.deliver()
        for out in self.unread:
            if (
                out.picture is not None
                and out.picture.card.order_no == order_no
                and (out.message_ref is not None) == redraw
            ):
                self.unread.remove(out)
                return ShownCard(self, out.conversation, out.picture.card, dict(out.picture.tokens))
        message = f"no {'redrawn ' if redraw else ''}card of {order_no}; unread: {self._said()}"
        raise AssertionError(message)

    def expect_notice(self, part: str) -> str:
        """Read the next sentence in the group that contains `part`."""
        self.deliver()
        for out in self.unread:
            if out.picture is None and part in out.text:
                self.unread.remove(out)
                return out.text
        message = f"nobody said {part!r}; unread: {self._said()}"
        raise AssertionError(message)

    def opens(self, reply: Reply) -> File:
        """Open the file that an answer leads to by a signed address, as it is now."""
        link = self.deps.read_link(reply.text.rpartition("/")[2])
        assert link is not None
        assert self.now < link.until
        read = self.deps.files[link.purpose]
        file = self.database.look(lambda tx: read(tx, self.deps, link.about, self.now))
        assert file is not None
        return file

    def read(self, part: str = "") -> list[Outgoing]:
        """Read everything unread that contains `part`."""
        self.deliver()
        found = [out for out in self.unread if part in out.text]
        self.unread = [out for out in self.unread if part not in out.text]
        return found

    def turns_orange(self, order_no: str = "1024") -> None:
        """Let 2.6 add up: two address changes far apart and one conversation."""
        self.happens("order.address_changed", order_no, address={"city": "杭州"})
        self.now += timedelta(minutes=31)
        self.happens("order.address_changed", order_no, address={"city": "宁波"})
        self.happens("chat.opened", order_no)

    def expect_nothing(self) -> None:
        """Fail on any message nobody expected."""
        self.deliver()
        self.unread = [
            out
            for out in self.unread
            if out.picture is None
            or out.message_ref is None
            or out.picture.card.order_no not in self.stopped
        ]
        assert not self.unread, self._said()

    def _said(self) -> Sequence[str]:
        return [out.text for out in self.unread]

    def press(
        self, token: str, *, by: str, conversation: str = GROUP, press_id: str | None = None
    ) -> Reply:
        """Tap a button; without `press_id` it is a tap of its own."""
        press = ButtonPress(
            channel="console",
            conversation=conversation,
            user_id=_IDS.get(by, by),
            user_name=by,
            token=token,
            press_id=press_id or f"press-{next(self._numbers)}",
            at=self.now,
        )
        return self.database.do(lambda tx: dispatch.on_press(press, tx, self.deps, self.now))

    def says(
        self,
        text: str,
        *,
        by: str = "王敏",
        at: datetime | None = None,
        message_id: str | None = None,
        conversation: str = GROUP,
        private: bool = False,
    ) -> Reply | None:
        """Let a person write to the bot."""
        message = ChatMessage(
            channel="console",
            conversation=_IDS.get(by, by) if private else conversation,
            user_id=_IDS.get(by, by),
            user_name=by,
            text=text,
            message_id=message_id or f"message-{next(self._numbers)}",
            at=at or self.now,
            addressed=True,
            private=private,
        )
        asked = message
        if dispatch.reads_ahead(message):
            asked = self.database.look(
                lambda tx: dispatch.read_ahead(message, tx, self.deps, self.now)
            )
        return self.database.do(lambda tx: dispatch.on_message(asked, tx, self.deps, self.now))

    def scan(
        self,
        code: str = "P1024",
        *,
        scan_id: str | None = None,
        source: str = "wms",
        **more: Any,  # noqa: ANN401 - ScanRequest fields
    ) -> Verdict:
        """Hold a parcel under the scanner."""
        scan = ScanRequest(
            source=source,
            scan_id=scan_id or f"scan-{next(self._numbers)}",
            station="A1",
            code=code,
            at=self.now,
            **more,
        )
        verdict = self.database.do(lambda tx: scans.judge_scan(tx, self.deps, scan, self.now))
        if verdict.holds and verdict.order_no is not None:
            self.stopped.add(verdict.order_no)
        return verdict

    def locks(
        self,
        order_no: str,
        *,
        by: str,
        hold: str = "MANUAL",
        line: str | None = None,
        expires: datetime | None = None,
    ) -> None:
        """Let a system set a hold in its own name."""

        def work(tx: Tx) -> None:
            order = tx.orders.lock((order_no,), self.now)[order_no]
            locks.lock(
                tx, self.deps, _system(by), order,
                reason="", now=self.now, hold_reason=hold, line=line, expires=expires,
            )  # fmt: skip

        self.database.do(work)

    def releases(self, order_no: str, *, by: str) -> None:
        """Let a system release what it holds itself."""

        def work(tx: Tx) -> None:
            order = tx.orders.lock((order_no,), self.now)[order_no]
            locks.release(tx, self.deps, _system(by), order, reason="", wanted=None, now=self.now)

        self.database.do(work)

    def order(self, order_no: str = "1024") -> dict[str, Any]:
        """Look at an order as the API shows it."""
        view = self.database.look(lambda tx: views.order_view(tx, self.deps, order_no, self.now))
        assert view is not None
        return view


def _system(name: str) -> Actor:
    return Actor(
        name=name, role=Role.APPROVER, shops=(ALL_SHOPS,), channel="api", user_id=name, known=True
    )
