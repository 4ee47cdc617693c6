"""Wording of refusals: what the sender of an event, a scan or a lock is told of a wrong value."""

from collections.abc import Mapping
from types import MappingProxyType

from rules.vocabulary import Shape

#: What a value of each shape is called, in Chinese and English.
WANTED: Mapping[Shape, tuple[str, str]] = MappingProxyType({
    Shape.WORD: ("字符串", "a string"),
    Shape.ORDER_NO: ("字符串", "a string"),
    Shape.CODE: ("字符串", "a string"),
    Shape.SCANNED: ("字符串", "a string"),
    Shape.TEXT: ("字符串", "a string"),
    Shape.AMOUNT: (
        '字符串形式的金额，例如 "199.00"，不能是数字',
        'an amount such as "199.00"; write it as a string, not as a number',
    ),
    Shape.WHOLE: ("整数", "a whole number"),
    Shape.NUMBER: ("数字", "a number"),
    Shape.DECIMAL: ('数字，或 "0.5" 这样的字符串', 'a number, or a string such as "0.5"'),
    Shape.FLAG: ("true 或 false", "true or false"),
    Shape.MOMENT: ("RFC 3339 时间字符串", "an RFC 3339 time in a string"),
    Shape.UNTIL: (
        "RFC 3339 时间或日期（2026-12-01）字符串",
        "an RFC 3339 time or a date (2026-12-01) in a string",
    ),
    Shape.RECORD: ("JSON 对象", "a JSON object"),
    Shape.PLACE: ("JSON 对象或地址字符串", "a JSON object or an address in a string"),
    Shape.ITEMS: ("由 JSON 对象组成的列表", "a list of JSON objects"),
    Shape.ORDER_NOS: ("由订单号组成的列表", "a list of order numbers"),
    Shape.ANY: ("JSON 值", "a JSON value"),
})  # fmt: skip

#: code -> the sentence in Chinese and in English.
REFUSALS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "missing": ("缺少 {field}，请补上", "{field} is missing; add it"),
    "empty": ("{field} 是空的，请填写", "{field} is blank; fill it in"),
    "wrong_type": ("{field} 必须是{want_zh}", "{field} must be {want_en}"),
    "no_base64": (
        "{field} 不受支持，请把内容作为 JSON 对象放进 data",
        "{field} is not supported; put the content into data as a JSON object",
    ),
    "wrong_specversion": (
        'specversion 必须是 "1.0"，请按 CloudEvents 1.0 发送',
        'specversion must be "1.0"; send CloudEvents 1.0',
    ),
    "unknown_type": (
        "不认识事件类型 {type}，请对照 /docs 里的类型表",
        "unknown event type {type}; see the table of types at /docs",
    ),
    "bad_character": (
        "{field} 含有不可见的控制字符、换向字符或不完整的字符，请删掉",
        "{field} contains a control, bidirectional or broken character; remove it",
    ),
    "blank_inside": (
        "{field} 里面有空格或看不见的字符，请删掉",
        "{field} contains a blank or an invisible character; remove it",
    ),
    "damaged_number": (
        "{field} 的值 {value} 是表格软件改坏的号码，请把该列按文本导出后重发",
        "{field} is {value}, which a spreadsheet damaged; export the column as text, send it again",
    ),
    "too_long": (
        "{field} 超过 {most} 个字符，请缩短",
        "{field} has more than {most} characters; shorten it",
    ),
    "too_many_items": (
        "{field} 超过 {most} 项，请拆成几个事件",
        "{field} has more than {most} entries; split the event",
    ),
    "too_deep": (
        "{field} 嵌套超过 {most} 层，请改成更平的结构",
        "{field} is nested deeper than {most} levels; flatten it",
    ),
    "too_large": (
        "{field} 超过 {most} 个值，请只发送需要的字段",
        "{field} has more than {most} values; send only what is needed",
    ),
    "negative_amount": (
        "{field} 是负数，金额不能小于 0，请更正后重发",
        "{field} is negative; an amount cannot be below 0, correct it and send it again",
    ),
    "absurd_amount": (
        "{field} 超过 {most} 元，请核对单位（应为元，不是分）后重发",
        "{field} exceeds {most} CNY; check the unit (yuan, not fen) and send it again",
    ),
    "bad_decimal": (
        '{field} 不是普通的十进制数，请写成 "199.00" 的样子',
        '{field} is not a plain decimal number; write it like "199.00"',
    ),
    "too_precise": (
        "{field} 的小数超过 {most} 位，请四舍五入后重发",
        "{field} has more than {most} decimals; round it and send it again",
    ),
    "out_of_range": (
        "{field} 必须在 {least} 到 {most} 之间，请更正",
        "{field} must be between {least} and {most}; correct it",
    ),
    "bad_time": (
        "{field} 不是有效的时间，请写成 2026-11-11T10:00:00+08:00 的样子",
        "{field} is not a valid time; write it like 2026-11-11T10:00:00+08:00",
    ),
    "time_without_zone": (
        "{field} 没有时区，请在末尾加上 Z 或 +08:00",
        "{field} has no time zone; end it with Z or +08:00",
    ),
    "time_in_future": (
        "{field} 在未来，请校准发送方的时钟",
        "{field} is in the future; set the sender's clock",
    ),
    "time_absurd": (
        "{field} 早于 {least} 年或晚于 {most} 年，请更正",
        "{field} is before {least} or after {most}; correct it",
    ),
})  # fmt: skip
