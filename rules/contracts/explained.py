"""Explained: what of a provider's window the card of ghost payments tells, and better."""

from collections.abc import Iterable
from dataclasses import replace

from rules.contracts.limits import Limits
from rules.contracts.rates import Metric, breaches
from rules.contracts.usual import Usual
from rules.contracts.window import Window
from rules.payments.ghosts import UNREAD
from rules.payments.reasons import Reason

#: Why a call-back that its provider signed is not sealed as agreed, or lacks a field.
_SEALED_OTHERWISE = frozenset({Reason.ALG_CHANGED, Reason.DECRYPT_FAILED})
_LACKING = UNREAD - _SEALED_OTHERWISE - {Reason.JSON_INVALID}


def explained(window: Window, limits: Limits, usual: Usual | None) -> frozenset[Metric]:
    """
    Return which figures are beyond their limits by nothing but payments that cannot be read.

    Left out of the window, they leave nothing to tell; what strangers sign remains.
    """
    rest = replace(
        window,
        mismatched=max(0, window.mismatched - _by(window, _SEALED_OTHERWISE)),
        faulty=max(0, window.faulty - _by(window, _LACKING)),
    )
    told = {one.metric for one in breaches(rest, limits, usual)}
    return frozenset(one.metric for one in breaches(window, limits, usual)) - told


def _by(window: Window, reasons: Iterable[Reason]) -> int:
    return sum(window.reasons.get(reason.value, 0) for reason in reasons)
