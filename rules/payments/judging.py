"""Judging: a call-back under all contracts of its provider that are in force side by side."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from rules.payments import alipay, wechat
from rules.payments.contract import CallBack, Contract, Failure, Judged, Notice, Provider
from rules.payments.fields import UnreadableError
from rules.payments.notices import SoFar
from rules.payments.reasons import Reason

_NO_CONTRACT = Judged(outcome=Failure(reason=Reason.UNKNOWN_SERIAL))
#: What a provider sends to see whether anybody looks at signatures is refused, and nothing else.
PROBED = Failure(reason=Reason.PROBE, field="wechatpay-signature")
is_probe = wechat.is_probe
_Read = Callable[[CallBack, Contract, SoFar], Notice | Failure]
#: Whose it is, and whether it answers a question -> how it is read.
_READ: Mapping[tuple[Provider, bool], _Read] = MappingProxyType({
    (Provider.WECHAT, False): wechat.read_posted,
    (Provider.WECHAT, True): wechat.read_answered,
    (Provider.ALIPAY, False): alipay.read_posted,
    (Provider.ALIPAY, True): alipay.read_answered,
})  # fmt: skip


def judge(call_back: CallBack, contracts: Iterable[Contract]) -> Judged:
    """
    Return it under the first contract that reads it, or under the one that it came furthest with.

    Reads what it is given and nothing else; whatever is posted, it never raises.
    """
    if is_probe(call_back):
        return Judged(outcome=PROBED)
    furthest, rank = _NO_CONTRACT, (False, -1)
    for contract in contracts:
        judged = _under(contract, call_back)
        if isinstance(judged.outcome, Notice):
            return judged
        reached = judged.outcome.signed, judged.outcome.reason.rank
        if reached > rank:
            furthest, rank = judged, reached
    return furthest


def _under(contract: Contract, call_back: CallBack) -> Judged:
    so_far = SoFar()
    try:
        outcome = _READ[call_back.provider, call_back.asked](call_back, contract, so_far)
    except UnreadableError as error:
        outcome = Failure(
            reason=error.reason, field=error.field, signed=so_far.signed,
            notice_id=so_far.notice_id,
        )  # fmt: skip
    return Judged(outcome=outcome, contract=contract.version, content=so_far.content)
