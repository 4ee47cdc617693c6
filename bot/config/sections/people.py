"""Sections about people: who they are, hours and days, shifts, how persistently they are told."""

from datetime import date, time, timedelta
from typing import Literal

from pydantic import Field, model_validator

from bot.config.sections.channels import IdsSection
from bot.config.sections.general import EscalationSection, Section
from bot.config.values import DaySpan, Duration
from rules.people.calendar import Span
from rules.vocabulary import Role


class PersonSection(IdsSection):
    """Somebody who may do something."""

    name: str = Field(min_length=1, max_length=64)
    role: Role
    shops: list[str] = Field(default_factory=lambda: ["*"])


class PromoSection(Section):
    """Days on which everybody works; both ends included."""

    name: str
    first: date = Field(alias="from")
    last: date = Field(alias="until")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "PromoSection":
        if self.last < self.first:
            message = "until 早于 from / until lies before from"
            raise ValueError(message)
        return self


class HoursSection(Section):
    """When people work, and when only red may wake them."""

    work: DaySpan | None = None
    days: Literal["all", "workdays"] = "all"
    quiet: DaySpan | None = None  #: Without it, whatever lies outside `work`.
    promos: list[PromoSection] = Field(default_factory=list)


class OncallSection(Section):
    """One shift of the on-call table."""

    name: str = Field(min_length=1, max_length=64)
    people: list[str] = Field(min_length=1)
    shops: list[str] = Field(default_factory=list)
    warehouses: list[str] = Field(default_factory=list)
    days: Literal["all", "workdays", "restdays"] = "all"
    start: time | None = Field(default=None, alias="from")
    until: time | None = None
    rotate: Duration | None = None  #: Whole days: one person at a time.
    since: date = date(2026, 1, 5)  #: The rotation's first day.

    @model_validator(mode="after")
    def _is_a_shift(self) -> "OncallSection":
        if (self.start is None) != (self.until is None):
            message = (
                "from 和 until 要么都写，要么都不写（整天） / "
                "from and until belong together; leave both out for the whole day"
            )
            raise ValueError(message)
        if self.rotate is not None and self.rotate % timedelta(days=1):
            message = 'rotate 写整天，如 "1d" "7d" / must be whole days such as "1d" or "7d"'
            raise ValueError(message)
        return self


class ConfirmationSection(Section):
    """When customers are asked how their parcels came."""

    link_within: Duration = timedelta(hours=2)  #: The link leaves no later than this.
    link_valid: Duration = timedelta(hours=72)
    call_after: Duration = timedelta(hours=24)  #: Unanswered for so long, somebody calls.
    call_hours: DaySpan = Span(start=time(9), until=time(20))
    link_by: str | None = None  #: A gateway's name, as `call_by` is.
    call_by: str | None = None
    attempts: int = Field(default=2, ge=1, le=10)  #: Calls, one a day.


class AttentionSection(Section):
    """How persistently people are told, and how long they may ask for silence."""

    #: Of red alerts whose route names no chain; None is the built-in 5, 15 and 30 minutes.
    escalate: list[EscalationSection] | None = None
    red_silence_max: Duration = timedelta(minutes=30)
    silence_max: Duration = timedelta(days=7)
    resolved_when_silenced: bool = False
    remind_after: Duration = timedelta(hours=1)
    unclaim_after: Duration = timedelta(minutes=15)
    forget_after: Duration = timedelta(days=7)
    budget: int | None = Field(default=None, ge=0)  #: Interruptions of a person in a shift.
