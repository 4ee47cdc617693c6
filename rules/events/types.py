"""Event types: which fields each of them has, and the limits of their values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import MAXYEAR
from types import MappingProxyType

from rules.order_numbers import LONGEST as LONGEST_ORDER_NO
from rules.vocabulary import Shape

LONGEST_WORD = 256  #: Names and codes are looked up in indexes; PostgreSQL takes no long ones.
LONGEST_NAME = 128  #: Of a source.
LONGEST_TEXT = 4000
MOST_ITEMS = 500
MOST_NODES = 2000  #: Values in `data`, containers included.
MOST_MARKS = 10_000  #: Rows of a sheet of marks.
DEEPEST = 8  #: Containers within each other; `data` is the first.
LARGEST_AMOUNT = 100_000_000  #: CNY
LARGEST_NUMBER = 2**63 - 1  #: What the journal can write; JSON itself knows no limit.
DECIMALS = 4
SMALLEST_WEIGHT, LARGEST_WEIGHT = 0.001, 1_000  #: For how many orders a sample stands.
FIRST_YEAR = 2000
LAST_YEAR = 2099  #: Of promises; `time` itself ends with the present.


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an event: optional ones may be absent or null."""

    name: str
    shape: Shape
    required: bool = False
    least: float = 0
    most: int = (
        0  #: Of a number; of a text its characters, of a list its entries, of a time its year.
    )
    fields: Mapping[str, "Field"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventType:
    """One type of event; fields that it does not name are kept as they are."""

    fields: Mapping[str, Field]
    subject: Field  #: The order number.
    nodes: int = MOST_NODES  #: Values in `data`.
    named_by: tuple[str, ...] = ()  #: Fields that name the order where the subject does not.

    @property
    def codes(self) -> tuple[str, ...]:
        """The fields of `data` that machines write and scanners read."""
        return tuple(name for name, one in self.fields.items() if one.shape is Shape.CODE)

    @property
    def required(self) -> tuple[str, ...]:
        """The fields of `data` without which the event is refused."""
        return tuple(name for name, one in self.fields.items() if one.required)


def _fields(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({one.name: one for one in fields})


def _word(name: str, *, required: bool = False, most: int = LONGEST_WORD) -> Field:
    return Field(name=name, shape=Shape.WORD, required=required, most=most)


def _order_no(name: str, *, required: bool = False) -> Field:
    return Field(name=name, shape=Shape.ORDER_NO, required=required, most=LONGEST_ORDER_NO)


def _code(name: str, *, required: bool = False) -> Field:
    return Field(name=name, shape=Shape.CODE, required=required, most=LONGEST_WORD)


def _type(
    *fields: Field,
    subject: bool = True,
    nodes: int = MOST_NODES,
    named_by: tuple[str, ...] = (),
) -> EventType:
    order_no = _order_no("subject", required=subject)
    return EventType(fields=_fields(*fields), subject=order_no, nodes=nodes, named_by=named_by)


def _text(name: str, *, required: bool = False) -> Field:
    return Field(name=name, shape=Shape.TEXT, required=required, most=LONGEST_TEXT)


def _amount(name: str = "amount", *, required: bool = False) -> Field:
    return Field(name=name, shape=Shape.AMOUNT, required=required, least=0, most=LARGEST_AMOUNT)


def _range(name: str, shape: Shape, least: float, most: int, *, required: bool = False) -> Field:
    return Field(name=name, shape=shape, least=least, most=most, required=required)


def _moment(name: str, *, required: bool = False, most: int = LAST_YEAR) -> Field:
    return _range(name, Shape.MOMENT, FIRST_YEAR, most, required=required)


def _until(name: str) -> Field:
    return _range(name, Shape.UNTIL, FIRST_YEAR, LAST_YEAR)


_BY = _word("by")
_PLACE = _fields(
    _word("province"), _word("city"), _word("district"), _text("detail"),
    _range("lat", Shape.NUMBER, -90, 90), _range("lng", Shape.NUMBER, -180, 180),
)  # fmt: skip
_CUSTOMER = _fields(_word("id"), _word("name"), _word("phone"), _word("tier"))
_ITEM = _fields(
    _word("sku"), _range("qty", Shape.WHOLE, 1, 100_000), _amount("price"), _word("category"),
    _range("is_gift", Shape.FLAG, 0, 1), _order_no("parent_order_no"), _word("shop"),
    _word("warehouse"),
)  # fmt: skip


def _items(*, required: bool = False) -> Field:
    return Field(name="items", shape=Shape.ITEMS, required=required, most=MOST_ITEMS, fields=_ITEM)


#: A row of a sheet: one that lost its mark may have none, or be absent.
_MARK = _fields(_order_no("order_no", required=True), _word("mark"))


def _address(name: str = "address", *, required: bool = False) -> Field:
    return Field(name=name, shape=Shape.PLACE, required=required, most=LONGEST_TEXT, fields=_PLACE)


#: The attributes around `data`; whether `subject` may be absent depends on the type.
ATTRIBUTES: Mapping[str, Field] = _fields(
    _word("id", required=True), _word("source", required=True, most=LONGEST_NAME),
    _word("type", required=True), _moment("time", required=True, most=MAXYEAR),
)  # fmt: skip

#: When a recorded event reached its first reader: an extension that only a replay looks at.
RECORDED: Mapping[str, Field] = _fields(_moment("recordedtime"))

#: type -> its fields, as section 4 of the contract has them. The API pages are drawn from it.
EVENT_TYPES: Mapping[str, EventType] = MappingProxyType({
    "order.created": _type(
        _word("platform", required=True), _word("shop", required=True), _amount(required=True),
        _items(required=True), _word("warehouse"), _word("channel_code"),
        Field(name="customer", shape=Shape.RECORD, fields=_CUSTOMER), _address(),
        _address("warehouse_place"),
        _until("promised_ship_at"), _until("promised_pickup_at"), _until("promised_delivery_at"),
        _range("sample_weight", Shape.NUMBER, SMALLEST_WEIGHT, LARGEST_WEIGHT),
    ),
    "order.paid": _type(_amount(required=True), _word("transaction_id"), _word("method")),
    "order.cancelled": _type(_text("reason")),
    "order.address_changed": _type(_address(required=True), _BY),
    "order.merged": _type(_order_no("into", required=True)),
    "order.split": _type(
        Field(name="into", shape=Shape.ORDER_NOS, required=True, most=MOST_ITEMS)
    ),
    "order.marked": _type(_word("mark", required=True), _word("by", required=True)),
    "marks.imported": _type(
        Field(name="marks", shape=Shape.ITEMS, required=True, most=MOST_MARKS, fields=_MARK),
        _word("system", required=True), _BY,
        # Each row is a record of two values, and may have one more.
        subject=False, nodes=4 * MOST_MARKS + MOST_NODES,
    ),
    "checkout.dwelled": _type(_range("seconds", Shape.NUMBER, 0, 10_000_000, required=True)),
    "coupon.applied": _type(_range("depth", Shape.DECIMAL, 0, 1, required=True)),
    "chat.opened": _type(_BY),
    "chat.message": _type(_text("text", required=True), _BY),
    "label.printed": _type(
        _word("warehouse", required=True),
        _range("took_ms", Shape.NUMBER, 0, 1_000_000_000, required=True),
    ),
    "parcel.created": _type(
        _code("parcel_id", required=True), _items(), _code("tracking_no"), _word("carrier")
    ),
    "system.status": _type(_word("system", required=True), _word("status", required=True)),
    "system.heartbeat": _type(_word("system", required=True), subject=False),
    "carrier.trace": _type(
        _code("tracking_no", required=True), _word("state", required=True), _word("carrier"),
        _text("text"), _word("city"),
    ),
    "stock.counted": _type(
        _word("sku", required=True),
        _range("on_hand", Shape.WHOLE, 0, 1_000_000_000, required=True),
        subject=False,
    ),
    "refund.requested": _type(_amount(), _text("reason"), _items()),
    "refund.paid": _type(_amount(required=True), _word("refund_id")),
    "payment.settled": _type(
        _order_no("transaction_id", required=True), _amount(required=True),
        _order_no("out_trade_no"),
        subject=False, named_by=("out_trade_no", "transaction_id"),
    ),
    "confirmation.received": _type(_BY),
    "call.reported": _type(_word("result", required=True), _text("photo_url")),
    "ticket.opened": _type(_word("ticket_id", required=True), _text("text"), _word("kind")),
    "ticket.answered": _type(_word("ticket_id", required=True), _BY),
    "customer.acted": _type(_word("action", required=True)),
    "penalty.billed": _type(
        _word("kind", required=True), _amount(required=True), _text("rule"), _word("bill_id"),
    ),
    "outcome.reported": _type(_word("kind", required=True), _amount()),
    "signal.seen": _type(_word("kind", required=True), _text("note")),
})  # fmt: skip

#: The JSON types that a value of each shape may have.
JSON_TYPES: Mapping[Shape, tuple[type, ...]] = MappingProxyType({
    Shape.WORD: (str,),
    Shape.ORDER_NO: (str,),
    Shape.CODE: (str,),
    Shape.SCANNED: (str,),
    Shape.TEXT: (str,),
    Shape.AMOUNT: (str,),
    Shape.WHOLE: (int,),
    Shape.NUMBER: (int, float),
    Shape.DECIMAL: (int, float, str),
    Shape.FLAG: (bool,),
    Shape.MOMENT: (str,),
    Shape.UNTIL: (str,),
    Shape.RECORD: (dict,),
    Shape.PLACE: (dict, str),
    Shape.ITEMS: (list,),
    Shape.ORDER_NOS: (list,),
    Shape.ANY: (str, int, float, bool, type(None), dict, list),
})  # fmt: skip
