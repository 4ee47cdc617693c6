"""Judging: a call-back under all contracts of its provider that are in force side by side."""

from collections.abc import Iterable

from rules.payments import alipay, wechat
from rules.payments.contract import CallBack, Contract, Failure, Judged, Notice, Provider
from rules.payments.reasons import Reason

_NO_CONTRACT = Judged(outcome=Failure(reason=Reason.UNKNOWN_SERIAL))
#: What a provider sends to see whether anybody looks at signatures is refused, and nothing else.
PROBED = Failure(reason=Reason.PROBE, field="wechatpay-signature")
is_probe = wechat.is_probe


def judge(call_back: CallBack, contracts: Iterable[Contract]) -> Judged:
    """
    Return it under the first contract that reads it, or under the one that it came furthest with.

    Reads what it is given and nothing else; whatever is posted, it never raises.
    """
    if is_probe(call_back):
        return Judged(outcome=PROBED)
    furthest, rank = _NO_CONTRACT, (False, -1)
    read = wechat.judge if call_back.provider is Provider.WECHAT else alipay.judge
    for contract in contracts:
        judged = read(call_back, contract)
        if isinstance(judged.outcome, Notice):
            return judged
        reached = judged.outcome.signed, judged.outcome.reason.rank
        if reached > rank:
            furthest, rank = judged, reached
    return furthest
