"""Messages as observations: one scan or one push, read or refused."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from rules.contracts.observation import Observation
from rules.contracts.shape import shape_of

SCAN, PUSH = "scan", "push"
_OK = 200
#: How pushes of carriers are signed, and what an unsigned message counts as.
MD5 = "MD5"


def read(
    partner: str, kind: str, raw: object, now: datetime, *, closely: bool, order_no: str | None
) -> Observation:
    """Return what a message showed that could be read."""
    return Observation(
        partner=partner,
        at=None,
        received_at=now,
        encryption=MD5 if kind == PUSH else "",
        shape=shape_of(raw) if closely and isinstance(raw, dict) else {},
        order_no=order_no,
        kind=kind,
        answers={_OK: 1},
    )


def unread(
    partner: str,
    kind: str,
    errors: Iterable[Mapping[str, object]],
    now: datetime,
    *,
    status: int,
    forged: bool = False,
) -> Observation:
    """Return what a message that was refused so showed: fields that it lacks, the first reason."""
    told = [(str(one.get("code")), str(one.get("field"))) for one in errors]
    return Observation(
        partner=partner,
        at=None,
        received_at=now,
        missing=tuple(field for code, field in told if code == "missing"),
        encryption="" if kind == SCAN else "unsigned" if forged else MD5,
        matches=not forged,
        reason=told[0][0] if told else "unauthorized" if forged else "invalid",
        kind=kind,
        answers={status: 1},
    )
