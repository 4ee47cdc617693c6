"""Sweeps: what time alone brings about. Each is one small transaction, run under a lease."""

from collections.abc import Callable, Mapping
from datetime import datetime, time
from functools import partial
from types import MappingProxyType

from handlers.deps import Deps
from handlers.health import days
from handlers.payments import asking
from handlers.sweeps import (
    absences,
    auditor,
    call_backs,
    claims,
    confirmations,
    contracts,
    drafts,
    escalations,
    evenings,
    expiries,
    ghosts,
    heartbeats,
    improvements,
    misses,
    mornings,
    moved_on,
    nights,
    picks,
    replays,
    rollouts,
    scores,
    sheets,
    sign_lags,
    silences,
    storms,
    switches,
    tickets,
    unconfirmed,
    undos,
    waybills,
    weeks,
)
from handlers.unshipped import odds
from storage.tx import Tx

#: Sweeps that read too much for writers to wait for: their reading, which returns their writing.
LOOKS: Mapping[str, Callable[[Tx, Deps, datetime], Callable[[Tx], int]]] = MappingProxyType(
    {
        "sign_lags": sign_lags.look,
        "nights": nights.look,
        "contracts": contracts.look,
        "ghosts": ghosts.look,
        "waybills": waybills.look,
        "moved_on": moved_on.look,
        "odds": odds.look,
        "health_days": days.look,
        "improvements": improvements.look,
        "weeks": weeks.look,
    }
)


def _at_once(name: str, tx: Tx, deps: Deps, now: datetime) -> int:
    return LOOKS[name](tx, deps, now)(tx)


#: name -> (one portion of the work; it returns how many it did, 0 when nothing is left)
SWEEPS: Mapping[str, Callable[[Tx, Deps, datetime], int]] = MappingProxyType(
    {
        "scores": scores.sweep,
        "expiries": expiries.sweep,
        "silences": silences.sweep,
        "mornings": mornings.sweep,
        "evenings": evenings.sweep,
        "sheets": sheets.sweep,
        "misses": misses.sweep,
        "picks": picks.sweep,
        "replays": replays.sweep,
        "call_backs": call_backs.sweep,
        "unpaid": asking.ask,
        "rollouts": rollouts.sweep,
        "drafts": drafts.sweep,
        "escalations": escalations.sweep,
        "claims": claims.sweep,
        "auditor": auditor.sweep,
        "heartbeats": heartbeats.sweep,
        "absences": absences.sweep,
        "storms": storms.sweep,
        "switches": switches.sweep,
        "tickets": tickets.sweep,
        "unconfirmed": unconfirmed.sweep,
        "undos": undos.sweep,
        "confirmations": confirmations.sweep,
        **{name: partial(_at_once, name) for name in LOOKS},
    }
)

#: Sweeps with an hour of the shop's, at which they also run: nobody waits for the next beat then.
HOURS: Mapping[str, Callable[[Deps], time | None]] = MappingProxyType(
    {
        "evenings": lambda deps: deps.digest,
        "sheets": lambda deps: deps.trace_sheet,
        "nights": lambda deps: deps.night_check,
    }
)
