"""Wiring of people: from the sections about hours, shifts and persistence to their rules."""

from collections.abc import Iterable

from bot.config.sections.general import EscalationSection
from bot.config.sections.people import OncallSection
from bot.config.settings import Settings
from rules.alerts.attention import PeopleRules
from rules.alerts.escalation import DEFAULT_CHAIN
from rules.delivery.routes import Step, Target
from rules.people.calendar import Hours, Promo, Span
from rules.people.oncall import Shift


def build_people_rules(settings: Settings) -> PeopleRules:
    """Return how people want to be treated."""
    hours, attention = settings.hours, settings.attention
    return PeopleRules(
        hours=Hours(
            work=hours.work,
            days=hours.days,
            quiet=hours.quiet,
            promos=tuple(Promo(name=p.name, first=p.first, last=p.last) for p in hours.promos),
        ),
        shifts=tuple(_shift(section, hours.work) for section in settings.oncall),
        chain=DEFAULT_CHAIN if attention.escalate is None else build_steps(attention.escalate),
        **attention.as_rules(but={"escalate"}),
    )


def build_steps(sections: Iterable[EscalationSection]) -> tuple[Step, ...]:
    """Return the steps of a chain."""
    return tuple(
        Step(after=section.after, to=tuple(build_target(text) for text in section.to))
        for section in sections
    )


def build_target(text: str) -> Target:
    """Read `channel:conversation`."""
    channel, _, conversation = text.partition(":")
    return Target(channel=channel, conversation=conversation)


def _shift(section: OncallSection, work: Span | None) -> Shift:
    return Shift(
        name=section.name,
        people=tuple(section.people),
        shops=tuple(section.shops),
        warehouses=tuple(section.warehouses),
        days=section.days,
        hours=Span(start=section.start, until=section.until)
        if section.start is not None and section.until is not None
        else work,
        rotate=section.rotate.days if section.rotate is not None else None,
        since=section.since,
    )
