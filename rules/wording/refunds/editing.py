"""Sentences about the rules of refunds as somebody reads, changes and checks them."""

from collections.abc import Mapping
from types import MappingProxyType

EDITING: Mapping[str, tuple[str, str]] = MappingProxyType({
    "cell_any": ("任意", "any"),
    "cell_or": ("或", " or "),
    "row_line": ("{row}：{when} → {gives}", "{row}: {when} → {gives}"),
    "row_named": ("{row}（{name}）", "{row} ({name})"),
    "row_edges": ("边界 {row} {fact}：{sides}", "edge {row}, {fact}: {sides}"),
    "clause_unverified": ("{name}（待核）", "{name} (to be verified)"),
    "row_rate": ("退 {rate}", "{rate} of it"),
    "row_voucher": ("送券 {rate}", "a voucher of {rate}"),
    "row_freight_buyer": ("运费买家", "freight: buyer"),
    "row_freight_seller": ("运费卖家", "freight: seller"),
    "row_freight_insurance": ("运费保险", "freight: insurance"),
    "row_freight_none": ("无运费", "no freight"),
    "row_goods_back": ("寄回", "sent back"),
    "row_goods_keep": ("不用寄回", "kept"),
    "row_goods_stop": ("拦下", "stopped"),
    "row_goods_none": ("不涉及", "not concerned"),
    "check_gap": (
        "没有规则说到这样的申请：{shown}",
        "No rule speaks of such an application: {shown}",
    ),
    "check_tie": (
        "{row} 与 {by} 优先级相同，都说到：{shown}",
        "{row} and {by} have one priority and both speak of: {shown}",
    ),
    "check_unreachable": (
        "{row} 永远轮不到，先被 {by} 拿走，如：{shown}",
        "{row} is never reached; {by} takes what it speaks of, such as: {shown}",
    ),
    "check_masked": (
        "{row} 的一部分先被 {by} 拿走，结果不同，如：{shown}",
        "{by} takes a part of {row} and decides it otherwise, such as: {shown}",
    ),
    "case_failed": (
        "例 {case} 不通过（行 {row}）：应为 {expected}，会是 {got}",
        "Case {case} fails (row {row}): expected {expected}, it would be {got}",
    ),
    "case_outcome": ("{action} ¥{amount}（{row}）", "{action} ¥{amount} ({row})"),
    "case_voucher": (" + 券 ¥{amount}", " + a voucher of ¥{amount}"),
    "case_untested": (
        "规则 {rules} 没有例子，不能发布",
        "No case is about rule {rules}; it cannot be published",
    ),
    "book_not_jdm": (
        "不是可读的决策表（JDM，首条命中）{column} {given}",
        "This is no decision table that can be read (JDM, first hit) {column} {given}",
    ),
    "book_no_rows": ("决策表里一行也没有", "The decision table has no rows"),
    "book_bad_cell": (
        "行 {row} 的 {column} 写了“{given}”，不能读；可写 <= 7、[1..7]、'yes','no'、null 或留空",
        "Row {row}: “{given}” of {column} cannot be read; write <= 7, [1..7], 'yes','no', null",
    ),
    "book_bad_output": (
        "行 {row} 的结果不能读 {column} {given}",
        "Row {row} gives what cannot be read {column} {given}",
    ),
    "book_unknown_fact": ("没有“{column}”这个事实", "There is no fact “{column}”"),
    "book_twice": ("行 {row} 出现了两次", "Row {row} is there twice"),
    "book_order": (
        "行 {row} 排在 {given} 后面，优先级却更小",
        "Row {row} stands behind {given}, and its priority says the opposite",
    ),
    "book_bad_case": ("这个例子不能读：{given}", "This case cannot be read: {given}"),
    "book_engine": ("引擎不接受：{given}", "The engine does not take it: {given}"),
    "edit_unreadable": (
        "看不懂“{said}”。例：9 优先级 45；10-1 券 10%；32-3 金额 > 5000；9 先于 11",
        "“{said}” is no edit. Such as: 9 priority 45; 10-1 voucher 10%; 32-3 amount > 5000",
    ),
    "edit_no_rule": ("没有规则或行 {said}", "There is no rule or row {said}"),
    "edit_no_field": (
        "没有“{said}”这一项；可改优先级、比例、券、动作、先于、后于，或一个事实的条件",
        "There is no “{said}”; priority, rate, voucher, action, before, after, or a fact",
    ),
    "edit_bad_value": ("“{said}”的值不对", "The value of “{said}” is not right"),
    "edit_same": ("没有改变什么", "Nothing would change"),
    "edit_take_cases": (
        "如果这正是要改的，在后面写“改例”，例子的期望一起进草案",
        "If that is what is meant, write “update-cases” behind it: they become part of the draft",
    ),
    "change_place": ("规则 {rule}（{name}）", "Rule {rule} ({name})"),
    "change_at": ("第 {place} 位", "place {place}"),
    "change_shifted": ("优先级数字顺延", "Priorities that give way"),
    "change_shifted_rules": ("{count} 条", "{count:rule|rules}"),
    "change_same_order": ("先后不变", "in the same order"),
    "change_row": ("行 {row}", "Row {row}"),
    "change_nothing": ("没有", "none"),
    "change_action": ("动作", "action"),
    "change_freight": ("运费方", "freight"),
    "change_rate": ("退款比例", "rate"),
    "change_voucher": ("补偿券", "voucher"),
    "change_clause": ("条款", "clause"),
    "change_note": ("说明", "note"),
    "change_goods": ("商品去向", "goods"),
    "change_case": ("例 {case}", "Case {case}"),
    "change_masks": ("新的遮挡", "Newly masked"),
    "draft_kind_refund_rules": ("退款规则", "refund rules"),
    "refund_rules_version": (
        "退款规则第 {version} 版，{count} 条",
        "Refund rules, version {version}: {count:rule|rules}",
    ),
    "refund_rules_line": (
        "{rule}. {name}：{action}（优先级 {priority}）",
        "{rule}. {name}: {action} (priority {priority})",
    ),
    "refund_rules_how": (
        "看一条：“{one}”；改一条（成为草案）：“{edit}”",
        "Read one: “{one}”; change one, as a draft: “{edit}”",
    ),
    "refund_rules_found": ("与“{said}”最像的规则：", "The rules most like “{said}”:"),
    "refund_rules_not_found": (
        "没有规则说到“{said}”。要改规则，先写它的编号：{example}",
        "No rule speaks of “{said}”. To change one, begin with its number: {example}",
    ),
    "refund_rules_none": ("没有规则 {rule}", "There is no rule {rule}"),
    "refund_rules_cases": ("例子 {count} 个，全部通过", "{count:case|cases}, all of which hold"),
    "usage_refund_rules": ("退款规则 [列表|编号|修改]", "refund-rules [list|N|edit]"),
    "what_refund_rules": (
        "退款规则：看，或提议修改",
        "the rules of refunds: read them, or propose a change",
    ),
})  # fmt: skip
