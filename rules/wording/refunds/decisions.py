"""What is decided about a refund, as its customer reads it, and why a fact was not read."""

from collections.abc import Mapping
from types import MappingProxyType

DECISIONS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "refund_by_clause": ("您的退款将按{clause}执行", "Your refund follows the {clause}"),
    "refund_sentence": (
        "{facts}。您的退款将按{clause}执行：{what}。",
        "{facts}. Your refund follows the {clause}: {what}.",
    ),
    "refund_sentence_bare": (
        "您的退款将按{clause}执行：{what}。",
        "Your refund follows the {clause}: {what}.",
    ),
    "refund_what_refund": (
        "原路退款 {amount}{freight}{goods}",
        "we refund {amount}{freight}{goods}",
    ),
    "refund_what_partial": ("退款 {amount}{freight}{goods}", "we refund {amount}{freight}{goods}"),
    "refund_what_intercept": (
        "先拦截包裹，拦下后原路退款 {amount}",
        "the parcel is intercepted first, then we refund {amount}",
    ),
    "refund_what_exchange": ("为您换货{freight}{goods}", "we exchange it{freight}{goods}"),
    "refund_what_resend": ("为您补发，不收运费", "we send what is missing, at no cost"),
    "refund_what_voucher": ("给您 {voucher} 的补偿券", "we give you a voucher of {voucher}"),
    "refund_what_refuse": (
        "不支持退款{voucher}；有新的情况可以申诉",
        "it cannot be refunded{voucher}; you may appeal with new facts",
    ),
    "refund_what_review": (
        "需要人工核实，24 小时内答复您",
        "a person has to look at it and answers within 24 hours",
    ),
    "refund_freight_buyer": (
        "（已扣您承担的运费 {freight}）",
        " (less the freight of {freight}, borne by you)",
    ),
    "refund_freight_seller": ("，退回运费由我们承担", ", and bear the freight of the return"),
    "refund_freight_insurance": (
        "，退回运费由运费险承担",
        ", and your insurance bears the freight of the return",
    ),
    "refund_goods_back": ("，请寄回商品", "; please send the goods back"),
    "refund_goods_keep": ("，商品不用寄回", "; keep the goods"),
    "refund_goods_stop": ("，不再发货", "; nothing will be sent"),
    "refund_with_voucher": ("，补偿您 {voucher} 的券", ", and we add a voucher of {voucher}"),
    "usage_refund": ("退款 <单号>", "refund N"),
    "what_refund": ("退款申请和每次决定", "what was asked back, and every decision"),
    "usage_refund_times": ("退款时效", "refund-times"),
    "what_refund_times": (
        "各店退款用时和超时的售后单",
        "how long refunds take, and late after-sales tickets, by shop",
    ),
    "refund_title": ("订单 {order_no} 的退款", "Refunds of order {order_no}"),
    "refund_none": ("没有退款申请", "Nothing was asked back"),
    "refund_evidence": ("  证据：{url}", "  evidence: {url}"),
    "refund_page": (
        "给客户的退款页（{days} 天内有效）：{url}",
        "The customer's page (good for {days:day|days}): {url}",
    ),
    "refund_by_customer": ("客户", "the customer"),
    "refund_asked": ("{at} 申请 {name} · {status}", "{at} application {name} · {status}"),
    "refund_made": (
        "  {at} {by}：{text}（{row}，第 {version} 版）{url}",
        "  {at} {by}: {text} ({row}, version {version}) {url}",
    ),
    "refund_times_title": (
        "最近四周办完的退款，从申请到办完",
        "Refunds settled in the last four weeks, from application to settling",
    ),
    "refund_times_none": ("还没有办完的退款", "None was settled"),
    "refund_times_shop": (
        "{shop}：{count} 笔，平均 {mean}，中位 {median}，p95 {p95}；每周平均 {weeks}",
        "{shop}: {count}, mean {mean}, median {median}, p95 {p95}; weekly means {weeks}",
    ),
    "refund_times_late_title": (
        "最近四周售后单，48 小时没有答复的",
        "After-sales tickets of the last four weeks without an answer in 48 hours",
    ),
    "refund_times_late": ("{shop}：{late}/{due} = {share}", "{shop}: {late}/{due} = {share}"),
    "review_badge": ("退款待核实", "Refund to decide"),
    "review_title": (
        "{badge} · {status} · 订单 {order_no}",
        "{badge} · {status} · order {order_no}",
    ),
    "review_review": ("等人决定", "waits for a person"),
    "review_refused": ("已拒绝", "refused"),
    "review_decided": ("已决定", "decided"),
    "review_settled": ("已办完", "done"),
    "review_headline_waits": (
        "规则不能决定，请质检组在 24 小时内决定。",
        "No rule decides it; quality control has 24 hours.",
    ),
    "review_headline_person": ("{by}决定：{action}。", "{by} decided: {action}."),
    "review_headline_rule": (
        "有了新的事实，按规则决定：{action}。",
        "New facts came; the rules decide: {action}.",
    ),
    "review_no_override": (
        "这个申请已经有决定，不能改；有新的情况请申诉。",
        "This application is decided and nobody overrides that; appeal with new facts.",
    ),
    "review_amount": ("金额", "Amount"),
    "review_facts": ("已知事实", "Known facts"),
    "review_rule": ("依据", "By"),
    "review_reason": ("申请说", "It says"),
    "review_by_rule": (
        "{rule}（第 {version} 版）· {clause}",
        "{rule} (version {version}) · {clause}",
    ),
    "review_since": ("{at} 申请", "Asked for at {at}"),
    "refund_not_done": (
        "订单 {order_no} 的退款决定没有办成（{why}）；请人工办，办完推送 refund.paid。",
        (
            "What was decided about the refund of {order_no} was not done ({why}); "
            "do it by hand, then send refund.paid."
        ),
    ),
    "refund_withheld": (
        "订单 {order_no} 的退款 ¥{why} 没有付：加上之前的超过实付。请核对，该付的人工付。",
        (
            "¥{why} of order {order_no} was not paid back: with earlier refunds it is more than "
            "the order's own amount. Check it, and pay by hand what is due."
        ),
    ),
    "refund_told_twice": (
        (
            "订单 {order_no} 的退款 {name} 没有付：和另一个系统的 {other} 同一天、同样金额。"
            "不是同一个就人工付；然后都推送 refund.paid，写明是 {name}。"
        ),
        (
            "Refund {name} of order {order_no} was not paid: it has the day and the amount of "
            "{other}, told by another system. Pay by hand if it is another one; then, either "
            "way, send refund.paid and name {name} in it."
        ),
    ),
    "undelivered_refund": (
        "一张退款待核实的卡片没有送到 {target}（{code}）；要看请发“退款”加单号",
        "A refund to decide did not reach {target} ({code}); write “refund” and the order",
    ),
    "terms_title": ("退换货条款", "Terms of returns and refunds"),
    "terms_version": ("第 {version} 版", "Version {version}"),
    "terms_unknown": ("没有这一版条款", "There is no such version of the terms"),
    "refund_differs": (
        "与另一次申请不同的事实：{facts}",
        "What differs from the other application: {facts}",
    ),
    "refund_differs_from": ("{name}：{one}（另一次 {other}）", "{name}: {one} (there {other})"),
    "not_read_unknown_fact": (
        "没有“{fact}”这个事实{hint}",
        "There is no fact “{fact}”{hint}",
    ),
    "not_read_wrong_type": (
        "{fact} 的值“{given}”类型不对，应为 {hint}",
        "“{given}” is no value of {fact}; give {hint}",
    ),
    "not_read_unknown_word": (
        "{fact} 没有“{given}”这个值，可写 {hint}",
        "{fact} knows no “{given}”; give {hint}",
    ),
    "not_read_out_of_range": (
        "{fact} 的值“{given}”超出范围，应为 {hint}",
        "“{given}” is out of range for {fact}; give {hint}",
    ),
    "not_read_wrong_unit": (
        "{fact} 的值“{given}”单位不对，可用 {hint}",
        "“{given}” has the wrong unit for {fact}; give {hint}",
    ),
    "not_read_contradiction": (
        "{fact} 的值“{given}”与 {hint} 矛盾",
        "“{given}” of {fact} contradicts {hint}",
    ),
    "not_read_near": ("，是不是 {name}", "; did you mean {name}"),
})  # fmt: skip
