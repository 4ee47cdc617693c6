"""Diagnosis: how far the messages of a partner came in a stretch of time, stage by stage (S-35)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.contracts.observation import IMPOSSIBLE
from rules.contracts.window import Window


class Stage(StrEnum):
    """What a message passes, in this order."""

    HTTP = "http"
    VERIFIED = "verified"
    DECRYPTED = "decrypted"
    FIELDS = "fields"
    JOURNALLED = "journalled"
    ORDERS = "orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How many messages came to a stage, how many passed it, and why the others did not."""

    stage: Stage
    came: int
    passed: int
    reasons: tuple[str, ...] = ()
    answers: tuple[tuple[int, int], ...] = ()  #: HTTP status, how many were answered with it.
    fails: bool = False  #: It is what stands between the messages and their orders.


#: Where a message ends that could not be read for a reason; any other is one of its fields.
_ENDS = {
    "missing_header": Stage.VERIFIED, "unknown_serial": Stage.VERIFIED,
    "bad_signature": Stage.VERIFIED, "clock_skew": Stage.VERIFIED, "unauthorized": Stage.VERIFIED,
    "alg_changed": Stage.DECRYPTED, "decrypt_failed": Stage.DECRYPTED,
    "amount_mismatch": Stage.JOURNALLED,
}  # fmt: skip
#: From here on it was we who could not take it.
OURS = 500
#: Who neither signs nor encrypts has nothing to fail there.
_SEALED = frozenset({Stage.VERIFIED, Stage.DECRYPTED})
#: Kinds of message that there are no fewer orders than.
_BRING = frozenset({"order.created", "order.paid", "payment", "payment.settled"})


def diagnose(windows: Sequence[Window], orders: int) -> list[Step]:
    """
    Return the stages of one partner's windows; `orders` were created in the same time.

    The stage that lost most fails. Where none lost any and no order was created, that is the
    failure: all may have been answered 200. A refusal (4xx) is lost at the stage that it is for.
    """
    came = sum(window.messages for window in windows)
    answers = _answers(windows)
    lost = _lost(windows)
    if failed := sum(number for status, number in answers if status >= OURS):
        lost[Stage.HTTP] = Counter({"": failed})
    sealed = any(window.encryption or window.mismatched for window in windows)
    worst = max(lost, key=lambda stage: lost[stage].total(), default=None)
    left = max(came - lost.get(Stage.HTTP, Counter()).total(), 0)
    fails = worst is Stage.HTTP
    steps = [Step(stage=Stage.HTTP, came=came, passed=left, answers=answers, fails=fails)]
    for stage in (Stage.VERIFIED, Stage.DECRYPTED, Stage.FIELDS, Stage.JOURNALLED):
        if stage in _SEALED and not sealed:
            continue
        gone = lost.get(stage, Counter())
        passed = max(left - gone.total(), 0)
        reasons = tuple(reason for reason, _ in gone.most_common())
        step = Step(stage=stage, came=left, passed=passed, reasons=reasons, fails=stage is worst)
        steps.append(step)
        left = passed
    if any(not _BRING.isdisjoint(window.kinds) for window in windows):
        none = not orders and worst is None
        steps.append(Step(stage=Stage.ORDERS, came=left, passed=orders, fails=none))
    return steps


def _answers(windows: Iterable[Window]) -> tuple[tuple[int, int], ...]:
    found: Counter[int] = Counter()
    for window in windows:
        found.update(window.answers)
    return tuple(sorted(found.items()))


def _lost(windows: Iterable[Window]) -> dict[Stage, Counter[str]]:
    found: dict[Stage, Counter[str]] = {}
    for window in windows:
        for reason, number in window.reasons.items():
            if not reason.startswith(IMPOSSIBLE) and number:
                found.setdefault(_ENDS.get(reason, Stage.FIELDS), Counter())[reason] += number
    return found
