"""Causes: between which two hands an order was lost that did not leave in time (S-02)."""

from datetime import datetime
from enum import StrEnum

from rules.unshipped.progress import Progress
from rules.vocabulary import ScanCode


class Cause(StrEnum):
    """The step that was not made; the first three are made by hand between two systems."""

    CS_TO_OMS = "cs_to_oms"
    OMS_TO_ERP = "oms_to_erp"
    ERP_TO_WMS = "erp_to_wms"
    SCAN = "scan"
    GIFT = "gift"
    CARRIER = "carrier"


BY_HAND = frozenset({Cause.CS_TO_OMS, Cause.OMS_TO_ERP, Cause.ERP_TO_WMS})
_GIFTS = frozenset({"GIFT_MISSING", "GIFT_UNBOUND"})


def is_missed(progress: Progress, now: datetime) -> bool:
    """Say whether an order is paid and had no carrier's trace when it was promised to leave."""
    due = progress.due
    if due is None or progress.paid_at is None or due > now:
        return False
    ended = progress.ended_at is not None and progress.ended_at <= due
    return not ended and (progress.moved_at is None or progress.moved_at > due)


def cause_of(progress: Progress, by: datetime, scanned: str | None = None) -> Cause:
    """
    Return the step that was not made by a moment: that behind the last stage reached.

    `scanned` is the last answer of a scanner by then: if it was a refusal, that is the cause.
    """
    if scanned is not None and scanned != ScanCode.OK:
        return Cause.GIFT if scanned in _GIFTS else Cause.SCAN
    for reached, cause in (
        (progress.left_at, Cause.CARRIER),
        (progress.wms_at, Cause.SCAN),
        (progress.erp_at, Cause.ERP_TO_WMS),
        (progress.oms_at, Cause.OMS_TO_ERP),
    ):
        if reached is not None and reached <= by:
            return cause
    return Cause.CS_TO_OMS
