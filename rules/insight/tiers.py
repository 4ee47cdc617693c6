"""Tiers of places: how large the city of an address is, as shops in China speak of it."""

import re
from collections.abc import Mapping
from enum import StrEnum


class Tier(StrEnum):
    """First to third tier; the third takes in all that is smaller."""

    FIRST = "1"
    NEW_FIRST = "1n"
    SECOND = "2"
    THIRD = "3"


#: The list that Yicai's New First-tier Cities Research Institute published on 2024-05-30, in its
#: order. Compared on 2026-11-29 with what was reported of it: all new first-tier cities (a forum of
#: 丰县), twelve of the second tier by their rank (yaliqi.com/new/be6813782ed0433ca29220fca3f3ab04).
#: It moves by a city or two a year; whoever is not on it is of the third tier or smaller.
_CITIES: Mapping[Tier, str] = {
    Tier.FIRST: "北京 上海 广州 深圳",
    Tier.NEW_FIRST: "成都 杭州 重庆 苏州 武汉 西安 南京 长沙 天津 郑州 东莞 无锡 宁波 青岛 合肥",
    Tier.SECOND: (
        "佛山 沈阳 昆明 济南 厦门 福州 温州 常州 大连 石家庄 南宁 哈尔滨 金华 南昌 长春 南通"
        " 泉州 贵阳 嘉兴 太原 惠州 徐州 绍兴 中山 台州 烟台 珠海 保定 潍坊 兰州"
    ),
}
_TIER_OF = {city: tier for tier, cities in _CITIES.items() for city in cities.split()}
_LENGTHS = (2, 3)  #: Of their names.
#: Cities that are a province: an address of theirs may call its city 市辖区, 县 or nothing.
_ALONE = ("北京", "上海", "天津", "重庆")
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,}")
#: The beginning of an address in one line.
_LINE = re.compile(
    r"(?:[^省市区县]{2,8}?(?:省|自治区))?(?P<city>[^省市区县]{2,10}?)(?:市|自治州|地区|盟)"
)


def tier_of(address: object) -> Tier | None:
    """Return the tier of an address's city, None where none is named or it is not in China."""
    if isinstance(address, str):
        found = _LINE.match("".join(address.split()))
        return _tier(found["city"], "") if found else None
    if not isinstance(address, Mapping):
        return None
    return _tier(*(str(address.get(part) or "").strip() for part in ("city", "province")))


def _tier(city: str, province: str) -> Tier | None:
    if alone := next((name for name in _ALONE if province.startswith(name)), None):
        return _TIER_OF[alone]
    if not _CHINESE.match(city):
        return None
    name = city.removesuffix("市")
    # The province may stand before it: 浙江杭州.
    listed = (_TIER_OF.get(name[-length:]) for length in _LENGTHS)
    return next(filter(None, listed), Tier.THIRD)
