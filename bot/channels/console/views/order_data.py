"""What the order page shows, as JSON: names for codes, local times, nothing left to compute."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from bot.channels.console.labels import label
from handlers.orders.view import OrderPage
from rules.cards.alert.account import account_lines
from rules.cards.card import Reader
from rules.cards.trouble_card import doubt
from rules.chat.help import action_name
from rules.delivery.places import place_name
from rules.delivery.routes import Target
from rules.health.legs import late_text
from rules.masking import mask_phones
from rules.orders.overlay import quiet_lines
from rules.people.permissions import Directory
from rules.resonance.measure import decimal_text
from rules.statuses.texts import layer_name
from rules.vocabulary import SYSTEM, ScanCode
from rules.wording.say import clock, code_name, hold_name, kind_name, listing, money, say, span, who
from storage.delivery.outbox import Delivery, Entry
from storage.system.audit import Attempt

#: An event that arrives later than this after it happened stands out.
LATE = timedelta(minutes=5)
_COLOURS = {"red": "red", "orange": "orange", "calm": "green"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """When, where and in which language it is read."""

    now: datetime
    tz: tzinfo
    lang: str = "zh"
    directory: Directory = field(
        default_factory=Directory
    )  #: Who the conversations of a person belong to.

    def at(self, moment: datetime | str | None) -> str:
        """Write a time."""
        if moment is None:
            return ""
        when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
        return clock(when, now=self.now, tz=self.tz)


def order(page: OrderPage, reading: Reading) -> dict[str, Any]:
    """Return the page's content."""
    view, lang = page.view, reading.lang
    open_holds = [h for h in view["holds"] if _hold_state(h, reading.now) == "open"]
    lock, told = _lock(page, held=bool(open_holds))
    return {
        "order_no": view["order_no"],
        "colour": _COLOURS[view["level"]],
        "level": say(f"level_{view['level']}", lang),
        "score": view["score"],
        "thresholds": say(
            "signals_thresholds", lang, orange=decimal_text(page.orange), red=decimal_text(page.red)
        ),
        "lock": {"state": lock, "text": label(told, lang)},
        "facts": _facts(view, reading),
        "account": _account(page, reading),
        "photos": [
            urlsplit(photo).path for photo in (view["confirmation"] or {}).get("photos", ())
        ],
        "signals": _signals(page, lang),
        "hard": [say(f"hard_{rule}", lang) for rule in view["hard"]],
        "missing": [kind_name(kind, lang) for kind in view["missing"]],
        "policy": view["policy"],
        "suggestions": (view["alert"] or {}).get("suggestions", []),
        "holds": [_hold(h, reading) for h in reversed(view["holds"])],
        "timeline": [_event(e, reading) for e in reversed(view["timeline"])],
        "quiet": quiet_lines((e["type"] for e in view["timeline"]), lang),
        "late": [
            *(late_text(one, now=reading.now, tz=reading.tz, lang=lang) for one in page.late),
            *([doubt(page.silent, lang)] if page.silent else []),
        ],
        "scans": [
            {
                "at": reading.at(s.at),
                "verdict": s.verdict,
                "name": code_name("verdict", s.verdict, lang),
                "good": s.verdict == ScanCode.OK,
                "text": mask_phones(f"{s.station} · {s.code}"),
            }
            for s in reversed(page.scans)
        ],
        "audit": [_attempt(a, reading) for a in reversed(page.audit)],
        "deliveries": [_delivery(d, reading) for d in reversed(page.deliveries)],
    }


def _lock(page: OrderPage, *, held: bool) -> tuple[str, str]:
    """Return how it looks whether it may ship, and what is said of it."""
    status = page.view["status"]
    if held:
        return "locked", "locked"
    if status["business"] == "cancelled" or (status["shipped_at"] and not page.waits):
        return "gone", "gone"
    if not page.ordered:
        return "locked", "unordered"
    return "may_ship", "partly_left" if page.waits else "may_ship"


def _account(page: OrderPage, reading: Reading) -> list[str]:
    """Return how its latest case went, line by line, once that is over."""
    if page.account is None:
        return []
    reader = Reader(now=reading.now, tz=reading.tz, lang=reading.lang)
    return [mask_phones(one) for one in account_lines(page.account, reading.directory, reader)]


