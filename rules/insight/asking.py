"""Asking: `支付后2小时内取消` read as two events and the time between them, or asked about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from rules.chat import phrases
from rules.chat.spans import find_duration

#: The longest time between two events. Orders whose time is not over yet do not count, so that
#: more would leave too few days of them.
LONGEST = timedelta(days=14)


class Happening(StrEnum):
    """What may happen to an order and be asked about."""

    CREATED = "created"
    PAID = "paid"
    CANCELLED = "cancelled"
    ADDRESS_CHANGED = "address_changed"
    MARKED = "marked"
    CHAT = "chat"
    LABEL = "label"
    TRACE = "trace"
    REFUND_ASKED = "refund_asked"
    REFUND_PAID = "refund_paid"
    CONFIRMED = "confirmed"
    TICKET = "ticket"
    COMPLAINT = "complaint"
    BAD_REVIEW = "bad_review"
    RETURNED = "returned"
    REJECTED = "rejected"
    COUPON = "coupon"
    MESSAGE = "message"
    MERGED = "merged"
    SPLIT = "split"
    PARCEL = "parcel"
    CALL = "call"
    ANSWERED = "answered"
    PENALTY = "penalty"


#: The type of event that each of them is; of outcomes also its kind.
TYPES: Mapping[Happening, tuple[str, str]] = MappingProxyType({
    Happening.CREATED: ("order.created", ""),
    Happening.PAID: ("order.paid", ""),
    Happening.CANCELLED: ("order.cancelled", ""),
    Happening.ADDRESS_CHANGED: ("order.address_changed", ""),
    Happening.MARKED: ("order.marked", ""),
    Happening.CHAT: ("chat.opened", ""),
    Happening.LABEL: ("label.printed", ""),
    Happening.TRACE: ("carrier.trace", ""),
    Happening.REFUND_ASKED: ("refund.requested", ""),
    Happening.REFUND_PAID: ("refund.paid", ""),
    Happening.CONFIRMED: ("confirmation.received", ""),
    Happening.TICKET: ("ticket.opened", ""),
    Happening.COMPLAINT: ("outcome.reported", "complaint"),
    Happening.BAD_REVIEW: ("outcome.reported", "bad_review"),
    Happening.RETURNED: ("outcome.reported", "returned"),
    Happening.REJECTED: ("outcome.reported", "rejected"),
    Happening.COUPON: ("coupon.applied", ""),
    Happening.MESSAGE: ("chat.message", ""),
    Happening.MERGED: ("order.merged", ""),
    Happening.SPLIT: ("order.split", ""),
    Happening.PARCEL: ("parcel.created", ""),
    Happening.CALL: ("call.reported", ""),
    Happening.ANSWERED: ("ticket.answered", ""),
    Happening.PENALTY: ("penalty.billed", ""),
})  # fmt: skip

#: How people call them. Between the words of an English name a blank is as good as a hyphen.
_WORDS: Mapping[Happening, str] = {
    Happening.CREATED: "下单, 创建, created, ordered, order.created",
    Happening.PAID: "支付, 付款, paid, payment, order.paid",
    Happening.CANCELLED: "取消, cancelled, canceled, cancellation, cancel, order.cancelled",
    Happening.ADDRESS_CHANGED: (
        "修改地址, 更改地址, 地址修改, 改地址, 改址, address changed, address change,"
        " order.address changed"
    ),
    Happening.MARKED: "客服标记, 标记, marked, order.marked",
    Happening.CHAT: "找客服, 联系客服, 客服对话, 咨询, chat, chat.opened",
    Happening.LABEL: "面单打印, 打印面单, 打面单, 打单, label, label.printed",
    Happening.TRACE: "物流轨迹, 物流, 轨迹, trace, carrier.trace",
    Happening.REFUND_ASKED: "申请退款, 退款申请, 退款, refund, refund asked, refund.requested",
    Happening.REFUND_PAID: "退款到账, refund paid, refund.paid",
    Happening.CONFIRMED: "确认收货, 客户确认, confirmed, confirmation.received",
    Happening.TICKET: "售后单, 售后, ticket, ticket.opened",
    Happening.COMPLAINT: "投诉, complaint, complained",
    Happening.BAD_REVIEW: "差评, bad review",
    Happening.RETURNED: "退货, returned, return",
    Happening.REJECTED: "拒收, rejected, refused",
    Happening.COUPON: "用券, 优惠券, coupon, coupon.applied",
    Happening.MESSAGE: "客户留言, 客户消息, 留言, 消息, message, chat.message",
    Happening.MERGED: "合单, merged, merge, order.merged",
    Happening.SPLIT: "拆单, split, order.split",
    Happening.PARCEL: "打包, 建包裹, 包裹, parcel, packed, parcel.created",
    Happening.CALL: "外呼, 打电话, call, called, call.reported",
    Happening.ANSWERED: "售后答复, 售后回复, answered, ticket answered, ticket.answered",
    Happening.PENALTY: "罚款, 扣款, penalty, penalised, penalized, penalty.billed",
}
_MEANT = {word: one for one, words in _WORDS.items() for word in words.split(", ")}
_LISTED = "|".join(
    re.escape(word).replace("\\ ", "[ _-]") for word in sorted(_MEANT, key=len, reverse=True)
)
_WORD = re.compile(
    rf"(?P<after>\b(?:of|after)\s+)?(?<![a-z_.])(?P<word>{_LISTED})(?![a-z_.])"
    r"(?P<then>\s*(?:之后|以后|后))?"
)
_GAP = re.compile("[_-]")
#: Words that only join the others.
_JOINING = re.compile(
    r"之后|以后|以内|之内|后|内|里|就|又|再|了|的|订单|单|率|→|->|[,，、。?？]"
    r"|\b(?:within|in|of|after|then|and|to|the|orders?)\b"
)
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """On how many orders, of those where the first happened, the second followed in time."""

    first: Happening
    second: Happening
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """A question that cannot be read: `reason` is event, word, span or long."""

    reason: str
    said: str = ""


def read(said: str) -> Asked | Unclear:
    """
    Read a question: two events in their order, and the time; alone, the second follows payment.

    `取消 within 2h of payment` names the first one last; whatever else was said is asked about.
    """
    said = phrases.fold(said)
    within, rest = find_duration(said)
    if within is not None and within < timedelta():
        rest = said
    found = [
        (_MEANT[_GAP.sub(" ", f["word"])], bool(f["after"] or f["then"]))
        for f in _WORD.finditer(rest)
    ]
    left = " ".join(_JOINING.sub(" ", _WORD.sub(" ", rest)).split())
    if left:
        return Unclear(reason="word", said=left)
    if not found or len(found) > _TWO or (len(found) == 1 and found[0][1]):
        return Unclear(reason="event")
    if not within:
        return Unclear(reason="span")
    if within > LONGEST:
        return Unclear(reason="long")
    pair = [one for one, _ in found]
    if len(pair) == 1:
        pair.insert(0, Happening.PAID)
    elif found[1][1] and not found[0][1]:
        pair.reverse()
    return Asked(first=pair[0], second=pair[1], within=within)
