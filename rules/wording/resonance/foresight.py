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
    # What each rests on, as its judgement read it.
    "ground_route_doubt": (
        "按{route} {of} 单的在途时间，赶不上的可能至少 {share}",
        "by the transit times of {of:order|orders} {route}, late with a chance of {share} or more",
    ),
    "ground_route_0": ("这条线路", "on its route"),
    "ground_route_1": ("发往同一个省的", "into its province"),
    "ground_route_2": ("全部线路", "on all routes"),
    "ground_handover_overdue": ("交接时限 {at}", "hand-over limit {at}"),
    "ground_slow_for_this_shop": (
        "这家店 {of} 单里九成在下单 {span} 内发出",
        "of {of:order|orders} of this shop nine in ten left within {span}",
    ),
    "ground_several_shops": ("{count} 家店的货", "goods of {count:shop|shops}"),
    "ground_many_pieces": ("一共 {count} 件", "{count:piece|pieces}"),
    "ground_shop_bad": (
        "这家店有结果的 {of} 单里 {some} 单出了问题，折算 {share}",
        "{some} of {of:order|orders} of this shop ended badly, taken as {share}",
    ),
    "ground_shop_late": (
        "这家店 120 天里 {of} 单的交接时限误了 {some} 单，折算 {share}",
        "{some} of {of:order|orders} of this shop left late in 120 days, taken as {share}",
    ),
    "ground_shop_backlog": (
        "这家店有 {count} 单过了交接时限还没发",
        "{count:order|orders} of this shop are past the hand-over limit",
    ),
    "ground_route_wave": (
        "这条线路 60 天里 {of} 单有 {some} 单晚到，折算 {share}",
        "{some} of {of:order|orders} on its route came late in 60 days, taken as {share}",
    ),
    "ground_transit_slow_for_route": (
        "这条线路 {of} 单里九成在途不超过 {span}",
        "of {of:order|orders} on its route nine in ten arrived within {span}",
    ),
    "ground_category_bad": (
        "这类商品有结果的 {of} 单里 {some} 单出了问题，折算 {share}",
        "{some} of {of:order|orders} of such goods ended badly, taken as {share}",
    ),
    "ground_few": ("（样本少，只作参考）", " (few orders: take it as a hint)"),
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
