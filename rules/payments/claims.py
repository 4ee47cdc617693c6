"""Claims: which orders say by which payment they were paid, and when not all can be right."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType

from rules.payments.contract import Provider

#: How shops call the providers.
_METHODS: Mapping[str, Provider] = MappingProxyType({
    "wechat": Provider.WECHAT, "weixin": Provider.WECHAT, "wxpay": Provider.WECHAT,
    "wechatpay": Provider.WECHAT, "微信": Provider.WECHAT, "微信支付": Provider.WECHAT,
    "alipay": Provider.ALIPAY, "支付宝": Provider.ALIPAY,
})  # fmt: skip
#: How the providers' own numbers look: 28 digits, Alipay's begin with the day.
_NUMBERS = (
    (re.compile(r"4[2-9]\d{26}", re.ASCII), Provider.WECHAT),
    (re.compile(r"20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])\d{20}", re.ASCII), Provider.ALIPAY),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An order that says, or is said, to be paid by a payment."""

    transaction_id: str
    order_no: str
    amount: Decimal | None  #: What the order costs, CNY.
    at: datetime  #: When we first heard of it.
    vouched: bool = False  #: By the provider, in a call-back or its bill.


def provider_of(transaction_id: str, method: str | None) -> Provider | None:
    """Say whose payment it is, as the shop calls it or as the number looks; None: nobody's here."""
    if method:
        return _METHODS.get(method.strip().lower())
    return next((who for form, who in _NUMBERS if form.fullmatch(transaction_id)), None)


def wrong_claims(
    claims: Sequence[Claim], paid: Decimal | None, successors: Collection[str]
) -> tuple[Claim, ...]:
    """
    Return the claims on one payment under which no goods may leave: not all can be right.

    A payment that covers all its orders together was made for all of them; orders that another of
    them goes on as are that one; gifts, and what is sent again, cost nothing. The one order that
    the provider itself names is the right one; where it names none or several, nobody knows.
    """
    costly = [one for one in claims if one.amount != 0]
    apart = [one for one in costly if one.order_no not in successors]
    if len(apart) < 2:  # noqa: PLR2004 - two of them
        return ()
    if paid is not None and sum((one.amount or Decimal(0) for one in apart), Decimal(0)) <= paid:
        return ()
    vouched = [one for one in apart if one.vouched]
    return tuple(one for one in apart if len(vouched) != 1 or not one.vouched)
