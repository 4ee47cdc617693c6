"""The shops, goods, warehouses and customers of a generated day. All of them are made up."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Something that is sold."""

    sku: str
    name: str
    category: str
    price: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A shop on one platform, shipping from one warehouse."""

    name: str
    platform: str
    warehouse: str
    goods: tuple[Product, ...]


def _product(sku: str, name: str, category: str, price: str) -> Product:
    return Product(sku=sku, name=name, category=category, price=Decimal(price))


HANGZHOU, GUANGZHOU = "杭州余杭仓", "广州白云仓"
#: Where they are, GCJ-02.
WAREHOUSES: dict[str, tuple[float, float]] = {
    HANGZHOU: (30.4213, 120.2995),
    GUANGZHOU: (23.2657, 113.2734),
}

GLASSES = Shop(
    name="明眸眼镜旗舰店", platform="tmall", warehouse=HANGZHOU,
    goods=(
        _product("GLS-TI-5218", "纯钛眼镜框 5218 枪灰", "眼镜框", "599.00"),
        _product("GLS-TR-2036", "TR90 轻便镜框 2036 透明", "眼镜框", "269.00"),
        _product("LENS-156-BL", "1.56 防蓝光镜片（一副）", "镜片", "199.00"),
        _product("LENS-174-PR", "1.74 超薄渐进镜片（一副）", "镜片", "1299.00"),
        _product("CASE-PU-01", "PU 皮眼镜盒", "配件", "29.90"),
    ),
)  # fmt: skip
COSMETICS = Shop(
    name="花间彩妆专营店", platform="douyin", warehouse=GUANGZHOU,
    goods=(
        _product("COS-LIP-R07", "丝绒口红 07 枫叶红", "化妆品", "89.00"),
        _product("COS-FND-120", "持妆粉底液 120 自然色", "化妆品", "159.00"),
        _product("COS-SET-GF1", "七夕彩妆礼盒", "化妆品", "368.00"),
        _product("COS-MSK-20P", "玻尿酸面膜 20 片装", "护肤", "128.00"),
    ),
)  # fmt: skip
NUTS = Shop(
    name="山野坚果铺", platform="jd", warehouse=HANGZHOU,
    goods=(
        _product("NUT-MAC-500", "夏威夷果 奶油味 500g", "坚果", "49.90"),
        _product("NUT-CAS-500", "炭烧腰果 500g", "坚果", "56.80"),
        _product("NUT-MIX-30B", "每日坚果 30 包", "坚果", "99.00"),
        _product("NUT-GFT-8BX", "坚果礼盒 8 罐装", "坚果", "168.00"),
    ),
)  # fmt: skip
SHOPS: tuple[Shop, ...] = (GLASSES, COSMETICS, NUTS)

#: What a parcel may travel with: the channel code of the warehouse system, and the carrier's name.
CARRIERS: tuple[tuple[str, str], ...] = (
    ("SF", "顺丰速运"),
    ("ZTO", "中通快递"),
    ("JD", "京东物流"),
)

_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁"
_GIVEN = (
    "子涵", "雨桐", "梓轩", "欣怡", "浩然", "思远", "佳怡", "宇航", "诗琪", "俊杰",
    "晓燕", "建国", "丽华", "志强", "美玲", "婷婷", "伟", "芳", "娜", "静",
    "磊", "洋", "艳", "勇", "杰", "明", "秀英", "桂兰", "海波", "文博",
)  # fmt: skip
_PLACES: tuple[tuple[str, str, tuple[str, ...], float, float], ...] = (
    ("浙江省", "杭州市", ("西湖区", "滨江区", "余杭区"), 30.27, 120.16),
    ("上海市", "上海市", ("浦东新区", "徐汇区", "闵行区"), 31.23, 121.47),
    ("广东省", "广州市", ("天河区", "番禺区", "白云区"), 23.13, 113.26),
    ("广东省", "深圳市", ("南山区", "福田区", "龙岗区"), 22.54, 114.06),
    ("北京市", "北京市", ("朝阳区", "海淀区", "丰台区"), 39.90, 116.41),
    ("四川省", "成都市", ("武侯区", "锦江区", "高新区"), 30.57, 104.07),
    ("湖北省", "武汉市", ("洪山区", "江汉区", "武昌区"), 30.59, 114.31),
    ("江苏省", "南京市", ("鼓楼区", "江宁区", "栖霞区"), 32.06, 118.80),
    ("陕西省", "西安市", ("雁塔区", "碑林区", "未央区"), 34.34, 108.94),
    ("山东省", "青岛市", ("市南区", "崂山区", "黄岛区"), 36.07, 120.38),
)
_STREETS = (
    "文三路", "人民路", "解放大道", "长江路", "科技园路",
    "学院路", "中山路", "和平街", "建设大道", "翠苑新村",
)  # fmt: skip
_TIERS = ("普通会员", "普通会员", "普通会员", "银卡会员", "金卡会员", "钻石会员")


def far_away(rng: Random) -> dict[str, Any]:
    """Make up an address that no warehouse of ours may send to."""
    near = address(rng)
    where = {"province": "新疆维吾尔自治区", "city": "乌鲁木齐市", "district": "天山区"}
    return near | where | {"lat": 43.7945, "lng": 87.6317}


def customer(rng: Random, number: int) -> dict[str, Any]:
    """Make up a customer."""
    return {
        "id": f"C{number:06d}",
        "name": rng.choice(_SURNAMES) + rng.choice(_GIVEN),
        "phone": f"1{rng.choice('3578')}{rng.randrange(10**9):09d}",
        "tier": rng.choice(_TIERS),
    }


def address(rng: Random) -> dict[str, Any]:
    """Make up an address in a real district."""
    province, city, districts, lat, lng = rng.choice(_PLACES)
    building, room = rng.randint(1, 30), rng.randint(1, 18) * 100 + rng.randint(1, 4)
    return {
        "province": province,
        "city": city,
        "district": rng.choice(districts),
        "detail": f"{rng.choice(_STREETS)}{rng.randint(1, 480)}号{building}幢{room}室",
        "lat": round(lat + rng.uniform(-0.1, 0.1), 4),
        "lng": round(lng + rng.uniform(-0.1, 0.1), 4),
    }


def basket(rng: Random, shop: Shop) -> list[dict[str, Any]]:
    """Fill a basket of one or two pieces: three or more are a signal, left to the stories."""
    chosen = rng.sample(shop.goods, k=2 if rng.random() < 0.2 else 1)
    return [line(product) for product in chosen]


def line(product: Product, *, qty: int = 1, gift_of: str | None = None) -> dict[str, Any]:
    """Write one line of an order, a gift with the main order that it is bound to."""
    price = "0.00" if gift_of else str(product.price)
    found: dict[str, Any] = {
        "sku": product.sku, "name": product.name, "category": product.category,
        "qty": qty, "price": price,
    }  # fmt: skip
    return found | {"is_gift": True, "parent_order_no": gift_of} if gift_of else found


def total(items: list[dict[str, Any]]) -> str:
    """Add up a basket."""
    return str(sum((Decimal(i["price"]) * i["qty"] for i in items), Decimal()))
