"""Words of refunds: the values that facts may have, and how partners and people write them."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Tri(StrEnum):
    """Yes, no, or nobody knows: the third is a value, and every rule says what it makes of it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Action(StrEnum):
    """What is done about an application; exactly one."""

    REFUND = "refund"  #: All of what was paid for the goods, the way it was paid.
    EXCHANGE = "exchange"
    RESEND = "resend"
    VOUCHER = "voucher"
    PARTIAL = "partial"  #: A share of it.
    INTERCEPT = "intercept"  #: Stop the parcel; refunded once it is stopped.
    REFUSE = "refuse"
    REVIEW = "review"  #: MANUAL_REVIEW: quality control decides, not a rule.


class Bearer(StrEnum):
    """Who bears the freight of a return."""

    BUYER = "buyer"
    SELLER = "seller"
    INSURANCE = "insurance"
    NONE = "none"  #: Nothing travels.


class Goods(StrEnum):
    """What becomes of the goods."""

    BACK = "back"
    KEEP = "keep"
    STOP = "stop"  #: They are still with the warehouse or the carrier.
    NONE = "none"  #: Nothing is decided about them.


UNKNOWN = Tri.UNKNOWN.value
#: Who asks by the customer's page, as the source of applications and in the history of decisions.
CUSTOMER = "customer"
#: A category that no rule speaks of; the general rules do.
OTHER = "其他"
CATEGORIES = (
    "化妆品", "预包装食品", "生鲜", "冷冻", "婴幼儿奶粉", "母婴贴身", "宠物食品", "服饰",
    "贴身衣物", "鞋", "手机/平板", "大家电", "数字商品", "图书", "报刊", OTHER, UNKNOWN,
)  # fmt: skip
#: How else shops write a category.
CATEGORY_ALIASES: Mapping[str, str] = MappingProxyType({
    "美妆": "化妆品", "护肤": "化妆品", "彩妆": "化妆品", "cosmetics": "化妆品",
    "食品": "预包装食品", "零食": "预包装食品", "food": "预包装食品",
    "水果": "生鲜", "海鲜": "生鲜", "鲜花": "生鲜", "fresh": "生鲜",
    "冷冻食品": "冷冻", "frozen": "冷冻",
    "奶粉": "婴幼儿奶粉", "formula": "婴幼儿奶粉",
    "奶瓶": "母婴贴身", "宠物": "宠物食品", "猫粮": "宠物食品", "狗粮": "宠物食品",
    "服装": "服饰", "女装": "服饰", "男装": "服饰", "apparel": "服饰",
    "内衣": "贴身衣物", "泳装": "贴身衣物", "袜": "贴身衣物", "袜子": "贴身衣物",
    "鞋类": "鞋", "鞋靴": "鞋", "shoes": "鞋",
    "手机": "手机/平板", "平板": "手机/平板", "3c": "手机/平板", "phone": "手机/平板",
    "家电": "大家电", "appliance": "大家电",
    "激活码": "数字商品", "软件": "数字商品", "音像": "数字商品", "digital": "数字商品",
    "书": "图书", "books": "图书", "报纸": "报刊", "期刊": "报刊", "other": OTHER,
})  # fmt: skip

ISSUES = (
    "no_reason", "quality", "missing_item", "wrong_item", "allergy", "spoiled", "dead",
    "palatability", "spec_differs", "activation_failed", UNKNOWN,
)  # fmt: skip
ISSUE_ALIASES: Mapping[str, str] = MappingProxyType({
    "不想要": "no_reason", "无理由": "no_reason", "不喜欢": "no_reason", "多拍": "no_reason",
    "质量问题": "quality", "质量": "quality", "破损": "quality", "damaged": "quality",
    "漏发": "missing_item", "少件": "missing_item", "少发": "missing_item",
    "missing": "missing_item", "错发": "wrong_item", "wrong": "wrong_item", "过敏": "allergy",
    "坏果": "spoiled", "腐坏": "spoiled", "死亡": "dead", "适口性": "palatability",
    "尺寸不符": "spec_differs", "激活失败": "activation_failed",
})  # fmt: skip

LEVELS = ("ordinary", "silver", "gold", "diamond", UNKNOWN)
LEVEL_ALIASES: Mapping[str, str] = MappingProxyType({
    "普通": "ordinary", "普通会员": "ordinary", "银卡": "silver", "金卡": "gold", "钻石": "diamond",
    "钻石会员": "diamond", "vip": "gold",
})  # fmt: skip

WISHES = ("refund", "exchange", UNKNOWN)
WISH_ALIASES: Mapping[str, str] = MappingProxyType({
    "退款": "refund", "退货退款": "refund", "仅退款": "refund", "换货": "exchange",
    "换码": "exchange",
})  # fmt: skip

TRI_ALIASES: Mapping[str, str] = MappingProxyType({
    "true": Tri.YES, "是": Tri.YES, "false": Tri.NO, "否": Tri.NO, "未知": Tri.UNKNOWN,
    "不确定": Tri.UNKNOWN,
})  # fmt: skip

#: Order stages after which the goods have been taken from the shelf, and those before.
PICKED = frozenset({
    "pick", "picking", "picked", "packed", "label_created", "loaded", "on_the_way", "delivered",
    "拣货", "打包", "出库",
})  # fmt: skip
UNPICKED = frozenset({
    "created", "paid", "paid_hold", "preparing", "accept", "已支付", "待发货", "备货中",
})  # fmt: skip
