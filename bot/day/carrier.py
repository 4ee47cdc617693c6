"""The carrier: takes parcels, brings them, and says where they are, or nothing of it. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.day.agenda import Agenda
from bot.day.customers import Customers
from bot.day.drift.month import Month
from bot.day.faults import Fault
from bot.day.hours import BROUGHT_FROM, BROUGHT_UNTIL, Hours
from bot.day.job import Job
from bot.demo.scenario.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Carries what left to its customers."""

    agenda: Agenda[Step]
    hours: Hours
    customers: Customers
    month: Month | None = None

    def take(self, job: Job, at: datetime) -> None:
        """Collect a parcel, and bring it; of one that is lost nothing more is said."""
        collected = at + self.hours.minutes(15, 120)
        job.script.trace(collected, "已揽收", "快件已揽收")
        if job.fault is not Fault.SILENT_CARRIER:
            there: datetime | None = collected + self.hours.minutes(14 * 60, 34 * 60)
            if self.month is not None and there is not None:
                there = self.month.carried(job, collected, there)
            if there is not None:
                self.bring(job, there)
        job.tell(self.agenda)

    def bring(self, job: Job, at: datetime) -> None:
        """Hand a parcel over; the order centre knows of it within the hour."""
        by_day = replace(self.hours, opens=BROUGHT_FROM, closes=BROUGHT_UNTIL)
        signed = by_day.open(at)
        job.script.trace(signed, "已签收", "快件已签收")
        job.script.status(signed + self.hours.minutes(10, 60), "oms", "SIGNED")
        if self.month is not None and job.origin is None:
            self.month.signed(job, signed)
        job.tell(self.agenda)
        if job.fault is not Fault.SILENT_CUSTOMER:
            self.customers.received(job.script.no, signed, complete=not job.wrongly)
