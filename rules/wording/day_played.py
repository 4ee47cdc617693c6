"""Sentences of `resonance day`: what was missed and why, and what a month that drifts cost."""

from collections.abc import Mapping
from types import MappingProxyType

DAY_PLAYED: Mapping[str, tuple[str, str]] = MappingProxyType({
    "played_title": (
        "{first} · {days} 天 · 每天 {orders} 单{sale} · 种子 {seed}",
        "{first} · {days:day|days} · {orders:order|orders} a day{sale} · seed {seed}",
    ),
    "played_sale": (" · 大促", " · a sale"),
    "played_missed": ("漏发率 {rate}", "missed {rate}"),
    "played_stoppable": ("本可拦下 {count}", "could have been stopped: {count}"),
    "played_for_nothing": ("退款后仍发出 {count}", "sent although asked back: {count}"),
    "played_faults": ("故障", "faults"),
    "played_columns": (
        "故障|代码|原因|发生|有人知道|漏发",
        "fault|code|cause|happened|known|missed",
    ),
    "played_denied": ("扫描拦下 {code} {count}", "stopped at the scanner: {code} {count}"),
    "played_warehouse": (
        "仓库系统 调用 {calls}，重复 {repeats}，锁定 {orders} 单",
        "warehouse: {calls:call|calls}, {repeats} repeated, {orders:order|orders} locked",
    ),
    "played_phones": (
        "短信 {links}，电话 {calls}，重复 {repeats}",
        "{links:message|messages}, {calls:telephone call|telephone calls}, {repeats} repeated",
    ),
    "played_dwell": (
        "待确认 平均 {mean}，中位 {median}（{orders} 单，{answered} 单已确认）",
        (
            "unconfirmed for {mean} on average, median {median} "
            "({orders:order|orders}, {answered} confirmed)"
        ),
    ),
    "played_assumed": (
        (
            "假设：没人问时平均 {unasked} 才确认；{by_link} 会点链接，醒着时平均 {after_link}；"
            "每次电话 {by_call} 会按键"
        ),
        (
            "assumed: unasked, customers confirm after {unasked} on average; {by_link} tap the "
            "link, after {after_link} awake on average; {by_call} press a key at each call"
        ),
    ),
    "played_hours": ("{hours} 小时", "{hours} h"),
    "played_journal": (
        "事件 {events} · 流水 sha256 {journal}",
        "{events:event|events} · journal sha256 {journal}",
    ),
    "played_took": ("用时 {seconds} 秒", "took {seconds} s"),
    "played_fault_lost_mark": ("标记丢失", "mark lost"),
    "played_fault_no_mark": ("没有标记", "no mark"),
    "played_fault_not_in_erp": ("没进 ERP", "not in the ERP"),
    "played_fault_not_in_wms": ("没进仓库", "not with the warehouse"),
    "played_fault_wrong_parcel": ("装错包裹", "wrong parcel"),
    "played_fault_dead_channel": ("渠道停用", "channel closed"),
    "played_fault_out_of_radius": ("超出半径", "out of radius"),
    "played_fault_refund": ("发货前退款", "asked back before it left"),
    "played_fault_unmapped": ("生词", "unknown word"),
    "played_fault_missing_gift": ("少放赠品", "gift missing"),
    "played_fault_split": ("拆单漏一半", "half of a split order"),
    "played_fault_merged": ("合单后退款", "asked back once merged"),
    "played_fault_silent_carrier": ("承运商失联", "carrier silent"),
    "played_fault_silent_customer": ("没人确认", "nobody confirms"),
    # a month that drifts
    "drift_title": ("每千单的费用", "cost of 1000 orders"),
    "drift_columns": (
        "周|单|差|出厂|实际|最后|最优|遗憾|遗憾（最后）|遗憾（出厂）",
        "week|orders|bad|shipped|lived|last|best|regret|regret (last)|regret (shipped)",
    ),
    "drift_defined": (
        (
            "费用：报出来的每一单算看一次的钱，坏消息之前没报的差单算漏报的钱；每千单。"
            "出厂、最后（发布的）是同一套权重判完整周；实际是当时真的报了没有，含试运行。"
            "最优：形式相同，在这一周全部订单和它们的结局上找，当时没有人能知道。"
            "遗憾 =（它 − 最优）÷ 最优。"
        ),
        (
            "Cost: a look at each order told of, and a miss for each bad order not told of before "
            "its bad end, of 1000 orders. Shipped, and last (published): one set of weights for "
            "the whole week; lived: what was told of as it was, trials included. Best: of the same "
            "form, searched on all orders of the week and their ends, which nobody could know. "
            "Regret = (it − best) ÷ best."
        ),
    ),
    "drift_last": (
        "最后一周的遗憾：最后发布的权重 {last}，实际（含试运行）{lived}，出厂 {shipped}",
        (
            "Regret of the last week: {last} by the weights published last, "
            "{lived} as it was (trials included), {shipped} as shipped"
        ),
    ),
    "drift_searched": (
        (
            "第 {week} 周末 {at} 能下结论 {orders} 单，差 {bad}；"
            "后来的 {checked} 单上每千单省 ¥{gain} → {what}"
        ),
        (
            "End of week {week}, {at}: {orders:order is|orders are} settled, {bad} bad; "
            "¥{gain} saved of 1000 on {checked:later order|later orders} → {what}"
        ),
    ),
    "drift_searching": (
        "第 {week} 周末找权重 {done}/{all}",
        "end of week {week}, weights are searched {done}/{all}",
    ),
    "drift_draft": ("草案 {number}", "draft {number}"),
    "drift_none": ("不提（{advice}）", "no draft ({advice})"),
    "drift_advice_propose": ("值得改", "worth it"),
    "drift_advice_noise": ("可能是碰巧", "may be chance"),
    "drift_advice_nothing": ("没有更省的", "nothing costs less"),
    "drift_advice_few": ("知道结局的单太少", "too few ends are known"),
    "drift_shadow": (
        "草案 {number}（{whose}）影子判 {orders} 单，{differing} 单不同{stayed}",
        "Draft {number} ({whose}) shadows {orders:order|orders}, {differing} differ{stayed}",
    ),
    "drift_machine": ("机器找的，{author} 提议", "found by the machine, proposed by {author}"),
    "drift_stayed": (
        "；一个人批准后仍是第 {version} 版",
        "; approved by one, version {version} stays",
    ),
    "drift_unpublished": ("没有发布：{state}", "not published: {state}"),
    "drift_published": (
        "{at} 两个人发布第 {version} 版，判 {share} 的单",
        "{at} two publish it as version {version}, for {share} of orders",
    ),
    "drift_tripped": ("{at} 护栏触发（{guard}）", "{at} the guard trips ({guard})"),
    "drift_guard_false_alarms": ("误报变多", "more false alarms"),
    "drift_guard_alerts": ("预警变多", "more alerts"),
    "drift_guard_person": ("有人回滚", "somebody went back"),
    "drift_all": ("{at} 判全部订单", "{at} for every order"),
    "drift_back": ("{at} 退回：{why}", "{at} taken back: {why}"),
    "drift_canary": ("还在试运行", "still on trial"),
})  # fmt: skip
