"""Carriers: every code that systems use for one, and what people call it."""

from collections.abc import Mapping
from types import MappingProxyType

from rules.wording.say import say
from rules.wording.sentences import SENTENCES

#: What people call carriers -> every code that systems use for them, the plainest first.
CARRIERS: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "顺丰": ("SF", "shunfeng", "顺丰速运", "顺丰快递"),
    "中通": ("ZTO", "zhongtong", "中通快递"),
    "圆通": ("YTO", "yuantong", "圆通速递", "圆通快递"),
    "申通": ("STO", "shentong", "申通快递"),
    "韵达": ("YUNDA", "YD", "韵达快递", "韵达速递"),
    "极兔": ("JTSD", "jtexpress", "极兔速递"),
    "京东快递": ("JD", "京东物流", "京东"),
    "邮政": ("EMS", "POSTB", "YZPY", "youzhengguonei", "中国邮政", "邮政包裹"),
    "德邦": ("DBKD", "DBL", "debangkuaidi", "德邦快递", "德邦物流"),
    "百世": ("HTKY", "huitongkuaidi", "百世快递"),
    "宅急送": ("ZJS", "zhaijisong"),
    "丹鸟": ("CNEX", "DNEX", "DNWL", "danniao", "菜鸟裹裹"),
    "跨越": ("KYE", "KYSY", "kuayue", "跨越速运"),
})  # fmt: skip
_CARRIER_OF = {word.lower(): name for name, codes in CARRIERS.items() for word in (name, *codes)}


def carrier_name(word: str) -> str:
    """Return what people call a carrier; a code that nobody told us of is its own name."""
    return _CARRIER_OF.get(word.lower(), word)


def knows_carrier(word: str) -> bool:
    """Say whether a word names a carrier."""
    return word.lower() in _CARRIER_OF


def carrier_text(word: str, lang: str = "zh") -> str:
    """Name a carrier for the reader; one that nobody told us of is named as it was written."""
    codes = CARRIERS.get(carrier_name(word))
    key = f"carrier_{codes[0]}" if codes else ""
    return say(key, lang) if key in SENTENCES else word
