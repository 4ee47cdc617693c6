"""Sweeps: what time alone brings about. Each is one small transaction, run under a lease."""

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from handlers.deps import Deps
from handlers.sweeps import (
    auditor,
    claims,
    digests,
    escalations,
    evenings,
    expiries,
    outages,
    scores,
    silences,
    storms,
    switches,
    unconfirmed,
)
from storage.tx import Tx

#: name -> (one portion of the work; it returns how many it did, 0 when nothing is left)
SWEEPS: Mapping[str, Callable[[Tx, Deps, datetime], int]] = MappingProxyType(
    {
        "scores": scores.sweep,
        "expiries": expiries.sweep,
        "silences": silences.sweep,
        "digests": digests.sweep,
        "evenings": evenings.sweep,
        "escalations": escalations.sweep,
        "claims": claims.sweep,
        "auditor": auditor.sweep,
        "outages": outages.sweep,
        "storms": storms.sweep,
        "switches": switches.sweep,
        "unconfirmed": unconfirmed.sweep,
    }
)
