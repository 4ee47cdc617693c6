"""The merchant: orders, people and systems of a made-up day, and what goes wrong there. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from bot.day.agenda import Agenda
from bot.day.carrier import Carrier
from bot.day.customers import Customers
from bot.day.drift.month import Month
from bot.day.faults import AT_THE_DESK, AT_THE_PARCEL, GOES_WRONG, Fault, spread
from bot.day.hours import DAY, SETTLED_AFTER, SHEETS_AT, SHIPPED_AFTER, Hours, Shape, orders_come
from bot.day.job import GIFT, GIFT_SHOP, MARK, SERVICE, Job, marks_sheet, new_job, part_of
from bot.day.repairs import DEAD, Repairs
from bot.demo.scenario.catalogue import SHOPS, address, basket, customer, far_away
from bot.demo.scenario.script import MINUTE
from bot.demo.scenario.steps import Happens, Scans, Step
from rules.shipping.verdict import Verdict
from rules.vocabulary import ScanCode

#: What the warehouse says of `Fault.UNMAPPED`.
NEW_WORD = "WAVE-7B"
Deed = Callable[[Job, datetime], None]


class Merchant:
    """
    Lives through days, told moment by moment how far it is.

    Its agenda gives what happens until then; verdicts come back by `scanned`, what people read by
    `told`. The same seed and answers give the same days. Not `guarded`, no scanner is asked.
    """

    def __init__(
        self,
        *,
        seed: int,
        starts: datetime,
        days: int = 1,
        orders: int,
        faults: Mapping[Fault, Decimal],
        guarded: bool,
        customers: Customers,
        shape: Shape = Shape.ORDINARY,
        month: Month | None = None,
    ) -> None:
        """Write down which orders come on each of the days, and what goes wrong with them."""
        self._rng = Random(seed)  # noqa: S311 - a play, not a secret
        self._hours = Hours(rng=self._rng, starts=starts)
        self._guarded = guarded
        self._month = month
        self._by_no: dict[str, Job] = {}
        self._in_new_word: list[Job] = []
        self.agenda: Agenda[Step] = Agenda()
        self._carrier = Carrier(
            agenda=self.agenda, hours=self._hours, customers=customers, month=month
        )
        self._repairs = Repairs(agenda=self.agenda, hours=self._hours, carrier=self._carrier)
        self.jobs: dict[str, Job] = {}
        self.shipped_by = starts + DAY * days + SHIPPED_AFTER
        self.ends = self.shipped_by + SETTLED_AFTER
        gifted = {n for n in range(orders * days) if SHOPS[n % orders % len(SHOPS)] is GIFT_SHOP}
        chosen = spread(self._rng, orders * days, gifted, faults)
        for day in range(days):
            midnight = starts + DAY * day
            for n, at in enumerate(orders_come(self._rng, midnight, orders, shape)):
                job = new_job(self._rng, n, at, chosen.get(orders * day + n), midnight)
                self.jobs[job.script.no] = self._by_no[job.script.no] = job
                self._at(at, self._place, job)
        for hours in SHEETS_AT:
            for day in range(days + 1):
                self.agenda.when(starts + DAY * day + timedelta(hours=hours), self._send_sheet)

    def scanned(self, scan: Scans, verdict: Verdict, at: datetime) -> None:
        """Hear what the scanner said: what may leave leaves, what may not is looked at."""
        job = self._by_no[str(scan.order_no)]
        if verdict.allow:
            self._at(at + self._hours.minutes(2, 15), self._leave, job)
            return
        if job.fault in AT_THE_PARCEL:
            job.mended = True
        if verdict.code in (ScanCode.PARCEL_MISMATCH, ScanCode.LOCKED):
            self._at(at + self._hours.minutes(5, 20), self._repairs.release, job)
        self._at(self._hours.open(at + self._hours.minutes(25, 40)), self._scan, job)

    def told(self, order_no: str, at: datetime) -> None:
        """Read that something is wrong with an order, and see to it."""
        job = self._by_no.get(order_no) if self._guarded else None
        if job is None or not job.shows(at):
            return
        job.told_at = job.told_at or at
        if not job.mended and (job.stands_still or job.fault in AT_THE_DESK):
            job.mended = True
            mend = self._go_on if job.stands_still else self._mend
            self._at(self._repairs.done_at(at), mend, job)

    def told_of_word(self, at: datetime) -> None:
        """Read of the word nobody knows: its card counts all its orders, and names only some."""
        for job in self._in_new_word:
            self.told(job.script.no, at)

    def _send_sheet(self, at: datetime) -> None:
        """Send customer service's whole sheet of marks, without those that were lost."""
        waiting = [
            job for job in self._by_no.values()
            if job.marked and job.left_at is None and not job.parts and not job.cancelled
        ]  # fmt: skip
        kept = [job.script.no for job in waiting if job.fault is not Fault.LOST_MARK or job.mended]
        self.agenda.reach(at, Step(at=at, what=marks_sheet(kept, at)))

    def _place(self, job: Job, at: datetime) -> None:
        where = far_away if job.fault is Fault.OUT_OF_RADIUS else address
        if job.fault is Fault.DEAD_CHANNEL:
            job.script.carrier = DEAD
        if self._month is not None:
            job.promised = at + self._month.ship_within(at)
        who = customer(self._rng, int(job.script.no) % 10**6)
        self._order(job, at, who, where(self._rng), self._rng.randrange(25, 200))

    def _order(
        self, job: Job, at: datetime, who: Mapping[str, Any], where: Mapping[str, Any], pays: int
    ) -> None:
        paid = job.script.placed(
            at, customer=who, address=where, items=job.items, ship_within=job.promised - at,
            deliver_within=job.deliver_by - at, paid_after=timedelta(seconds=pays),
        )  # fmt: skip
        happened = job.script.steps[0].what
        if isinstance(happened, Happens):
            job.created = dict(happened.event["data"])
        if self._month is not None and job.origin is None:
            self._month.placed(job, at, paid)
        self._after(job, "paid", self._hours.open(paid + self._hours.minutes(2, 10)), self._mark)

    def _mark(self, job: Job, at: datetime) -> None:
        job.script.event(at, "order.marked", mark=MARK, by=SERVICE)
        job.marked = True
        self._after(job, "marked", at + self._hours.minutes(2, 12), self._enter)

    def _enter(self, job: Job, at: datetime) -> None:
        if job.origin is None and job.fault is Fault.SPLIT:
            first, second = job.items
            halves = part_of(job, [first]), part_of(job, [second], fault=Fault.SPLIT)
            self._go_on_as(job, at, "order.split", halves)
            return
        if job.origin is None and job.fault is Fault.MERGED:
            whole = part_of(job, [*job.items, *basket(self._rng, job.script.shop)])
            self._go_on_as(job, at, "order.merged", [whole])
            return
        job.script.status(at, "erp", "WaitConfirm")
        self._after(job, "in_erp", self._hours.open(at + self._hours.minutes(5, 30)), self._pick)

    def _go_on_as(self, job: Job, at: datetime, kind: str, parts: Sequence[Job]) -> None:
        """Have an order's goods go on under other numbers."""
        numbers = [part.script.no for part in parts]
        job.step = "moved_on"
        job.script.event(at, kind, into=numbers if len(parts) > 1 else numbers[0])
        job.tell(self.agenda)
        for part in parts:
            self._by_no[part.script.no] = part
            self._order(part, at, job.created["customer"], job.created["address"], 30)

    def _pick(self, job: Job, at: datetime) -> None:
        if job.fault is Fault.UNMAPPED:
            self._in_new_word.append(job)
        job.script.status(at, "wms", NEW_WORD if job.fault is Fault.UNMAPPED else "PICK")
        self._after(job, "picking", self._hours.open(at + self._hours.minutes(10, 60)), self._label)

    def _label(self, job: Job, at: datetime) -> None:
        if job.script.carrier == DEAD:
            job.step = "no_label"
            return
        job.script.labelled(at, took_ms=round(self._rng.gauss(900, 70)))
        asked = job if job.fault is Fault.REFUND else job.origin
        if asked is not None and asked.fault in (Fault.REFUND, Fault.MERGED):
            asked.asked_back_at = at + 5 * MINUTE
            asked.script.event(
                asked.asked_back_at, "refund.requested", reason="不想要了",
                amount=asked.created["amount"],
            )  # fmt: skip
            asked.tell(self.agenda)
        self._after(job, "labelled", self._hours.open(at + self._hours.minutes(20, 60)), self._scan)

    def _scan(self, job: Job, at: datetime) -> None:
        """Have the parcel go over the scanner, with what is wrong until somebody saw that."""
        if job.cancelled:
            return
        script, wrong = job.script, None if job.mended else job.fault
        job.wrongly = wrong in GOES_WRONG
        if not self._guarded:
            self._at(at + self._hours.minutes(2, 15), self._leave, job)
            return
        packed = [{"sku": str(one["sku"]), "qty": one["qty"]} for one in job.items]
        if script.shop is GIFT_SHOP and wrong is not Fault.MISSING_GIFT:
            packed.append({"sku": GIFT.sku, "qty": 1})
        code = self._another(job) if wrong is Fault.WRONG_PARCEL else None
        script.scan(at, code=code, items=packed)
        job.tell(self.agenda)

    def _leave(self, job: Job, at: datetime) -> None:
        job.step, job.left_at = "left", at
        script = job.script
        script.status(at, "wms", "LOADED")
        script.status(at + 4 * MINUTE, "erp", "SENT")
        script.status(at + 7 * MINUTE, "oms", "SHIPPED")
        job.tell(self.agenda)
        if not job.wrongly or job.fault is not Fault.WRONG_PARCEL:
            self._carrier.take(job, at)

    def _go_on(self, job: Job, at: datetime) -> None:
        """Do by hand what did not happen by itself."""
        match job.step:
            case "paid":
                self._mark(job, at)
            case "marked":
                self._enter(job, at)
            case _:
                self._pick(job, at)

    def _mend(self, job: Job, at: datetime) -> None:
        """Have the books put right; what had no label because of them gets one."""
        self._repairs.mend(job, at)
        if job.step == "no_label":
            self._at(self._hours.open(at + self._hours.minutes(10, 30)), self._label, job)

    def _another(self, job: Job) -> str:
        """Return the code of a parcel that is not this order's."""
        labelled = (one for one in self._by_no.values() if one.step in ("labelled", "left"))
        others = [one.script.tracking_no for one in labelled if one is not job]
        return self._rng.choice(others) if others else "SF000000000000"

    def _after(self, job: Job, step: str, at: datetime, then: Deed) -> None:
        """Note that a step is done; the next follows, unless a fault keeps it from that."""
        job.step = step
        job.tell(self.agenda)
        if job.mended or not job.stands_still:
            self._at(at, then, job)

    def _at(self, at: datetime, deed: Deed, job: Job) -> None:
        self.agenda.when(at, partial(deed, job))
