"""News: what a call-back that can be read has, and the documents of its provider do not."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from rules.payments.contract import CallBack, Contracts, Judged, Provider

#: Fields at the top of a content, as documented (domain paper, section b, and its examples).
_FIELDS: Mapping[Provider, frozenset[str]] = MappingProxyType({
    Provider.WECHAT: frozenset({
        "mchid", "appid", "sp_mchid", "sp_appid", "sub_mchid", "sub_appid", "out_trade_no",
        "transaction_id", "trade_type", "trade_state", "trade_state_desc", "bank_type", "attach",
        "success_time", "payer", "amount", "promotion_detail", "scene_info",
    }),
    Provider.ALIPAY: frozenset({
        "app_id", "auth_app_id", "charset", "notify_id", "notify_time", "notify_type", "version",
        "out_trade_no", "trade_no", "out_biz_no", "trade_status", "total_amount", "receipt_amount",
        "invoice_amount", "buyer_pay_amount", "point_amount", "refund_fee", "buyer_id",
        "buyer_logon_id", "buyer_open_id", "seller_id", "seller_email", "subject", "body",
        "gmt_create", "gmt_payment", "gmt_refund", "gmt_close", "fund_bill_list",
        "voucher_detail_list", "passback_params", "sign", "sign_type",
    }),
})  # fmt: skip
_HEADERS = frozenset({
    "wechatpay-serial", "wechatpay-signature", "wechatpay-signature-type", "wechatpay-timestamp",
    "wechatpay-nonce",
})  # fmt: skip
#: How headers begin that a provider makes up; all others belong to the way.
THEIRS = ("wechatpay-", "x-wx-")


def news(posted: CallBack, judged: Judged, contracts: Contracts) -> str | None:
    """Return the first header or field that neither the documents nor its contract have."""
    return next(_news(posted, judged, contracts), None)


def _news(posted: CallBack, judged: Judged, contracts: Contracts) -> Iterator[str]:
    agreed = contracts.named(posted.provider, judged.contract or "")
    known = _HEADERS | {one.nonce_header for one in agreed if one.nonce_header}
    yield from (n for n in posted.headers if n.startswith(THEIRS) and n not in known)
    moved = {place.partition(".")[0] for one in agreed for place in one.moved.values()}
    documented = _FIELDS[posted.provider]
    yield from (n for n in judged.content if n not in documented and n not in moved)
