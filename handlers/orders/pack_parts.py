"""Parts of an appeal pack: what each ledger says of an order, as it was at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from handlers.deps import Deps
from handlers.refunds.view import decision_view
from rules.chat.help import action_name
from rules.delivery.places import place_name
from rules.delivery.routes import Target
from rules.events.event import Event
from rules.events.moments import utc_text
from rules.events.tellings import happened
from rules.masking import mask_phones
from rules.orders.discretion import discreet
from rules.orders.timeline import event_text
from rules.people.chain import Value
from rules.refunds.application import Application, Decided, kept_facts
from rules.refunds.texts import sentence
from rules.shipping.holds import Hold, as_of
from rules.shipping.texts import hold_text
from rules.wording.say import code_name, hold_name, say, who
from storage.delivery.outbox import Delivery, Entry
from storage.lane import instant
from storage.shipping.scans import Scan

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the trail."""

    at: datetime
    received_at: datetime
    source: str
    text: str
    more: Mapping[str, Any]

    @property
    def place(self) -> tuple[object, ...]:
        """Where it stands among others."""
        return self.at, self.received_at, self.source, self.text


def of_event(event: Event, lang: str) -> Line:
    """Tell an event as its source told it."""
    return Line(
        at=happened(event),
        received_at=event.received_at,
        source=event.source,
        text=event_text(event.type, event.data, lang),
        more={"id": event.id, "type": event.type, "data": discreet(event.data)},
    )


def of_hold(hold: Hold, until: datetime, lang: str) -> tuple[Json, list[Line]]:
    """Tell a hold: who, why, since when, and who released it."""
    hold = as_of(hold, until)
    source = say("appeal_source_holds", lang)
    text, more = hold_text(hold, lang), {"hold": hold.id}
    lines = [
        Line(
            at=hold.since, received_at=hold.since, source=source, text=mask_phones(text), more=more
        )
    ]
    if hold.released_at is not None:
        by = who(hold.released_by or "", lang)
        text = say("appeal_released", lang, hold=hold_name(hold.reason, lang), by=by)
        at = hold.released_at
        lines.append(Line(at=at, received_at=at, source=source, text=text, more=more))
    told = {
        "id": hold.id,
        "reason": hold.reason,
        "name": hold_name(hold.reason, lang),
        "by": hold.owner,
        "note": hold.note,
        "line": hold.line,
        "since": utc_text(hold.since),
        "expires": _when(hold.expires),
        "released_at": _when(hold.released_at),
        "released_by": hold.released_by,
    }
    return discreet(told), lines


def of_scan(scan: Scan, lang: str) -> tuple[Json, Line]:
    """Tell a scan and what the scanner was answered."""
    told = {
        "source": scan.source,
        "scan_id": scan.scan_id,
        "at": utc_text(scan.at),
        "station": scan.station,
        "code": scan.code,
        "verdict": scan.verdict,
        "items": scan.items,
    }
    verdict = code_name("verdict", scan.verdict, lang)
    line = Line(
        at=scan.at,
        received_at=scan.at,
        source=say("appeal_source_scans", lang),
        text=mask_phones(f"{scan.station} {scan.code} → {verdict}"),
        more={"scan": scan.scan_id},
    )
    return discreet(told), line


def of_message(entry: Entry, until: datetime, deps: Deps) -> tuple[Json, Line]:
    """Tell a promise: what was to be said where, and how each try of it went by then."""
    lang, tries = deps.lang, [one for one in entry.tries if one.at <= until]
    place = place_name(
        Target(channel=entry.channel, conversation=entry.conversation), deps.directory, lang
    )
    state = tries[-1].state if tries else Delivery.QUEUED
    if not tries and entry.settled_at is not None and entry.settled_at <= until:
        state = entry.state
    kind = str(entry.body.get("wording") or entry.kind)
    told = {
        "id": entry.id,
        "kind": entry.kind,
        "wording": entry.body.get("wording"),
        "about": entry.subject,
        "place": place,
        "promised_at": utc_text(entry.created_at),
        "state": state.value,
        "tries": [
            {"at": utc_text(one.at), "state": one.state.value, "code": one.code} for one in tries
        ],
    }
    ended = say(f"delivery_{'sending' if state is Delivery.LEASED else state.value}", lang)
    line = Line(
        at=entry.created_at,
        received_at=tries[-1].at if tries else entry.created_at,
        source=say("appeal_source_messages", lang),
        text=mask_phones(f"{code_name('kind', kind, lang)} {place} → {ended}"),
        more={"message": entry.id},
    )
    return discreet(told), line


def of_refund(
    application: Application, history: Sequence[Decided], until: datetime, deps: Deps
) -> tuple[Json, list[Line]]:
    """Tell an application with each decision by then, and the facts that it was made upon."""
    lang, source = deps.lang, say("appeal_source_refunds", deps.lang)
    settled = application.settled_at
    told = {
        "id": application.id,
        "source": application.source,
        "application_id": application.named,
        "at": utc_text(application.at),
        "reason": application.reason,
        "settled_at": _when(settled if settled is not None and settled <= until else None),
        "decisions": [
            {
                **decision_view(deps, application, one),
                "at": utc_text(one.at),
                "cause": one.cause.value,
                "by": one.by,
                "reason": one.reason,
                "facts": kept_facts(one.facts),
            }
            for one in history
        ],
    }
    lines = [
        Line(
            at=one.at,
            received_at=one.at,
            source=source,
            text=mask_phones(
                say(
                    "appeal_decided",
                    lang,
                    by=one.by,
                    text=sentence(one.facts, one.decision, lang),
                    version=one.decision.version,
                    row=one.decision.row,
                )
            ),
            more={"refund": application.id},
        )
        for one in history
    ]
    return discreet(told), lines


def of_photo(name: str, at: datetime, lang: str) -> Line:
    """Tell that the customer sent a photo."""
    source = say("appeal_source_customer", lang)
    text = say("appeal_photo", lang, name=name)
    return Line(at=at, received_at=at, source=source, text=text, more={"photo": name})


def of_audit(number: int, values: Sequence[Value], lang: str) -> Line:
    """Tell a row of the audit: who did what, by a word or a button, and what came of it."""
    at, actor, _role, channel, action, _order, outcome, detail = values
    when = instant(int(at or 0))
    did, came = action_name(str(action), lang), code_name("outcome", str(outcome), lang)
    why = code_name("why", hold_name(str(detail), lang), lang)
    text = f"{who(str(actor), lang)} ({channel}) {did} → {came} {why}".rstrip()
    return Line(
        at=when,
        received_at=when,
        source=say("appeal_source_audit", lang, number=number),
        text=mask_phones(text),
        more={"audit": number},
    )


def _when(at: datetime | None) -> str | None:
    return utc_text(at) if at is not None else None
