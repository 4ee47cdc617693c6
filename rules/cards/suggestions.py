"""Suggestions: what to do about the signals of an order, per signal and per combination."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rules.chat.help import command_word
from rules.chat.words import Name
from rules.vocabulary import Foreseen, HardRule, Kind, Level
from rules.wording.say import say

#: A card carries no more than these; the most telling come first.
MOST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """One thing to do: a chat command that does it, or a person's work (None, shown as 人工)."""

    code: str
    text: str
    command: str | None
    pressed: bool = False  #: A button of the card that it stands on does it.


@dataclass(frozen=True, slots=True, kw_only=True)
class _Combination:
    """Signals that together mean more than each alone."""

    code: str
    every: frozenset[str]  #: All of these,
    some: frozenset[str] = frozenset()  #: and one of these, where there are any.
    high_value: bool = False  #: Only for an order of high value.
    command: Name | None = None

    def fits(self, kinds: Collection[str], *, high_value: bool) -> bool:
        present = frozenset(kinds)
        return (
            self.every <= present
            and (not self.some or bool(self.some & present))
            and (high_value or not self.high_value)
        )


_ADDRESS = frozenset({Kind.ADDRESS_CHANGED.value, Kind.ADDRESS_BURST.value})


def _together(*kinds: Kind) -> frozenset[str]:
    return frozenset(kind.value for kind in kinds)


#: The most telling first.
_COMBINATIONS: tuple[_Combination, ...] = (
    _Combination(
        code="call_specification", every=_together(Kind.ADDRESS_BURST), high_value=True
    ),
    _Combination(
        code="air_freight", every=_together(Kind.URGENT_WORDS, Kind.DEADLINE_BURN)
    ),
    _Combination(
        code="find_goods", every=_together(Kind.STATUS_CONFLICT, Kind.TRACE_STALL),
        command=Name.TRACE,
    ),
    _Combination(
        code="call_before_ship", every=_together(Kind.CHAT_OPENED), some=_ADDRESS
    ),
    _Combination(
        code="check_account", every=_together(Kind.COUPON_DEPTH), some=_ADDRESS
    ),
    _Combination(
        code="other_printer", every=_together(Kind.LABEL_SLOW, Kind.DEADLINE_BURN)
    ),
    _Combination(
        code="ship_first_parts", every=_together(Kind.MULTI_PIECE, Kind.DEADLINE_BURN)
    ),
    _Combination(
        code="answer_arrival", every=_together(Kind.CHAT_OPENED, Kind.URGENT_WORDS)
    ),
)  # fmt: skip

#: One suggestion per signal: (code, the command that does it).
_SINGLE: Mapping[str, tuple[str, Name | None]] = {
    Kind.ADDRESS_CHANGED: ("lock_address", Name.LOCK),
    Kind.ADDRESS_BURST: ("final_address", None),
    Kind.CHAT_OPENED: ("read_chat", Name.TRACE),
    Kind.CHAT_AFTER_PAY: ("answer_soon", None),
    Kind.URGENT_WORDS: ("rush", None),
    Kind.PAY_DWELL: ("check_choice", None),
    Kind.COUPON_DEPTH: ("check_price", None),
    Kind.LABEL_SLOW: ("printer", None),
    Kind.DEADLINE_BURN: ("ship_today", None),
    Kind.TRACE_STALL: ("carrier", None),
    Kind.STATUS_CONFLICT: ("compare_systems", Name.TRACE),
    Kind.MULTI_PIECE: ("inspect_three_photos", None),
    Foreseen.ROUTE_DOUBT: ("warn_late", None),
    Foreseen.HANDOVER_OVERDUE: ("hand_over", None),
    Foreseen.SLOW_FOR_THIS_SHOP: ("ask_shop", None),
    Foreseen.SEVERAL_SHOPS: ("tell_parts", None),
    Foreseen.MANY_PIECES: ("check_goods", None),
    Foreseen.SHOP_BAD: ("check_goods", None),
    Foreseen.SHOP_LATE: ("ask_shop", None),
    Foreseen.SHOP_BACKLOG: ("ask_shop", None),
    Foreseen.ROUTE_WAVE: ("warn_late", None),
    Foreseen.TRANSIT_SLOW_FOR_ROUTE: ("carrier", None),
    Foreseen.CATEGORY_BAD: ("check_goods", None),
}

#: Where nothing better is known.
_LOOK: tuple[str, Name | None] = ("look", Name.WHY)

_HARD: Mapping[str, tuple[str, Name | None]] = {
    HardRule.PARCEL_MISMATCH: ("open_parcel", None),
    HardRule.AMOUNT_MISMATCH: ("settle_amount", None),
    HardRule.PAYMENT_WITHOUT_ORDER: ("restore_order", None),
    HardRule.REFUND_SHIPPED: ("call_back", None),
    HardRule.HELD_SHIPPED: ("call_back_held", None),
    HardRule.REFUND_OPEN: ("settle_refund", None),
    HardRule.CHANNEL_UNFIT: ("fix_channel", None),
    HardRule.OUT_OF_RADIUS: ("other_warehouse", None),
    HardRule.GIFT_MISSING: ("pack_gift", None),
    HardRule.GIFT_UNBOUND: ("bind_gift", None),
    HardRule.PAST_DELIVERY: ("apologise", None),
    HardRule.PAST_HANDOVER: ("hand_over", None),
    HardRule.UNSHIPPED_TOO_LONG: ("backlog", Name.CHECK),
    HardRule.BLACK_LISTED: ("black_listed", Name.LOCK),
}


def suggest(  # each of them changes the advice
    kinds: Collection[str],
    hard: Collection[str],
    *,
    high_value: bool,
    level: Level,
    held: bool,
    left: bool,
    order_no: str,
    lang: str,
) -> tuple[Suggestion, ...]:
    """
    Return what to do and still can be done, at least one thing at orange and red.

    `kinds` are those that count, heaviest first: their order is the order of the advice. A signal
    of a configured kind, of which nothing else is known, asks people to look at the reasons.
    """
    chosen: dict[str, Name | None] = {
        code: command for rule, (code, command) in _HARD.items() if rule in hard
    }
    chosen |= {c.code: c.command for c in _COMBINATIONS if c.fits(kinds, high_value=high_value)}
    for kind in kinds:
        code, command = _SINGLE.get(kind, _LOOK)
        chosen.setdefault(code, command)
    if held or left:
        chosen = {code: command for code, command in chosen.items() if command != Name.LOCK}
    # Where something is orange besides the hold, that comes first: the hold may end with it.
    releases = held and level is not Level.ORANGE
    if not (chosen or releases or level is Level.CALM):
        chosen |= dict([_LOOK])
    codes = list(chosen)[: MOST - 1 if releases else MOST]
    if releases:
        codes.append("verify_release")
        chosen["verify_release"] = Name.RELEASE
    return tuple(_written(code, chosen[code], order_no, lang) for code in codes)


def look(order_no: str, lang: str) -> Suggestion:
    """Return the advice that is always possible: read the reasons."""
    return _written(*_LOOK, order_no, lang)


def _written(code: str, command: Name | None, order_no: str, lang: str) -> Suggestion:
    typed = None if command is None else f"{command_word(command, lang)} {order_no}"
    return Suggestion(code=code, text=say(f"suggest_{code}", lang), command=typed)