def _facts(view: Mapping[str, Any], reading: Reading) -> list[dict[str, str]]:
    lang, status, deadlines = reading.lang, view["status"], view["deadlines"]
    alert = view["alert"] or {}
    handled = alert.get("decided_by") or alert.get("claimed_by")
    facts = {
        "amount": money(view["amount"], lang),
        "shop": view["shop"] or "",
        "business": layer_name("business", status["business"], lang),
        "finance": layer_name("finance", status["finance"], lang),
        "systems": " · ".join(f"{system} {word}" for system, word in status["base"].items()),
        "ship_by": reading.at(deadlines["ship"]),
        "pickup_by": reading.at(deadlines["pickup"]),
        "deliver_by": reading.at(deadlines["delivery"]),
        "confirmation": _confirmation(view["confirmation"] or {}, lang),
        "parcels": listing((p["tracking_no"] or p["parcel_id"] for p in view["parcels"]), lang),
        "handled_by": handled or "",
    }
    return [{"label": label(k, lang), "text": mask_phones(v)} for k, v in facts.items() if v]


def _confirmation(known: Mapping[str, Any], lang: str) -> str:
    """Say what is known of how the parcel came, and the ticket that follows."""
    said = []
    if known.get("result"):
        what = say(f"confirmed_{known['result']}", lang)
        said.append(say("confirmation_said", lang, what=what))
    elif known.get("state"):
        said.append(say("confirmation_waits", lang))
    if known.get("platform"):
        said.append(say("confirmation_platform", lang))
    if known.get("ticket"):
        said.append(known["ticket"])
    return " · ".join(said)


def _signals(page: OrderPage, lang: str) -> list[dict[str, Any]]:
    parts = page.view["parts"]
    widest = max([Decimal(p["contribution"]) for p in parts] + [page.red, Decimal(1)])
    return [
        {
            "name": kind_name(p["kind"], lang),
            "sum": f"{p['weight']} × {p['count']}",
            "contribution": p["contribution"],
            "share": float(round(Decimal(p["contribution"]) / widest * 100, 1)),
            "ground": page.grounds.get(p["kind"], ""),
        }
        for p in parts
    ]


def _hold_state(hold: Mapping[str, Any], now: datetime) -> str:
    if hold["released_at"] is not None:
        return "released"
    ends = hold["expires"]
    return "expired" if ends and datetime.fromisoformat(ends) <= now else "open"


def _hold(hold: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    lang, state = reading.lang, _hold_state(hold, reading.now)
    ended = {"released": hold["released_at"], "expired": hold["expires"]}.get(state)
    note = hold["note"]
    if hold["by"] == SYSTEM:
        note = listing((kind_name(kind, lang) for kind in note.split(", ")), lang)
    return {
        "reason": hold_name(hold["reason"], lang),
        "by": who(hold["by"], lang),
        "note": mask_phones(note),
        "since": reading.at(hold["since"]),
        "open": state == "open",
        "state": " ".join(filter(None, (label(f"hold_{state}", lang), reading.at(ended)))),
    }


def _event(event: Mapping[str, Any], reading: Reading) -> dict[str, Any]:
    happened = datetime.fromisoformat(event["at"])
    delay = max(timedelta(), datetime.fromisoformat(event["received_at"]) - happened)
    return {
        "at": reading.at(happened),
        "source": event["source"],
        "text": event["text"],
        "late": delay > LATE,
        "delay": label("delay", reading.lang, span=span(delay, reading.lang)),
    }


def _attempt(attempt: Attempt, reading: Reading) -> dict[str, Any]:
    lang = reading.lang
    return {
        "at": reading.at(attempt.at),
        "who": who(attempt.actor, lang),
        "action": action_name(attempt.action, lang),
        "outcome": code_name("outcome", attempt.outcome, lang),
        "bad": attempt.outcome in ("refused", "stale", "invalid_token", "late"),
        "detail": _detail(attempt, lang),
    }


def _detail(attempt: Attempt, lang: str) -> str:
    if attempt.outcome == "refused":
        return code_name("why", attempt.detail, lang)
    return mask_phones(hold_name(attempt.detail, lang))


def _delivery(entry: Entry, reading: Reading) -> dict[str, Any]:
    lang = reading.lang
    state = "sending" if entry.state is Delivery.LEASED else entry.state.value
    target = Target(channel=entry.channel, conversation=entry.conversation)
    detail = [label("attempts", lang, n=entry.attempts)] if entry.attempts > 1 else []
    detail += [entry.last_error] if entry.last_error else []
    return {
        "at": reading.at(entry.settled_at or entry.created_at),
        "kind": code_name("kind", entry.kind, lang),
        "to": place_name(target, reading.directory, lang),
        "state": say(f"delivery_{state}", lang),
        "good": entry.state is Delivery.SENT,
        "bad": entry.state is Delivery.FAILED,
        "detail": mask_phones(" · ".join(detail)),
    }
