"""A job: one order on its way through the hands of a made-up merchant."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from bot.day.agenda import Agenda
from bot.day.faults import ASKED_BACK, STOPS, Fault
from bot.demo.scenario.catalogue import CARRIERS, GLASSES, SHOPS, Product, basket, line
from bot.demo.scenario.script import SOURCE, Script
from bot.demo.scenario.steps import Happens, Step

#: Owed with every order of the shop that sells glasses.
GIFT = Product(sku="GIFT-01", name="眼镜布", category="赠品", price=Decimal(0))
GIFT_SHOP = GLASSES
#: What the shops promise: so long after the order was placed it is on its way, and there.
SHIP_WITHIN, DELIVER_WITHIN = timedelta(hours=24), timedelta(hours=96)
#: What customer service writes behind an order in its sheet, and who does.
MARK, SERVICE = "已打单", "客服小赵"
_FIRST, _NEXT_SERIES = 100_001, 100_000


@dataclass(slots=True, kw_only=True)
class Job:
    """One order on its way through the merchant's hands."""

    script: Script
    items: list[dict[str, Any]]
    promised: datetime
    deliver_by: datetime
    fault: Fault | None
    origin: "Job | None" = None  #: What was merged or split into it.
    parts: "list[Job]" = field(default_factory=list)  #: What it was merged or split into.
    step: str = "placed"
    told_at: datetime | None = None  #: When people heard of what is wrong with it.
    mended: bool = False
    asked_back_at: datetime | None = None  #: When its customer wanted the money back.
    left_at: datetime | None = None
    wrongly: bool = False  #: What left was not what was ordered, or not to where it can arrive.
    cancelled: bool = False
    marked: bool = False  #: It stands in the sheet, or did.
    created: dict[str, Any] = field(default_factory=dict)  #: What `order.created` said of it.

    @property
    def missed(self) -> bool:
        """Whether what was ordered did not leave within what was promised."""
        if self.parts:
            return any(part.missed for part in self.parts)
        in_time = self.left_at is not None and self.left_at <= self.promised and not self.wrongly
        return not in_time and not self.cancelled

    @property
    def sent_for_nothing(self) -> bool:
        """Whether it left although its customer had asked for the money back."""
        sent = any(one.left_at is not None for one in (self, *self.parts))
        return self.fault in ASKED_BACK and sent and not self.cancelled

    @property
    def known(self) -> bool:
        """Whether people heard of what is wrong with it, under any of its numbers."""
        return any(one.told_at is not None for one in (self, *self.parts))

    @property
    def stands_still(self) -> bool:
        """Whether it goes no further by itself; of a split one that is a half of it."""
        split = self.fault is Fault.SPLIT and self.origin is None
        return self.fault is not None and STOPS.get(self.fault) == self.step and not split

    def shows(self, at: datetime) -> bool:
        """Say whether what is wrong with it can be seen by then."""
        if self.fault in STOPS:
            return self.stands_still
        if self.fault in ASKED_BACK:
            return self.asked_back_at is not None and self.asked_back_at <= at
        if self.fault is Fault.SILENT_CARRIER:
            return self.left_at is not None and self.deliver_by <= at
        if self.fault is Fault.SILENT_CUSTOMER:
            return self.left_at is not None
        return self.fault is not None

    def tell(self, agenda: Agenda[Step]) -> None:
        """Have what its script came to reach the product."""
        for step in self.script.steps:
            agenda.reach(step.at, step)
        self.script.steps.clear()


def new_job(rng: Random, n: int, at: datetime, fault: Fault | None, starts: datetime) -> Job:
    """Begin the nth order of a day; the shops take turns."""
    shop = SHOPS[n % len(SHOPS)]
    script = Script(no=f"{starts:%y%m%d}{_FIRST + n}", shop=shop, carrier=rng.choice(CARRIERS)[0])
    two = [line(product) for product in rng.sample(shop.goods, k=2)]
    return Job(
        script=script,
        items=two if fault is Fault.SPLIT else basket(rng, shop),
        promised=at + SHIP_WITHIN,
        deliver_by=at + DELIVER_WITHIN,
        fault=fault,
    )


def part_of(job: Job, items: Sequence[dict[str, Any]], *, fault: Fault | None = None) -> Job:
    """Begin what an order goes on as, under a number of its own, with what was promised."""
    no = str(int(job.script.no) + _NEXT_SERIES * (1 + len(job.parts)))
    part = Job(
        script=Script(no=no, shop=job.script.shop, carrier=job.script.carrier),
        items=list(items),
        promised=job.promised,
        deliver_by=job.deliver_by,
        fault=fault,
        origin=job,
    )
    job.parts.append(part)
    return part


def marks_sheet(order_nos: Sequence[str], at: datetime) -> Happens:
    """Write the sheet of marks as it stands."""
    marks = [{"order_no": no, "mark": MARK} for no in order_nos]
    data = {"marks": marks, "system": "excel", "by": SERVICE}
    return Happens(event={
        "specversion": "1.0", "id": f"marks:{at:%m%d%H%M}", "source": SOURCE,
        "type": "marks.imported", "time": at.isoformat(), "data": data,
    })  # fmt: skip
