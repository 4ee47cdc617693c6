"""A script: writes what happens to one order as steps of a day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.demo.scenario.catalogue import Shop, total
from bot.demo.scenario.steps import (
    Decides,
    Deploys,
    Edition,
    Happens,
    Pays,
    Presses,
    Says,
    Scans,
    SendsLink,
    Step,
    What,
)
from rules.refunds.words import Action as Choice
from rules.vocabulary import Action

SOURCE = "demo"
MINUTE = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Script:
    """Collects the steps of one order. Every event gets an id that says what it is."""

    no: str
    shop: Shop
    steps: list[Step] = field(default_factory=list)
    carrier: str = "SF"
    count: int = 0
    is_marked: bool = False

    @property
    def parcel_id(self) -> str:
        """The package id that the order centre sent."""
        return f"PK{self.no}"

    @property
    def tracking_no(self) -> str:
        """The number on the carrier's label."""
        return f"{self.carrier}{self.no}8"

    def event(self, at: datetime, kind: str, /, **data: object) -> None:
        """Have an event happen."""
        self.count += 1
        self._add(at, Happens(event={
            "specversion": "1.0", "id": f"{self.no}:{self.count}", "source": SOURCE, "type": kind,
            "subject": self.no, "time": at.isoformat(), "data": data,
        }))  # fmt: skip

    def placed(
        self,
        at: datetime,
        *,
        customer: Mapping[str, Any],
        address: Mapping[str, Any],
        items: list[dict[str, Any]],
        ship_within: timedelta = timedelta(hours=48),
        deliver_within: timedelta | None = None,
        paid_after: timedelta = timedelta(seconds=70),
        dwelled: int | None = None,
        edition: Edition | None = None,
    ) -> datetime:
        """
        Have the order placed and paid; return when it was paid.

        With an `edition` it is WeChat Pay that tells of the payment, and nobody else.
        """
        amount, paid = total(items), at + paid_after
        promised = {"promised_ship_at": (at + ship_within).isoformat()}
        if deliver_within is not None:
            promised["promised_delivery_at"] = (at + deliver_within).isoformat()
        self.event(
            at, "order.created", platform=self.shop.platform, shop=self.shop.name, amount=amount,
            items=items, warehouse=self.shop.warehouse, channel_code=self.carrier,
            customer=dict(customer), address=dict(address), **promised,
        )  # fmt: skip
        seconds = dwelled if dwelled is not None else max(5, int(paid_after.total_seconds()) - 10)
        self.event(paid, "checkout.dwelled", seconds=seconds)
        if edition is not None:
            self._add(paid, Pays(
                order_no=self.no, amount=Decimal(amount), transaction_id=f"42{self.no}", at=paid,
                edition=edition,
            ))  # fmt: skip
            return paid
        # To the platform, which pays the shop later: no provider calls the shop back.
        self.event(
            paid, "order.paid", amount=amount, transaction_id=f"P{self.no}",
            method=self.shop.platform,
        )  # fmt: skip
        self.status(paid, "oms", "PAID")
        return paid

    def status(self, at: datetime, system: str, word: str) -> None:
        """Have a system report a status in its own word."""
        self.event(at, "system.status", system=system, status=word)

    def marked(self, at: datetime) -> None:
        """Have customer service note that the order is with the warehouse."""
        self.is_marked = True
        self.event(at, "order.marked", mark="已打单", by="客服小美")

    def labelled(self, at: datetime, *, took_ms: int) -> None:
        """Have the label printed, the parcel made known, and both noted by customer service."""
        if not self.is_marked:
            self.marked(at)
        self.event(at, "label.printed", warehouse=self.shop.warehouse, took_ms=took_ms)
        self.status(at, "wms", "PRINT")
        self.event(
            at + MINUTE, "parcel.created", parcel_id=self.parcel_id, tracking_no=self.tracking_no,
            carrier=self.carrier,
        )  # fmt: skip

    def shipped(self, at: datetime) -> None:
        """Have the parcel loaded and collected, and every system told in time."""
        self.status(at - 8 * MINUTE, "wms", "PACKED")
        self.status(at, "wms", "LOADED")
        self.status(at + 4 * MINUTE, "erp", "SENT")
        self.status(at + 7 * MINUTE, "oms", "SHIPPED")
        self.trace(at + 14 * MINUTE, "已揽收", "快件已揽收")

    def trace(self, at: datetime, state: str, text: str) -> None:
        """Have the carrier report where the parcel is."""
        self.event(
            at, "carrier.trace", tracking_no=self.tracking_no, state=state, carrier=self.carrier,
            text=text,
        )  # fmt: skip

    def scan(
        self,
        at: datetime,
        *,
        code: str | None = None,
        items: Sequence[Mapping[str, Any]] | None = None,
    ) -> None:
        """Have a parcel scanned on its way out; `code` is what was on it by mistake."""
        self.count += 1
        self._add(at, Scans(
            scan_id=f"{self.no}:{self.count}", station=f"{self.shop.warehouse[:2]}-出库口2",
            code=code or self.tracking_no, order_no=self.no, parcel_id=self.parcel_id,
            items=tuple(items) if items else None,
        ))  # fmt: skip

    def says(self, at: datetime, who: str, text: str) -> None:
        """Have somebody type into the group."""
        self._add(at, Says(who=who, text=text))

    def talks(self, at: datetime, who: str, text: str) -> None:
        """Have somebody say something there that is not for the bot."""
        self._add(at, Says(who=who, text=text, addressed=False))

    def deploys(self, at: datetime, *in_force: Edition, candidate: Edition | None = None) -> None:
        """Have other contracts of payments come into the configuration."""
        self._add(at, Deploys(in_force=in_force, candidate=candidate))

    def asks_back(self, at: datetime, reason: str, **data: object) -> None:
        """Have the customer ask for their money."""
        self.event(at, "refund.requested", reason=reason, id=f"R-{self.no}", **data)

    def sends_link(self, at: datetime) -> None:
        """Have customer service send the customer their refund page."""
        text = f"【{self.shop.name}】退款、换货请在这里申请，7 天内有效："
        self._add(at, SendsLink(order_no=self.no, text=text))

    def decides(self, at: datetime, who: str, choice: Choice) -> None:
        """Have somebody of quality control decide what was asked back."""
        self._add(at, Decides(who=who, order_no=self.no, choice=choice))

    def presses(self, at: datetime, who: str, action: Action) -> None:
        """Have somebody tap a button on the order's card."""
        self._add(at, Presses(who=who, order_no=self.no, action=action))

    def _add(self, at: datetime, what: What) -> None:
        self.steps.append(Step(at=at, what=what))
