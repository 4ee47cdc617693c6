"""Judging: a call-back under all contracts of its provider that are in force side by side."""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from rules.payments import alipay, wechat
from rules.payments.contract import CallBack, Contract, Failure, Judged, Notice, Provider
from rules.payments.reasons import Reason

_NO_CONTRACT = Judged(outcome=Failure(reason=Reason.UNKNOWN_SERIAL))
#: What a provider sends to see whether anybody looks at signatures is refused, and nothing else.
PROBED = Failure(reason=Reason.PROBE, field="wechatpay-signature")
is_probe = wechat.is_probe
#: Whose it is, and whether it answers a question -> how it is read.
_READ: Mapping[tuple[Provider, bool], Callable[[CallBack, Contract], Judged]] = MappingProxyType({
    (Provider.WECHAT, False): wechat.judge,
    (Provider.WECHAT, True): wechat.judge_answer,
    (Provider.ALIPAY, False): alipay.judge,
    (Provider.ALIPAY, True): alipay.judge_answer,
})  # fmt: skip


def judge(call_back: CallBack, contracts: Iterable[Contract]) -> Judged:
    """
    Return it under the first contract that reads it, or under the one that it came furthest with.

    Reads what it is given and nothing else; whatever is posted, it never raises.
    """
    if is_probe(call_back):
        return Judged(outcome=PROBED)
    furthest, rank = _NO_CONTRACT, (False, -1)
    read = _READ[call_back.provider, call_back.asked]
    for contract in contracts:
        judged = read(call_back, contract)
        if isinstance(judged.outcome, Notice):
            return judged
        reached = judged.outcome.signed, judged.outcome.reason.rank
        if reached > rank:
            furthest, rank = judged, reached
    return furthest
