"""Statuses: raw words of systems and carriers, read as the stage an order really reached."""

from enum import IntEnum


class Stage(IntEnum):
    """The stages that two systems can disagree about; higher is later."""

    UNPAID = 0
    PREPARING = 1
    SHIPPED = 2
    SIGNED = 3
    CLOSED = 4


#: system -> raw word -> stage.
#: Qimen DELIVERED means "left the warehouse", not "delivered": a name match would lie.
SYSTEM_WORDS: dict[str, dict[str, Stage]] = {
    "wms": {
        "ACCEPT": Stage.PREPARING, "PRINT": Stage.PREPARING, "PICK": Stage.PREPARING,
        "CHECK": Stage.PREPARING, "PACKAGE": Stage.PREPARING, "PACKED": Stage.PREPARING,
        "WEIGH": Stage.PREPARING, "PARTDELIVERED": Stage.SHIPPED, "LOADED": Stage.SHIPPED,
        "DELIVERED": Stage.SHIPPED, "已装车": Stage.SHIPPED, "已出库": Stage.SHIPPED,
        "已打包": Stage.PREPARING, "CANCELED": Stage.CLOSED, "CANCELLED": Stage.CLOSED,
        "CLOSED": Stage.CLOSED, "REJECT": Stage.CLOSED,
    },
    "erp": {
        "WAITPAY": Stage.UNPAID, "WAITCONFIRM": Stage.PREPARING, "WAITFCONFIRM": Stage.PREPARING,
        "DELIVERING": Stage.PREPARING, "CREATED": Stage.PREPARING, "APPROVED": Stage.PREPARING,
        "AUDITED": Stage.PREPARING, "SENT": Stage.SHIPPED, "POSTED": Stage.SHIPPED,
        "已过账": Stage.SHIPPED, "已发货": Stage.SHIPPED, "待发货": Stage.PREPARING,
        "CANCELLED": Stage.CLOSED, "已取消": Stage.CLOSED,
    },
    "oms": {
        "UNPAID": Stage.UNPAID, "PAID": Stage.PREPARING, "PREPARING": Stage.PREPARING,
        "PACKED": Stage.PREPARING, "SHIPPED": Stage.SHIPPED, "ON_THE_WAY": Stage.SHIPPED,
        "DELIVERED": Stage.SIGNED, "SIGNED": Stage.SIGNED, "COMPLETED": Stage.SIGNED,
        "CANCELLED": Stage.CLOSED, "REFUNDED": Stage.CLOSED, "已发货": Stage.SHIPPED,
        "待发货": Stage.PREPARING, "已签收": Stage.SIGNED, "已取消": Stage.CLOSED,
    },
    "platform": {
        "WAIT_BUYER_PAY": Stage.UNPAID, "WAIT_SELLER_SEND_GOODS": Stage.PREPARING,
        "PAID_FORBID_CONSIGN": Stage.PREPARING, "SELLER_CONSIGNED_PART": Stage.SHIPPED,
        "WAIT_BUYER_CONFIRM_GOODS": Stage.SHIPPED, "TRADE_BUYER_SIGNED": Stage.SIGNED,
        "TRADE_FINISHED": Stage.SIGNED, "TRADE_CLOSED": Stage.CLOSED,
        "TRADE_CLOSED_BY_TAOBAO": Stage.CLOSED,
        "已发货": Stage.SHIPPED, "待发货": Stage.PREPARING,
    },
}  # fmt: skip

#: Carrier words that say the parcel is in the carrier's hands:
#: Kuaidi100 digits, Cainiao words and plain ones.
CARRIER_MOVED = frozenset({
    "0", "1", "2", "5", "7", "8", "10", "11", "12", "13", "103", "1001", "1002", "1003",
    "201", "202", "204", "205", "206", "207", "208", "209", "501",
    "TMS_ACCEPT", "TMS_STATION_IN", "TMS_STATION_OUT", "PICKED_UP", "GOT", "ACCEPT",
    "COLLECT", "COLLECTED", "TRANSPORT", "DEPARTURE", "ARRIVAL", "IN_TRANSIT", "TRANSIT",
    "SENT_SCAN", "DELIVERING", "OUT_FOR_DELIVERY", "SC_ORDER_COLLECT",
    "已揽收", "揽收", "揽件", "在途", "运输中", "派件", "派件中",
})  # fmt: skip
CARRIER_SIGNED = frozenset({
    "3", "301", "302", "303", "304", "TMS_SIGN", "SIGN", "SIGNED", "DELIVERED",
    "已签收", "签收", "本人签收",
})  # fmt: skip
CARRIER_BACK = frozenset({
    "4", "6", "14", "203", "TMS_REJECT", "TMS_CANCEL", "RETURNED", "RETURNING",
    "REJECT", "REJECTED", "退回", "拒收", "退签",
})  # fmt: skip


def system_stage(system: str, status: str) -> Stage | None:
    """Return the stage a system's raw word means, None where the map lacks it (never a guess)."""
    return SYSTEM_WORDS.get(system.lower(), {}).get(status.strip().upper())


def carrier_stage(state: str) -> Stage | None:
    """Return SHIPPED for any movement, SIGNED or CLOSED (on its way back) for an end, else None."""
    word = state.strip().upper()
    if word in CARRIER_SIGNED:
        return Stage.SIGNED
    if word in CARRIER_MOVED:
        return Stage.SHIPPED
    if word in CARRIER_BACK:
        return Stage.CLOSED
    return None
