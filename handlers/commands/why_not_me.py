"""`为什么没收到`: what the delivery ledger says about an order's messages (A-20)."""

from datetime import datetime

from handlers.deps import Deps
from rules.wording import clock, say
from rules.wording_table import SENTENCES
from storage.orders import Order
from storage.outbox import Entry
from storage.tx import Tx

_LINES = 10
_STATES = {"leased": "sending"}


def why_not_me(tx: Tx, deps: Deps, asked: Order | None, now: datetime) -> str:
    """List each message with where it went, how often it was tried and what the platform said."""
    lang = deps.lang
    if asked is None:
        return _listed(say("why_not_me_all_title", lang), tx.outbox.recent(_LINES), deps, now)
    entries = tx.outbox.of_order(asked.order_no)
    if not entries:
        alerted = bool(tx.alerts.of_order(asked.order_no))
        reason = say("why_not_me_route" if alerted else "why_not_me_calm", lang)
        return say("why_not_me_none", lang, reason=reason)
    return _listed(
        say("why_not_me_title", lang, order_no=asked.order_no), entries[-_LINES:], deps, now
    )


def _listed(title: str, entries: list[Entry], deps: Deps, now: datetime) -> str:
    lines = [title]
    for entry in entries:
        state = say(f"delivery_{_STATES.get(entry.state.value, entry.state.value)}", deps.lang)
        at = clock(entry.settled_at or entry.created_at, now=now, tz=deps.timezone)
        lines.append(
            say(
                "why_not_me_line",
                deps.lang,
                at=at,
                target=f"{entry.channel}:{entry.conversation}",
                state=state,
                attempts=entry.attempts,
                code=_why(entry.last_code, deps.lang),
            )
        )
    return "\n".join(lines)


def _why(code: str | None, lang: str) -> str:
    """Put our own codes into words; a platform's stay as they are."""
    key = f"why_not_me_code_{code}"
    return say(key, lang) if key in SENTENCES else code or "–"
