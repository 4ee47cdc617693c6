"""Sentences of foresight: what earlier orders say of one, and what to do about it."""

from collections.abc import Mapping
from types import MappingProxyType

FORESIGHT: Mapping[str, tuple[str, str]] = MappingProxyType({
    "kind_route_doubt": ("可能赶不上", "perhaps too late"),
    "kind_handover_overdue": ("超过交接时限", "hand-over overdue"),
    "kind_slow_for_this_shop": ("比本店平时慢", "slow for this shop"),
    "kind_several_shops": ("多店合单", "from several shops"),
    "kind_many_pieces": ("件数多", "many pieces"),
    "kind_shop_bad": ("本店差单多", "shop ends badly"),
    "kind_shop_late": ("本店常误交接", "shop often late"),
    "kind_shop_backlog": ("本店积压", "shop has a backlog"),
    "kind_route_wave": ("线路近来常晚到", "route is late these weeks"),
    "kind_transit_slow_for_route": ("比本线路平时慢", "slow for this route"),
    "kind_category_bad": ("品类差单多", "goods end badly"),
    "did_route_doubt": (
        "同线路走到这一步的，多半赶不上承诺日",
        "others on its way were mostly too late from here",
    ),
    "did_handover_overdue": ("过了交接时限还没发出", "it is past the hand-over limit"),
    "did_slow_for_this_shop": (
        "比本店九成订单都晚，还没发出",
        "nine of ten orders of this shop had left by now",
    ),
    "did_several_shops": ("一单里有几家店的货", "its goods come from several shops"),
    "did_many_pieces": ("一单里件数多", "it has many pieces"),
    "did_shop_bad": ("这家店出问题的订单多", "orders of this shop often end badly"),
    "did_shop_late": ("这家店常误交接时限", "this shop often hands over late"),
    "did_shop_backlog": ("这家店有几单过了时限还没发", "this shop has overdue orders waiting"),
    "did_route_wave": ("这条线路两个月来常晚到", "its route was often late these two months"),
    "did_transit_slow_for_route": (
        "在路上的时间超过同线路九成订单",
        "nine of ten on its route had arrived by now",
    ),
    "did_category_bad": ("这类商品出问题的多", "goods of this kind often end badly"),
    "suggest_warn_late": (
        "先告知客户可能晚到，再催快递",
        "Tell the customer that it may be late, then press the carrier",
    ),
    "suggest_ask_shop": ("问店里今天能不能发出", "Ask the shop whether it ships today"),
    "suggest_tell_parts": (
        "告诉客户分几个包裹、何时到齐",
        "Tell the customer how many parcels come, and when",
    ),
    "suggest_check_goods": ("发出前复核商品和件数", "Check goods and pieces before it leaves"),
})  # fmt: skip
