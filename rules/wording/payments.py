"""Sentences about payments: why call-backs wait, what a replay or a rehearsal came to."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
PAYMENTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "provider_wechat": ("微信支付", "WeChat Pay"),
    "provider_alipay": ("支付宝", "Alipay"),
    "call_back_probe": ("探测", "a probe"),
    "call_back_missing_header": ("缺签名头", "a header is missing"),
    "call_back_unknown_serial": ("证书序列号或公钥编号不认识", "unknown serial"),
    "call_back_alg_changed": ("算法换了", "another algorithm"),
    "call_back_bad_signature": ("签名不对", "bad signature"),
    "call_back_clock_skew": ("时间戳差太多", "clock skew"),
    "call_back_decrypt_failed": ("解不开", "cannot be decrypted"),
    "call_back_json_invalid": ("格式读不了", "malformed"),
    "call_back_wrong_merchant": ("别家商户的", "another merchant's"),
    "call_back_field_missing": ("缺字段", "a field is missing"),
    "call_back_field_type_changed": ("字段类型变了", "a field has another type"),
    "call_back_unknown_enum": ("没见过的值", "an unknown value"),
    "call_back_refund": ("退款通知读不懂", "an unreadable notice of a refund"),
    "call_back_amount_mismatch": ("金额与订单不同", "not the order's amount"),
    "call_back_duplicate": ("重复", "a duplicate"),
    "call_back_unknown_order": ("没有这个订单", "no such order"),
    "call_back_late": ("来晚了", "late"),
    "call_back_drift": ("多了字段", "has something new"),
    "call_back_field": ("{reason} {field}", "{reason}: {field}"),
    "trouble_badge_ghost_unread": ("付了款，回调读不懂", "Paid, in words we cannot read"),
    "trouble_badge_ghost_no_order": ("付了款，没有订单", "Paid, and no order"),
    "trouble_badge_ghost_amount": ("付的钱与订单不同", "Paid, and not what the order costs"),
    "trouble_badge_ghost_silent": ("付了款，回调没来", "Paid, and never called back"),
    "ghost_silent_told": (
        (
            "{count} 笔支付没有回调，问了支付平台才知道，订单已补记付款。"
            "第一笔 {since}，最近一笔 {last}。"
        ),
        (
            "{count:payment|payments} without a call-back, found by asking the provider; "
            "the orders are paid now. {since} to {last}."
        ),
    ),
    "trouble_do_ghost_silent": (
        "查支付平台填的通知地址、防火墙和证书；没有回调的会一直去问",
        "Check the notify URL, the firewall and its certificate; what stays silent is asked for",
    ),
    "trouble_badge_ghost_double": ("一笔付款，不止一单", "One payment, several orders"),
    "trouble_badge_ghost_no_payment": (
        "订单说已付，支付方没说",
        "Said to be paid, unknown to its provider",
    ),
    "ghost_unread_told": (
        "{count} 笔支付的回调读不懂，都在隔离区，一笔没丢。第一笔 {since}，最近一笔 {last}。",
        "Call-backs of {count:payment|payments} wait, none is lost. {since} to {last}.",
    ),
    "ghost_no_order_told": (
        "{count} 笔支付成功，却没有对应的订单。第一笔 {since}，最近一笔 {last}。",
        "{count:payment|payments} succeeded without an order. {since} to {last}.",
    ),
    "ghost_amount_told": (
        "{count} 笔支付的金额与订单不同，订单已锁。第一笔 {since}，最近一笔 {last}。",
        "{count:payment|payments} differ from their orders, which are held. {since} to {last}.",
    ),
    "ghost_over": (
        "{since}，{count} 笔都对上了。",
        "{since}, {count:payment|payments}; each has found its order.",
    ),
    "ghost_double_told": (
        "{count} 笔付款被不止一单当成自己的，说不清的单已锁。第一笔 {since}，最近一笔 {last}。",
        (
            "{count:payment is|payments are} claimed by several orders; those in doubt are held. "
            "{since} to {last}."
        ),
    ),
    "ghost_no_payment_told": (
        "{count} 单说已付，之后的付款都到了，它们却没有回调和账单。{since} 到 {last}。",
        (
            "{count:order says|orders say} they were paid; no call-back or bill does, while later "
            "ones came. {since} to {last}."
        ),
    ),
    "trouble_do_ghost_unread": (
        "加上对方的新契约，再发“契约 重放”",
        "Add the new contract, then say “contracts replay”",
    ),
    "trouble_do_ghost_no_order": (
        "请订单中心按清单补建订单，客服先别说支付失败",
        "Have the order centre make these orders; do not tell customers that they did not pay",
    ),
    "trouble_do_ghost_amount": (
        "逐单核对：补差价、改价或退款",
        "Look at each: collect, change the price or refund",
    ),
    "trouble_do_ghost_double": (
        "到商户平台看这笔钱付的是哪一单：取消多出来的，再“放行”剩下的",
        "See at the provider which order was paid: cancel the other, then release what is left",
    ),
    "trouble_do_ghost_no_payment": (
        "到商户平台按交易号查：没有这笔钱就锁定或取消",
        "Look the transaction up at the provider; where there is none, lock or cancel the order",
    ),
    "ghost_amount": ("金额", "Amount"),
    "ghost_amount_unknown": (
        "{amount} 另有 {count} 笔读懂之后才知道",
        "{amount} and {count} not known until they are read",
    ),
    "ghost_sample": ("例如", "For example"),
    "ghost_column_number": ("订单或交易", "Order or transaction"),
    "ghost_column_amount": ("金额（元）", "Amount (CNY)"),
    "ghost_column_first": ("时间", "Time"),
    "replay_nothing": ("隔离区是空的，没有要重放的回调。", "No call-back waits in quarantine."),
    "replay_none_left": ("没有留下的", "nothing still waits"),
    "contracts_all": ("按在用的全部契约", "all contracts in force"),
    "replay_begun": (
        "开始重放{providers}隔离区里的 {count} 条（{contract}），做完在这里说。",
        (
            "Reading {count} of {providers} in quarantine again ({contract}); "
            "what came of it is told here."
        ),
    ),
    "replayed": (
        (
            "{provider}重放完了（{by}）：读了 {tried} 条，补记付款 {paid} 笔 {amount}；{waiting}。"
            "再重放不会多记。"
        ),
        (
            "{provider} read again ({by}): {tried} tried, {paid} payments journalled, {amount}; "
            "{waiting}. Again would add nothing."
        ),
    ),
    "rehearsed": (
        (
            "演练 {contract}（{provider}，最近 {count} 条）：读得懂 {read}，读不懂 {failed}，"
            "其中现在读得懂的 {lost}。什么都没有改。"
        ),
        (
            "{contract} rehearsed ({provider}, the latest {count}): {read} read, {failed} not, "
            "{lost} of which are read now. Nothing was changed."
        ),
    ),
    "rehearsed_reason": ("{reason} {count} 条", "{reason}: {count}"),
    "contract_unknown": (
        "没有叫 {contract} 的契约。配置里有：{known}。",
        "No contract is called {contract}. Configured are: {known}.",
    ),
    "usage_replay": (
        "契约 重放 [微信|支付宝] [契约版本]",
        "contracts replay [wechat|alipay] [version]",
    ),
    "what_replay": (
        "用在用的契约把隔离区里的支付回调再读一遍，每笔至多记一次",
        "reads payment call-backs in quarantine again under contracts in force, each at most once",
    ),
    "usage_rehearse": ("契约 演练 契约版本", "contracts rehearse VERSION"),
    "what_rehearse": (
        "用一份契约试读最近 1000 条支付回调，说出读不懂多少、为什么，什么都不改",
        "tries a contract on the latest 1,000 payment call-backs, changing nothing",
    ),
})  # fmt: skip
