"""The words of the product: levels, kinds, states and codes. No behaviour beyond ordering them."""

from enum import StrEnum, auto

#: Who the machine is, where somebody must be named.
SYSTEM = "system"


class Level(StrEnum):
    """How loud an order is. `rank` orders them; nothing else compares levels."""

    CALM = "calm"
    ORANGE = "orange"
    RED = "red"

    @property
    def rank(self) -> int:
        """0 for calm, 1 for orange, 2 for red."""
        return _LEVEL_RANK[self]


_LEVEL_RANK = {Level.CALM: 0, Level.ORANGE: 1, Level.RED: 2}


class Kind(StrEnum):
    """The twelve built-in signals. Configured kinds are plain strings beside them."""

    ADDRESS_CHANGED = "address_changed"
    ADDRESS_BURST = "address_burst"
    CHAT_OPENED = "chat_opened"
    CHAT_AFTER_PAY = "chat_after_pay"
    URGENT_WORDS = "urgent_words"
    PAY_DWELL = "pay_dwell"
    COUPON_DEPTH = "coupon_depth"
    LABEL_SLOW = "label_slow"
    DEADLINE_BURN = "deadline_burn"
    TRACE_STALL = "trace_stall"
    STATUS_CONFLICT = "status_conflict"
    MULTI_PIECE = "multi_piece"


class Foreseen(StrEnum):
    """Signals that earlier orders give; without history none of them is seen."""

    ROUTE_DOUBT = "route_doubt"
    HANDOVER_OVERDUE = "handover_overdue"
    SLOW_FOR_THIS_SHOP = "slow_for_this_shop"
    SEVERAL_SHOPS = "several_shops"
    MANY_PIECES = "many_pieces"
    SHOP_BAD = "shop_bad"
    SHOP_LATE = "shop_late"
    SHOP_BACKLOG = "shop_backlog"
    ROUTE_WAVE = "route_wave"
    TRANSIT_SLOW_FOR_ROUTE = "transit_slow_for_route"
    CATEGORY_BAD = "category_bad"


class SignalClass(StrEnum):
    """What a season scales: timeliness in the peak, quality off it, intent never."""

    TIMELINESS = "timeliness"
    QUALITY = "quality"
    INTENT = "intent"


class HardRule(StrEnum):
    """Rules that stand beside the score and never wait for it."""

    PAST_HANDOVER = "past_handover"
    PAST_DELIVERY = "past_delivery"
    UNSHIPPED_TOO_LONG = "unshipped_too_long"
    PARCEL_MISMATCH = "parcel_mismatch"
    AMOUNT_MISMATCH = "amount_mismatch"
    PAYMENT_WITHOUT_ORDER = "payment_without_order"
    BLACK_LISTED = "black_listed"
    CHANNEL_UNFIT = "channel_unfit"
    OUT_OF_RADIUS = "out_of_radius"
    GIFT_MISSING = "gift_missing"
    GIFT_UNBOUND = "gift_unbound"
    REFUND_OPEN = "refund_open"
    REFUND_SHIPPED = "refund_shipped"
    HELD_SHIPPED = "held_shipped"


class AlertState(StrEnum):
    """Where an alert stands. OPEN, CLAIMED and SNOOZED are alive; the others are over."""

    OPEN = "open"
    CLAIMED = "claimed"
    SNOOZED = "snoozed"
    FROZEN = "frozen"  #: A person confirmed the lock; it stays until someone releases it.
    RELEASED = "released"
    FALSE_ALARM = "false_alarm"
    RESOLVED = "resolved"  #: The score fell by itself.
    EXPIRED = "expired"  #: Nobody decided and the order is over (signed, cancelled).


#: Alerts in these states still wait for something; an order has at most one of them.
ALIVE = frozenset({AlertState.OPEN, AlertState.CLAIMED, AlertState.SNOOZED, AlertState.FROZEN})


class Action(StrEnum):
    """What a button on a card asks for."""

    FREEZE = "freeze"
    RELEASE = "release"
    CLAIM = "claim"
    FALSE_ALARM = "false_alarm"
    SNOOZE = "snooze"
    USEFUL = "useful"  #: It was worth telling of; nothing is decided by it.
    RECALL = "recall"
    UNDO = "undo"  #: Takes a release back.
    REFRESH = "refresh"


class Role(StrEnum):
    """Who may do what; `rank` orders them."""

    VIEWER = "viewer"
    OPERATOR = "operator"
    APPROVER = "approver"
    ADMIN = "admin"

    @property
    def rank(self) -> int:
        """0 for viewer up to 3 for admin."""
        return _ROLE_RANK[self]


_ROLE_RANK = {Role.VIEWER: 0, Role.OPERATOR: 1, Role.APPROVER: 2, Role.ADMIN: 3}


class ScanCode(StrEnum):
    """Answers at the warehouse scanner (contract, section 3). Only OK lets goods pass."""

    OK = "OK"
    LOCKED = "LOCKED"
    PARCEL_MISMATCH = "PARCEL_MISMATCH"
    UNKNOWN_CODE = "UNKNOWN_CODE"
    AMBIGUOUS_CODE = "AMBIGUOUS_CODE"
    GIFT_MISSING = "GIFT_MISSING"
    GIFT_UNBOUND = "GIFT_UNBOUND"
    CHANNEL_MISSING = "CHANNEL_MISSING"
    CHANNEL_NOT_ALLOWED = "CHANNEL_NOT_ALLOWED"
    CHANNEL_DISABLED = "CHANNEL_DISABLED"
    OUT_OF_RADIUS = "OUT_OF_RADIUS"
    REFUND_OPEN = "REFUND_OPEN"
    CANCELLED = "CANCELLED"
    ALREADY_SHIPPED = "ALREADY_SHIPPED"
    UNAVAILABLE = "UNAVAILABLE"


class Shape(StrEnum):
    """What a value may look like."""

    WORD = auto()  #: One line: a name.
    ORDER_NO = auto()  #: See `rules.order_numbers`.
    CODE = auto()  #: A tracking number or parcel id, as a machine writes it, see `rules.codes`.
    SCANNED = auto()  #: Whatever a scanner has read; a code that is damaged is an unknown one.
    TEXT = auto()  #: What people write, line breaks included.
    AMOUNT = auto()  #: CNY as a decimal string, so that no float ever touches money.
    WHOLE = auto()
    NUMBER = auto()
    DECIMAL = auto()  #: A number, or the same as a decimal string.
    FLAG = auto()
    MOMENT = auto()
    UNTIL = auto()  #: Until when: a moment, or a day (2026-12-01), which may be used up.
    RECORD = auto()
    PLACE = auto()  #: A record, or an address written out in one string.
    ITEMS = auto()
    ORDER_NOS = auto()  #: A list of order numbers, at least one where it is required.
    ANY = auto()  #: Whatever JSON has.
