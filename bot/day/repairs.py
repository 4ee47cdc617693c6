"""Repairs: what people at a desk do about an order after they heard what is wrong with it. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.day.agenda import Agenda
from bot.day.carrier import Carrier
from bot.day.faults import Fault
from bot.day.hours import Hours
from bot.day.job import Job
from bot.demo import people
from bot.demo.scenario.script import MINUTE
from bot.demo.scenario.steps import Says, Step

#: A carrier that is not used any more, and the one that takes its place.
DEAD, _ALIVE = "YTO", "SF"
#: A warehouse near those who live far from the others.
FAR_WAREHOUSE = "乌鲁木齐仓"
#: Minutes until somebody who heard of an order has seen to it.
_TAKES = (5, 25)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repairs:
    """What is done at the desk; what lies at a scanner is put right there."""

    agenda: Agenda[Step]
    hours: Hours
    carrier: Carrier

    def done_at(self, told: datetime) -> datetime:
        """Return when somebody has seen to what they heard of at that time."""
        return self.hours.open(told + self.hours.minutes(*_TAKES))

    def mend(self, job: Job, at: datetime) -> None:
        """Put right in the books what is wrong with an order."""
        match job.fault:
            case Fault.DEAD_CHANNEL:
                job.script.carrier = _ALIVE
                self._say_anew(job, at, channel_code=_ALIVE)
            case Fault.OUT_OF_RADIUS:
                self._say_anew(job, at, warehouse=FAR_WAREHOUSE)
            case Fault.SILENT_CARRIER:
                self.carrier.bring(job, at + timedelta(hours=4))
            case _:
                self._cancel(job, at)
        job.tell(self.agenda)

    def _cancel(self, job: Job, at: datetime) -> None:
        """Cancel an order, and take its goods out of what it was merged into."""
        job.cancelled = True
        job.script.event(at, "order.cancelled", reason="客户退款")
        for whole in job.parts:
            self.release(job, at + MINUTE)
            whole.items = whole.items[len(job.items) :]
            self._say_anew(whole, at, items=whole.items)
            whole.tell(self.agenda)

    def release(self, job: Job, at: datetime) -> None:
        """Say that an order may leave, and once more, as whoever says it is asked to."""
        for n in range(2):
            said = Says(who=people.APPROVER, text=f"放行 {job.script.no} 已核对实物")
            self.agenda.reach(at + n * MINUTE, Step(at=at + n * MINUTE, what=said))

    def _say_anew(self, job: Job, at: datetime, **changed: object) -> None:
        job.created |= changed
        job.script.event(at, "order.created", **job.created)
