"""Sentences of cards: what they say of an alert, and what they advise."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
CARD: Mapping[str, tuple[str, str]] = MappingProxyType({
    "card_title": ("{level} · 订单 {order_no} · {state}", "{level} · order {order_no} · {state}"),
    "label_score": ("共振分", "Resonance"),
    "label_parts": ("构成", "Made of"),
    "label_hard": ("硬规则", "Hard rules"),
    "label_policy": ("规则", "Rules"),
    "label_holds": ("锁定", "Holds"),
    "label_customer": ("客户", "Customer"),
    "label_goods": ("商品", "Goods"),
    "label_moved": ("地址", "Address"),
    "label_wrote": ("留言", "Wrote"),
    "label_order": ("订单", "Order"),
    "label_deadline": ("发货时限", "Ship by"),
    "label_proof": ("拦截", "Stopped"),
    "label_suggestion": ("建议", "Do"),
    "card_score": (
        "{score}（橙 {orange} / 红 {red}）",
        "{score} (orange {orange} / red {red})",
    ),
    "card_incomplete": (
        "不完整（{all} 个里缺 {missing} 个）",
        "incomplete ({missing} of {all} missing)",
    ),
    "card_missing": ("{mark}：{kinds}", "{mark}: {kinds}"),
    "card_part": ("{name} {weight}×{count}＝{sum}", "{name} {weight}×{count}={sum}"),
    "card_policy": ("版本 {version}", "version {version}"),
    "card_deadline": ("{at}（{left}）", "{at} ({left})"),
    "card_proof": ("锁定后已拦截扫描 {count} 次", "{count:scan|scans} denied since the lock"),
    "card_manual": ("人工", "by hand"),
    "card_goods": ("{named} 等 {count} 件", "{named} and more, {count:piece|pieces}"),
    "card_gift": ("{name}（赠品）", "{name} (gift)"),
    "card_street": ("{town}（换了门牌）", "{town} (another street)"),
    "card_wrote": ("「{text}」", "“{text}”"),
    "card_still_locked": ("仍锁定：{holds}", "still locked: {holds}"),
    "card_why_released": (
        "为什么放行？选一个，或回“放行 {order_no} 原因”",
        "Why? Choose one, or send “release {order_no} reason”",
    ),
    "card_more": ("更多：{command}", "More: {command}"),
    "deed_opened": ("系统 {at} 预警", "raised {at}"),
    "deed_done": ("{by} {at} {done}", "{by} {at} {done}"),
    "deed_until": ("{done}，至 {until}", "{done}, until {until}"),
    "deed_because": ("{done}（{because}）", "{done} ({because})"),
    "deed_resolved": ("系统 {at} 分数已回落", "calmed down by itself {at}"),
    "deed_expired": ("系统 {at} 订单已结束", "the order is over {at}"),
    "label_recall": ("召回", "recall"),
    "recall_open": ("仍可拦截 {left}（到 {at}）", "can still be stopped for {left} (until {at})"),
    "recall_closed": ("已过承运商的拦截时限", "the carrier can no longer stop it"),
    "recall_asked_line": ("已请仓库系统召回，等答复", "asked back, no answer yet"),
    "recall_accepted_line": ("召回已受理，等退回", "the recall was taken, the goods come back"),
    "recall_refused_line": ("召回被拒绝或没有送到", "the recall was refused or did not arrive"),
    "card_line": ("{label}：{text}", "{label}: {text}"),
    "card_advice": ("{text}〔{how}〕", "{text} [{how}]"),
    "card_reply": ("没有按钮时可发：{commands}", "Without buttons, send: {commands}"),
    "card_link": ("详情：{link}", "Details: {link}"),
})  # fmt: skip

#: What happened (rule_, did_) and what it means, put together into the first sentence of a card.
HEADLINE: Mapping[str, tuple[str, str]] = MappingProxyType({
    "rule_past_handover": ("过了交接时限还没发出", "it is past the hand-over limit"),
    "rule_past_delivery": ("过了承诺送达时间还没签收", "it is past the promised delivery"),
    "rule_unshipped_too_long": ("付款超过 {after} 还没发货", "paid over {after} ago, not shipped"),
    "rule_parcel_mismatch": ("扫到的包裹与订单不符", "the parcel scanned is not of this order"),
    "rule_amount_mismatch": ("付的钱与订单金额不同", "another amount was paid than it costs"),
    "rule_black_listed": ("客户或地址在黑名单上", "the customer or address is black-listed"),
    "rule_payment_without_order": ("收到付款，却没有订单", "a payment came without an order"),
    "rule_channel_unfit": ("物流渠道不能用", "its logistics channel cannot be used"),
    "rule_out_of_radius": ("收货地址超出配送半径", "the address is beyond the delivery radius"),
    "rule_gift_missing": ("包裹里缺赠品", "a gift is missing from the parcel"),
    "rule_gift_unbound": ("赠品没有有效的主单", "a gift has no valid main order"),
    "rule_refund_open": ("客户申请了退款", "the customer asks for a refund"),
    "rule_refund_shipped": ("客户申请了退款，货却已发出", "a refund is open, yet the goods left"),
    "rule_held_shipped": ("订单锁着，货却已发出", "the order is held, yet the goods left"),
    "did_customer": ("客户{did}", "the customer {did}"),
    "did_and": ("{before}，又{last}", "{before} and {last}"),
    "did_address_changed": ("改了收货地址", "changed the address"),
    "did_move": (" {within}内改址{times}", "changed the address {times} within {within}"),
    "did_address_burst": ("短时间内在几单上改址", "changed the address of several orders"),
    "did_pay_dwell": ("付款前犹豫很久", "hesitated long before paying"),
    "did_coupon_depth": ("用了很深的优惠", "used a deep discount"),
    "did_chat_opened": ("找了客服", "contacted service"),
    "did_chat_opened_again": ("反复找客服", "contacted service again and again"),
    "did_chat_after_pay": ("付款后马上找客服", "contacted service right after paying"),
    "did_chat_after_pay_again": (
        "付款后马上找客服，之后还找",
        "contacted service right after paying, and again",
    ),
    "did_urgent_words": ("说急用", "said it is urgent"),
    "did_deadline_burn": ("发货时限快到，还没发出", "the time to ship is running out"),
    "did_label_slow": ("打面单异常慢", "its label took unusually long"),
    "did_multi_piece": ("要发多件，还没复核齐", "several pieces are not all checked yet"),
    "did_status_conflict": ("各系统状态对不上", "the systems disagree on its status"),
    "did_trace_stall": ("物流停滞超过 {stall}", "its trace has stood still for over {stall}"),
    "did_signal": ("出现“{name}”", "there was “{name}”"),
    "did_nothing": ("预警的信号已不再计", "what it warned of no longer counts"),
    "times_two": ("两次", "twice"),
    "times": (" {count} 次", "{count:time|times}"),
    "times_at_least": ("至少 {count} 次", "at least {count:time|times}"),
    "clause": ("，", "; "),
    "means_recall": ("包裹已发出，看能否召回", "it has left; see whether it can be recalled"),
    "means_left": ("包裹已发出，无法拦截", "the parcel has left and cannot be stopped"),
    "means_locked": ("已锁定，扫描会拦", "locked, scans are denied"),
    "means_stopped": ("已锁定，已拦下扫描 {count} 次", "locked, {count:scan|scans} denied"),
    "means_pending": ("待仓库确认，扫描会拦", "waiting for the warehouse, scans are denied"),
    "means_refused": (
        "仓库没有接受锁定，只有扫描会拦",
        "the warehouse refused the lock, only scans are denied",
    ),
    "means_unconfirmed": (
        "仓库没有确认锁定，扫描会拦",
        "not confirmed by the warehouse, scans are denied",
    ),
    "warehouse_pending": ("待仓库确认", "waiting for the warehouse"),
    "warehouse_refused": ("仓库未接受", "refused by the warehouse"),
    "warehouse_unconfirmed": ("仓库未确认", "not confirmed by the warehouse"),
    "means_paused": (
        "自动锁已暂停，还没锁定，要锁请按“冻结”",
        "the automatic lock is paused: not locked, press Freeze to lock it",
    ),
    "means_free": ("未锁定，会照常发货", "not locked, it will ship"),
})  # fmt: skip

SUGGESTIONS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "suggest_black_listed": (
        "黑名单客户：先锁定，看名单上的原因再决定",
        "Black-listed: lock it, read the reason on the list, then decide",
    ),
    "suggest_call_specification": (
        "电话确认镜框尺寸等规格后再发货",
        "Call the customer to confirm the specification (such as the frame size) before shipping",
    ),
    "suggest_air_freight": ("优先分配顺丰空运", "Give it air freight first"),
    "suggest_inspect_three_photos": (
        "触发质检加拍3张细节图，复核件数",
        "Have it inspected with 3 more detail photos, and count the pieces",
    ),
    "suggest_find_goods": (
        "疑似漏发：到仓库找到实物再更新状态",
        "Perhaps never shipped: find the goods in the warehouse first",
    ),
    "suggest_call_before_ship": (
        "改址又找客服：回电确认是否要取消或会拒收",
        "Changed the address and asks: call back, will they cancel or refuse it?",
    ),
    "suggest_answer_arrival": (
        "客服直接告诉客户能到的日期，到不了就先商量",
        "Tell the customer the real day of arrival, or agree on another",
    ),
    "suggest_other_printer": (
        "时限将尽又打单慢：换打印机或转其他仓打单",
        "Little time and slow labels: use another printer or warehouse",
    ),
    "suggest_check_account": (
        "优惠深又改址：核对账号和地址，防止薅单",
        "Deep discount and a new address: check the account for abuse",
    ),
    "suggest_ship_first_parts": (
        "先发齐的件，分批部分提前告知客户",
        "Ship what is complete and tell the customer about the rest",
    ),
    "suggest_verify_release": (
        "核实无误后放行；有问题就保持锁定",
        "Verify, then release; if anything is wrong leave it locked",
    ),
    "suggest_lock_address": ("先锁定，核对新地址再打单", "Lock it, check the address, then print"),
    "suggest_final_address": (
        "联系客户确认最终地址",
        "Ask the customer for the final address",
    ),
    "suggest_read_chat": ("先看对话内容再决定", "Read the chat before deciding"),
    "suggest_answer_soon": (
        "付款就来问：10 分钟内回复，核对所拍规格",
        "Asks right after paying: answer within 10 minutes, check what was ordered",
    ),
    "suggest_rush": ("按急单处理：先拣货、先打单", "Treat as a rush: pick and print first"),
    "suggest_check_choice": (
        "付款时犹豫：核对规格、数量和留言",
        "Hesitated at payment: check choice, quantity and remarks",
    ),
    "suggest_check_price": (
        "核对优惠叠加和实付金额，防止错价发货",
        "Check stacked coupons and the price paid before it ships",
    ),
    "suggest_printer": ("检查打印机，必要时换一台", "Check the printer, change it if needed"),
    "suggest_ship_today": ("插队发出，赶上今天截单", "Move it up to make today's pick-up"),
    "suggest_carrier": ("联系快递网点催件或查件", "Ask the carrier where it is"),
    "suggest_compare_systems": (
        "对比各系统状态，以仓库实物为准",
        "Compare the systems; the goods in the warehouse decide",
    ),
    "suggest_look": ("看依据再决定", "Look at the reasons, then decide"),
    "suggest_hand_over": (
        "立即交接快递；做不到就先告知客户新时间",
        "Hand it over now, or tell the customer the new time first",
    ),
    "suggest_apologise": ("主动联系客户并催派送", "Contact the customer and press for delivery"),
    "suggest_backlog": ("查这一单卡在哪一步", "Find the step it is stuck at"),
    "suggest_settle_amount": (
        "先别发；到支付平台核对这笔，改订单金额后重放，或退款",
        "Do not ship; compare it at the provider, correct the order and replay, or refund",
    ),
    "suggest_open_parcel": (
        "拆开逐件核对，换对面单后再扫",
        "Open it, check every piece, put on the right label, scan again",
    ),
    "suggest_fix_channel": (
        "在订单里补上或改成可用的渠道编码，锁会自动解除",
        "Give the order a channel code that may be used; the hold ends by itself",
    ),
    "suggest_other_warehouse": (
        "换仓、换渠道或更正地址，锁会自动解除",
        "Change the warehouse, channel or address; the hold ends by itself",
    ),
    "suggest_pack_gift": (
        "把赠品装进包裹再扫，锁会自动解除",
        "Put the gift into the parcel and scan again; the hold ends by itself",
    ),
    "suggest_bind_gift": (
        "让订单中心把赠品绑到有效的主单，或取出赠品",
        "Have the order centre bind the gift to a valid main order, or take it out",
    ),
    "suggest_settle_refund": (
        "先处理退款：同意就取消订单，客户撤回再放行",
        "Settle the refund first: cancel the order, or release it if the customer withdraws",
    ),
    "suggest_call_back_held": (
        "还在拦截时限内就召回，并查清哪一关没有扫描",
        "Recall it while that is possible, and find out where nobody scanned it",
    ),
    "suggest_call_back": (
        "还在拦截时限内就召回，否则等退回验货再退款",
        "Recall it while that is possible, or refund when the goods are back",
    ),
    "suggest_restore_order": (
        "核对支付账单：补建订单或原路退款",
        "Check the payment bill: restore the order or refund it",
    ),
})  # fmt: skip
