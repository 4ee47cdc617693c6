"""Labels of the console's pages, in both languages; other sentences are in rules.wording."""

from collections.abc import Mapping
from types import MappingProxyType

LABELS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "brand": ("共振", "Resonance"),
    "group": ("订单值班群", "Order duty group"),
    "members": ("{n} 人 · 共振在线", "{n} people · Resonance is on"),
    "i_am": ("我是", "I am"),
    "sign_out": ("退出", "Sign out"),
    "private": ("仅你可见", "Only you see this"),
    "manual": ("人工", "by hand"),
    "suggestions": ("建议", "Suggestions"),
    "more": ("为什么：构成、规则、相似的单", "Why: the sum, the rules, similar orders"),
    "details": ("订单详情", "Order page"),
    "rooms": ("房间", "Rooms"),
    "own_room": ("我的房间", "My room"),
    "own_room_text": ("只有您和共振看得到", "Only you and Resonance"),
    "pending": ("待处理", "To do"),
    "pending_more": ("还有 {n} 条，发“预警”逐页看", "{n} more; send “alerts”"),
    "none_pending": ("没有待处理的预警", "Nothing to do"),
    "empty": (
        "还没有消息。发“预警”看现在的情况，发“帮助”看能做什么。",
        "No messages yet. Send “alerts” or “help”.",
    ),
    "placeholder": ("发消息，例如：查单 1024", "Message, for example: order 1024"),
    "send": ("发送", "Send"),
    "newer": ("新消息", "New messages"),
    "older": ("加载更早的消息", "Load older messages"),
    "oldest": ("没有更早的消息了", "The beginning"),
    "close": ("关闭", "Close"),
    "contracts": ("契约健康度", "Contracts"),
    "contracts_none": ("还没有伙伴的消息。", "No partner has sent anything yet."),
    "contracts_well": ("现在没有异常。", "Nothing is wrong now."),
    "statuses": ("状态映射", "Status map"),
    "sheet": ("未发货订单溯源表", "Unshipped orders"),
    "sheet_whole": ("整张表", "Whole sheet"),
    "sheet_day": ("日期", "Day"),
    "sheet_order": ("订单号", "Order"),
    "sheet_mark": ("客服标记", "Customer service"),
    "sheet_system": ("系统状态", "System"),
    "sheet_warehouse": ("仓库操作日志", "Warehouse log"),
    "sheet_cause": ("断在", "Lost at"),
    "sheet_by": ("排序", "Order by"),
    "sheet_risk": ("晚发要赔", "¥ at risk"),
    "sheet_age": ("付款至今", "Paid for"),
    "sheet_due": ("发货时限", "Ship by"),
    "sheet_all_warehouses": ("全部仓库", "All warehouses"),
    "sheet_no_warehouse": ("未分仓", "No warehouse"),
    "sheet_all_causes": ("全部原因", "All causes"),
    "sheet_odd_only": ("只看对不上的", "Only what differs"),
    "sheet_mine": ("只看我的", "Only mine"),
    "sheet_export": ("导出 .xlsx", "Export .xlsx"),
    "sheet_legend": (
        "红底、写在【】里的，和另外两方对不上。",
        "What stands in [ ] on red differs from the other two.",
    ),
    "sheet_none": ("没有这样的订单。", "There are no such orders."),
    "sheet_not_made": ("这一天的表没有发过", "No sheet was sent on this day"),
    "sheet_nothing_left": ("这一天的表上没有留下的单", "No order is left on the sheet of this day"),
    "sheet_done_by": ("{by} 已处理 {at}", "done by {by} {at}"),
    "sheet_left": ("已出库", "has left"),
    "sheet_ended": ("已取消或改单", "cancelled or replaced"),
    "sheet_agrees": ("三方一致", "all agree"),
    "notify": ("开启桌面提醒", "Notify me"),
    "notify_red": ("红色预警 {order_no} · {score}", "Red {order_no} · {score}"),
    "notify_you": ("有给您的消息", "A message for you"),
    "failed": (
        "没有办成，什么也没改，请再试一次。",
        "It did not work; nothing was changed. Please try again.",
    ),
    "slow": (
        "还没有回音，请再试一次，不会重复执行。",
        "No answer yet. Try again; it is never done twice.",
    ),
    "expired": (
        "登录已过期，请重新获取登录链接。",
        "Your session is over; ask for a new sign-in link.",
    ),
    "offline": ("连接断开，正在重连…", "Connection lost, reconnecting…"),
    "back": ("返回群聊", "Back to the chat"),
    "order": ("订单", "Order"),
    "score": ("共振分", "Resonance"),
    "may_ship": ("未锁定，可以发货", "Not held, may ship"),
    "locked": ("已锁定，扫描一律拦截", "Held, every scan is denied"),
    "gone": ("已结束，不再发货", "Over, nothing to ship"),
    "curve": ("分数曲线", "Score over time"),
    "signals": ("信号构成", "Signals"),
    "no_signals": ("没有命中的信号", "No signal counts"),
    "total": ("合计", "Total"),
    "policy": ("规则版本", "Policy version"),
    "holds": ("锁定记录", "Holds"),
    "no_holds": ("从未锁定", "Never held"),
    "hold_open": ("未放行", "open"),
    "hold_released": ("已放行", "released"),
    "hold_expired": ("已到期", "expired"),
    "timeline": ("时间线", "Timeline"),
    "delay": ("{span}后收到", "received {span} later"),
    "scans": ("扫描", "Scans"),
    "no_scans": ("还没有扫描", "No scans yet"),
    "audit": ("操作记录", "Audit trail"),
    "no_audit": ("没有操作", "No actions"),
    "deliveries": ("通知送达", "Deliveries"),
    "no_deliveries": ("没有发过通知", "Nothing was sent"),
    "attempts": ("第 {n} 次", "attempt {n}"),
    "shop": ("店铺", "Shop"),
    "amount": ("金额", "Amount"),
    "business": ("状态", "Status"),
    "finance": ("财务", "Finance"),
    "systems": ("各系统", "Systems"),
    "ship_by": ("发货时限", "Ship by"),
    "pickup_by": ("揽收时限", "Pick-up by"),
    "deliver_by": ("送达时限", "Deliver by"),
    "confirmation": ("客户确认", "Confirmation"),
    "photos": ("客户照片", "Photos"),
    "parcels": ("包裹", "Parcels"),
    "handled_by": ("处理人", "Handled by"),
    "refund_rules": ("退款规则", "Refund rules"),
    "rules_word": ("退款规则", "refund-rules"),
    "rules_search": ("搜索规则、条件或条款", "Search rules, conditions or clauses"),
    "rules_priority": ("优先级", "priority"),
    "rules_earlier": ("提前", "Earlier"),
    "rules_later": ("推后", "Later"),
    "rules_drag": ("拖动改变顺序", "Drag to change the order"),
    "rules_rate": ("退款比例", "Rate"),
    "rules_voucher": ("补偿券", "Voucher"),
    "rules_action": ("动作", "Action"),
    "rules_pending": ("要提议的修改", "Changes to propose"),
    "rules_none_pending": (
        "拖动规则、移动滑块或改数字，再提议",
        "Drag rules, move sliders or set numbers, then propose",
    ),
    "rules_take_cases": ("例子的期望随之修改", "Cases expect the new outcome"),
    "rules_clear": ("全部撤销", "Undo all"),
    "rules_editor": ("下载决策表（JDM）", "Download the table (JDM)"),
    "map": ("映射", "Map"),
    "map_search": ("搜索词、含义或系统", "Search words, meanings or systems"),
    "map_all": ("全部系统", "All systems"),
    "map_base": ("原词", "Raw word"),
    "map_code": ("编码", "Code"),
    "map_business": ("业务态", "Business"),
    "map_finance": ("财务态", "Finance"),
    "map_unsure": ("凭记忆，待核", "remembered, to be checked"),
    "map_unmapped": ("没有映射的词", "Words that are not mapped"),
    "desk_drafts": ("等待批准的草案", "Drafts that wait for approval"),
    "desk_no_drafts": ("没有草案", "No drafts"),
    "desk_versions": ("已发布的版本", "Published versions"),
    "desk_propose": ("提议", "Propose"),
    "map_keep": ("财务态：按惯例", "Finance: as usual"),
    "desk_open": ("打开", "Open"),
    "desk_approve": ("批准", "Approve"),
    "desk_rollback": ("回到这一版", "Back to this"),
    "desk_flips": ("会改变的", "What changes"),
    "map_shown": ("显示更多", "Show more"),
    "missing": ("数据不完整", "Incomplete"),
    "unknown_title": ("没有这个订单", "No such order"),
    "unknown_text": (
        "没找到订单{order_no}。请核对单号，或在群里发“查单后4–6 位”。",
        "No order {order_no}. Check the number, or send “order” with its last 4–6 digits.",
    ),
    "not_yours_title": ("不在您的店铺范围内", "Not within your shops"),
    "not_yours_text": (
        "这一单不归您的店铺，请找值班审批人。",
        "This order belongs to another shop; ask the approver on duty.",
    ),
    "sign_in_title": ("请先登录", "Please sign in"),
    "sign_in_text": (
        (
            "这个页面只对登记的人开放。请管理员在服务器上运行 "
            "<code>resonance sign-in 您的名字</code>，用它给出的链接登录，一小时内有效。"
        ),
        (
            "This page is for registered people. Ask an admin to run "
            "<code>resonance sign-in NAME</code> on the server and open the link it prints "
            "within one hour."
        ),
    ),
    "sign_in_expired_title": ("链接已失效", "This link is no longer valid"),
    "sign_in_expired_text": (
        "登录链接一小时内有效。请管理员再运行一次 <code>resonance sign-in 您的名字</code>。",
        (
            "A sign-in link is valid for one hour. Ask an admin to run "
            "<code>resonance sign-in NAME</code> again."
        ),
    ),
    "signed_out_title": ("已退出", "Signed out"),
    "signed_out_text": ("需要时请用新的登录链接进入。", "Use a new sign-in link to come back."),
    "host_title": ("只能从本机访问", "Only from this machine"),
    "host_text": (
        "演示只接受本机地址，请打开 http://127.0.0.1 上的页面。",
        "The demo answers to loopback addresses only; open it at http://127.0.0.1.",
    ),
    "origin_title": ("来源不对", "Wrong origin"),
    "origin_text": (
        "这个请求来自别的网站，已拒绝。",
        "This request came from another site and was refused.",
    ),
})  # fmt: skip


def label(key: str, lang: str = "zh", **facts: object) -> str:
    """Return a label; an unknown one is a KeyError."""
    zh, en = LABELS[key]
    text = zh if lang == "zh" else en
    return text.format_map({k: str(v) for k, v in facts.items()}) if facts else text


def table(*keys: str, lang: str = "zh") -> dict[str, str]:
    """Return labels for a page's script."""
    return {key: label(key, lang) for key in keys}


def html_lang(lang: str) -> str:
    """Return the language as browsers name it."""
    return "zh-CN" if lang == "zh" else "en"
