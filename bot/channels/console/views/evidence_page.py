"""The page of evidence: what an application for a refund rests on; who opens it is written down."""

from typing import Any
from urllib.parse import quote

from fastapi import Request
from nicegui import context, ui
from nicegui.element import Element

from bot.channels.console import gate, labels, parse
from bot.channels.console.parts import ConsoleParts
from bot.channels.console.signin import COOKIE
from bot.channels.console.views import evidence_data
from bot.channels.console.views.desk import TICK, seat
from bot.channels.console.views.order.page import LostView
from bot.channels.console.views.order_data import Reading
from handlers.orders.evidence import Evidence, evidence, open_evidence
from rules.people.permissions import Denied
from rules.people.refusals import denied
from storage.faults import StoreError

_LABELS = (
    "evidence", "evidence_known", "evidence_used", "evidence_history", "evidence_readers",
    "evidence_order", "photos", "no_photos", "timeline", "holds", "no_holds", "scans", "no_scans",
    "audit", "no_audit",
)  # fmt: skip


class EvidenceView(Element, component="../static/evidence.js"):
    """The evidence in the browser."""


async def evidence_page(parts: ConsoleParts, request: Request, refund_id: str) -> None:
    """Show it to whoever may decide it; each opening is a row of the audit."""
    person = seat(parts, request, "evidence")
    if person is None:
        return
    deps, lang = parts.deps, parts.deps.lang
    actor = deps.directory.actor(parse.CHANNEL, person.ids[parse.CHANNEL])
    own = f"?as={quote(person.ids[parse.CHANNEL])}" if parts.open else ""
    found = await parts.database.write(
        lambda tx: open_evidence(tx, deps, actor, refund_id, parts.clock.now())
    )
    if not isinstance(found, Evidence):
        _lost(found, lang, f"/{own}")
        return
    view = EvidenceView()
    view.props["labels"] = labels.table(*_LABELS, lang=lang)
    view.props["as"] = own
    shown = _shown(parts, found)
    view.props["page"] = shown
    cookie = request.cookies.get(COOKIE, "")

    async def look() -> None:
        try:
            over = await parts.database.read(lambda tx: gate.is_over(tx, parts, cookie))
            again = await parts.database.read(
                lambda tx: evidence(tx, deps, refund_id, parts.clock.now())
            )
        except StoreError:
            return
        if over:
            ui.navigate.reload()  # the gate says how to come back
        elif again is not None and (fresh := _shown(parts, again)) != view.props["page"]:
            view.props["page"] = fresh

    ui.timer(TICK, look, immediate=False)


def _shown(parts: ConsoleParts, found: Evidence) -> dict[str, Any]:
    deps = parts.deps
    reading = Reading(
        now=parts.clock.now(), tz=deps.timezone, lang=deps.lang, directory=deps.directory
    )
    return evidence_data.evidence(found, deps, reading)


def _lost(why: Denied | None, lang: str, back: str) -> None:
    context.client.status_code = 404 if why is None else 403
    view = LostView()
    name = "evidence_unknown" if why is None else "evidence_not_yours"
    view.props["title"] = labels.label(name, lang)
    view.props["text"] = "" if why is None else denied(why, lang)
    view.props["back"] = back
    view.props["label"] = labels.label("back", lang)
