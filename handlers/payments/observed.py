"""Observed: what a call-back shows of whether its provider keeps to the contract."""

from dataclasses import replace
from datetime import UTC, datetime

from rules.contracts.observation import Observation
from rules.contracts.shape import shape_of
from rules.payments.contract import CallBack, Failure, Judged, Notice, Provider
from rules.payments.fields import Fields
from rules.payments.news import THEIRS
from rules.payments.reasons import Reason

_TAKEN = 200
#: Signed or closed otherwise than was agreed.
_SEALED_OTHERWISE = frozenset({
    Reason.UNKNOWN_SERIAL, Reason.ALG_CHANGED, Reason.BAD_SIGNATURE, Reason.DECRYPT_FAILED,
})  # fmt: skip


def observation(posted: CallBack, judged: Judged) -> Observation:
    """Return what is counted of one call-back, whether or not it could be read."""
    outcome = judged.outcome
    failure = outcome if isinstance(outcome, Failure) else None
    said = _said_at(posted, judged)
    headers = {f"header.{name}": "string" for name in posted.headers if name.startswith(THEIRS)}
    lacks = (failure.field,) if failure and failure.reason is Reason.MISSING_HEADER else ()
    return Observation(
        partner=posted.provider.value,
        at=said,
        received_at=posted.at,
        missing=(failure.missing or lacks) if failure else (),
        encryption=_sealed(posted, judged),
        matches=failure is None or failure.reason not in _SEALED_OTHERWISE,
        offset_seconds=None if said is None else (posted.at - said).total_seconds(),
        shape={**shape_of(judged.content), **headers} if judged.content else {},
        order_no=outcome.out_trade_no if isinstance(outcome, Notice) else None,
        reason=failure.reason.value if failure else None,
        kind="payment",
    )


def answered(seen: Observation, said: Notice | Failure) -> Observation:
    """Return what is counted once it is known what its sender hears, and why."""
    if isinstance(said, Notice):
        return replace(seen, answers={_TAKEN: 1})
    # Of what could be read, an order that costs something else is the reason.
    reason = seen.reason or said.reason.value
    return replace(seen, reason=reason, answers={said.reason.status: 1})


def _said_at(posted: CallBack, judged: Judged) -> datetime | None:
    """Return when it says that it was sent."""
    if posted.provider is Provider.ALIPAY:
        return Fields(judged.content).moment("notify_time")
    try:
        return datetime.fromtimestamp(int(posted.headers.get("wechatpay-timestamp", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _sealed(posted: CallBack, judged: Judged) -> str:
    """Name how it was signed, and with which key."""
    if posted.provider is Provider.ALIPAY:
        return str(judged.content.get("sign_type", ""))
    named = ("wechatpay-signature-type", "wechatpay-serial")
    return " ".join(found for name in named if (found := posted.headers.get(name)))
