"""Sentences about contracts: what partners send, what of it is not as agreed, and what changed."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
CONTRACTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "contract_missing": ("字段缺失率", "missing fields"),
    "contract_encryption": ("加密方式一致性", "encryption consistency"),
    "contract_skew": ("时间戳偏移量", "timestamp offset"),
    "contract_of": ("{name} {what}", "{name}: {what}"),
    "contract_field": ("{field} {change}", "{field} {change}"),
    "contract_time": ("消息时间", "the time of messages"),
    "contract_seconds": ("{seconds} 秒", "{seconds} s"),
    "contract_fields": ("缺得最多：{fields}。", "Most often: {fields}."),
    "contract_change_added": ("是新字段", "is new"),
    "contract_change_removed": ("不见了", "is gone"),
    "contract_change_renamed": ("改名了", "was renamed"),
    "contract_change_type": ("换了类型", "has another type"),
    "contract_change_word": ("出现新值", "has a new value"),
    "contract_change_encoding": ("编码变了", "is encoded otherwise"),
    "contract_change_unit": ("单位变了", "is in another unit"),
    "contract_change_clock": ("差了整小时", "is whole hours off"),
    "contract_over_missing": (
        "{since} 起的窗口里有 {messages} 条，字段缺失率 {value}，阈值 {limit}。{fields}",
        (
            "{value} of {messages:message|messages} since {since} lack a field; "
            "the limit is {limit}. {fields}"
        ),
    ),
    "contract_over_encryption": (
        "{since} 起的窗口里 {messages} 条，加密方式一致性只有 {value}，阈值 {limit}。",
        ("Only {value} of {messages:message|messages} since {since} are sealed as agreed; "
        "the limit is {limit}."),
    ),
    "contract_over_skew": (
        "{since} 起的窗口里 {messages} 条，时间戳偏移 p95 {value}，阈值 {limit}。",
        ("The 95th percentile of {messages:message|messages} since {since} is {value} off; "
        "the limit is {limit}."),
    ),
    "contract_drift_added": (
        "{kind} 从 {since} 起多了字段 {field}，以前没有。",
        "{kind} has had a field {field} since {since}, and never had before.",
    ),
    "contract_drift_removed": (
        "{kind} 从 {since} 起缺了字段 {field}，以前一直有。",
        "{kind} lacks the field {field} since {since}, which it used to have.",
    ),
    "contract_drift_renamed": (
        "{kind} 的字段 {field} 从 {since} 起叫 {now}。",
        "The field {field} of {kind} is called {now} since {since}.",
    ),
    "contract_drift_type": (
        "{kind} 的 {field} 从 {since} 起是{now}，以前是{was}。",
        "{field} of {kind} is {now} since {since}, and used to be {was}.",
    ),
    "contract_drift_word": (
        "{kind} 的 {field} 从 {since} 起出现以前没有的值 {now}。",
        "{field} of {kind} says {now} since {since}, which it never said before.",
    ),
    "contract_drift_encoding": (
        "{kind} 的 {field} 从 {since} 起是{now}，以前是{was}。",
        "{field} of {kind} is {now} since {since}, and used to be {was}.",
    ),
    "contract_drift_unit": (
        "{kind} 的 {field} 从 {since} 起大约 {now}；金额请先核对是元还是分。",
        "{field} of {kind} is about {now} since {since}; see whether amounts are yuan or fen.",
    ),
    "contract_drift_clock": (
        "从 {since} 起消息时间差 {now} 小时，像是换了时区。",
        "Since {since} the time of messages is off by {now} h, as of another zone.",
    ),
    "contract_type_text": ("文字", "text"),
    "contract_type_number text": ("写成文字的数字", "a number as text"),
    "contract_type_number": ("数字", "a number"),
    "contract_type_bool": ("是或否", "true or false"),
    "contract_type_object": ("一组字段", "a record"),
    "contract_type_list": ("列表", "a list"),
    "contract_type_time": ("带时区的时间", "a time with its zone"),
    "contract_type_local time": ("不带时区的时间", "a time without its zone"),
    "contract_type_garbled": ("乱码", "garbled"),
    "contract_type_escaped": ("转义过的文字", "escaped text"),
    "contract_type_base64": ("Base64", "Base64"),
    "contract_type_other": ("别的类型", "something else"),
    "contract_share": ("占比", "Share"),
    "contract_share_of": ("{share}（{of} 条里 {messages} 条）", "{share} ({messages} of {of})"),
    "contract_first": ("第一单", "First order"),
    "contract_reach": ("谁在读", "Read by"),
    "contract_no_reach": ("没有信号或规则读它", "no signal and no rule"),
    "contract_behind": ("原因", "Cause"),
    "contract_behind_ghost": ("见“{badge}”那张红卡", "see the red card “{badge}”"),
    "trouble_badge_contract": ("{name}", "{name}"),
    "trouble_badge_drift": ("{name}", "{name}"),
    "trouble_badge_paused": ("来源 {name} 已暂停", "Source {name} is paused"),
    "trouble_paused": (
        ("来源 {name} 从 {since} 起连续发来不可能的内容（{what}，{count} 条）。"
        "它的事件一律不收，返回 503，对方重发不会丢。"),
        ("Source {name} sent what cannot be ({what}, {count}) until {since}. "
        "Its events are answered 503 and not taken; whoever sends again loses nothing."),
    ),
    "impossible_negative_amount": ("金额是负数", "negative amounts"),
    "impossible_no_order": ("订单号是空的", "no order number"),
    "trouble_do_contract": ("看这个伙伴的三项指标", "See the three figures of this partner"),
    "trouble_do_drift": (
        "找对方确认；确实改了就点「认可新契约」",
        "Ask them; where it was meant, accept the new contract",
    ),
    "trouble_do_paused": (
        "请对方先停发并修好，再点「恢复接收」",
        "Have them stop and mend it, then listen to them again",
    ),
    "trouble_accept_contract": ("认可新契约", "Accept new contract"),
    "trouble_resume_source": ("恢复接收", "Listen again"),
    "trouble_done_accept_contract": (
        "{by} 认可了 {name} 现在的契约，以后按它比较。",
        "{by} accepted what {name} sends now; it is compared with that from now on.",
    ),
    "trouble_done_resume_source": (
        "{by} 恢复了来源 {name}，对方可以重发了。",
        "{by} has {name} listened to again; they may send again.",
    ),
    "trouble_no_longer": ("已经处理过了。", "That is over already."),
    "paused_source": (
        ("来源 {name} 发来不可能的内容，已被暂停，什么都没有保存；请修好后重发，"
        "由负责人在卡片上点「恢复接收」"),
        ("source {name} sent what cannot be and is paused; nothing was stored. Mend it and send "
        "again once a person has resumed it"),
    ),
    "contracts_title": ("契约健康度（各伙伴最近的五分钟）", "Contracts (latest window of each)"),
    "contracts_none": (
        "还没有伙伴的消息可以看。",
        "No messages of any partner to look at yet.",
    ),
    "contracts_line": (
        ("{name}（{start}，{messages} 条）：字段缺失率 {missing}，加密方式一致性 {encryption}，"
        "时间戳偏移 {skew}"),
        ("{name} ({start}, {messages}): missing fields {missing}, "
        "encryption consistency {encryption}, timestamp offset {skew}"),
    ),
    "contracts_skew": (
        "p50 {p50} 秒、p95 {p95} 秒、最大 {most} 秒",
        "p50 {p50} s, p95 {p95} s, max {most} s",
    ),
    "contracts_no_skew": ("没有时间可比", "no times to compare"),
    "contracts_wrong": ("· {badge}", "· {badge}"),
    "usage_contracts": ("契约 [诊断 <时间>]", "contracts [diagnose <time>]"),
    "what_contracts": (
        "各伙伴的字段缺失率、加密方式一致性、时间戳偏移；诊断某一时刻卡在哪一步",
        "missing fields, encryption and offsets by partner; at which stage a moment failed",
    ),
    "diagnosis_title": (
        "契约诊断 {name}（{start}–{end}）",
        "Diagnosis of {name} ({start}–{end})",
    ),
    "diagnosis_yes": ("✔ {stage}：{detail}", "✔ {stage}: {detail}"),
    "diagnosis_no": ("✘ {stage}：{detail}　← 卡在这里", "✘ {stage}: {detail}  ← fails here"),
    "diagnosis_none": ("– {stage}：{detail}", "– {stage}: {detail}"),
    "diagnosis_unknown": ("– {stage}：前一步没过，没有可看的", "– {stage}: nothing came this far"),
    "diagnosis_http": ("HTTP", "HTTP"),
    "diagnosis_all_taken": ("HTTP 200", "HTTP 200"),
    "diagnosis_taken": ("{status} 收下 {count} 条", "{status} took {count}"),
    "diagnosis_refused": ("{status} 拒收 {count} 条", "{status} refused {count}"),
    "diagnosis_failed": ("{status} 没收成 {count} 条", "{status} could not take {count}"),
    "diagnosis_unanswered": ("{count} 条没有应答的记录", "of {count} the answer is not known"),
    "diagnosis_none_lost": (
        "一步都没丢，却没有一单建成：仍然是事故",
        "none was lost and no order was created: an incident still",
    ),
    "diagnosis_verified": ("验签", "verified"),
    "diagnosis_decrypted": ("解密", "decrypted"),
    "diagnosis_fields": ("字段", "fields"),
    "diagnosis_journalled": ("记账", "journalled"),
    "diagnosis_orders": ("建单", "orders created"),
    "diagnosis_created": ("同一时段新建 {count} 单", "{count:order|orders} created meanwhile"),
    "diagnosis_of": ("{good}/{all} 条", "{good} of {all}"),
    "diagnosis_why": ("{good}/{all} 条，{reasons}", "{good} of {all}, {reasons}"),
    "diagnosis_ghosts": (
        "全部回 200，却没有一单建成：仍然是事故",
        "all answered 200 and no order was created: an incident still",
    ),
    "diagnosis_well": ("每一步都通过。", "Every stage passed."),
    "diagnosis_nothing": (
        "{start}–{end} 没有收到任何伙伴的消息。",
        "No partner said anything in {start}–{end}.",
    ),
    "diagnosis_when": (
        "没看懂时间“{text}”，请写“契约 诊断 10:30”或“契约 诊断 2026-05-01 10:30”。",
        "“{text}” is no time; write “contracts diagnose 10:30” or “… 2026-05-01 10:30”.",
    ),
    "unread_other": ("其他原因", "another reason"),
    "unread_unauthorized": ("签名不对", "bad signature"),
    "unread_invalid": ("内容不合规", "not acceptable"),
    "unread_missing": ("缺字段", "a field is missing"),
    "unread_empty": ("字段是空的", "a field is blank"),
    "unread_wrong_type": ("字段类型不对", "a field has the wrong type"),
    "unread_no_base64": ("内容是 Base64 的", "in Base64"),
    "unread_wrong_specversion": ("不是 CloudEvents 1.0", "not CloudEvents 1.0"),
    "unread_unknown_type": ("不认识的事件类型", "an unknown type of event"),
    "unread_unknown_signal": ("不认识的信号", "an unknown signal"),
    "unread_source_mismatch": ("来源与令牌不符", "a source that is not the token's"),
    "unread_bad_character": ("有不可见或残缺的字符", "control or broken characters"),
    "unread_blank_inside": ("号码里有空格", "a blank in a number"),
    "unread_damaged_number": ("号码被表格软件改坏", "a number that a spreadsheet damaged"),
    "unread_too_long": ("字段太长", "a field is too long"),
    "unread_too_many_items": ("项目太多", "too many entries"),
    "unread_too_deep": ("嵌套太深", "nested too deep"),
    "unread_too_large": ("内容太多", "too large"),
    "unread_negative_amount": ("金额是负数", "negative amounts"),
    "unread_absurd_amount": ("金额大得离谱", "absurd amounts"),
    "unread_bad_decimal": ("数字格式不对", "not a plain decimal"),
    "unread_too_precise": ("小数位太多", "too many decimals"),
    "unread_out_of_range": ("超出范围", "out of range"),
    "unread_bad_time": ("时间格式不对", "not a time"),
    "unread_time_without_zone": ("时间没有时区", "a time without its zone"),
    "unread_time_in_future": ("时间在未来", "a time to come"),
    "unread_time_absurd": ("时间离谱", "an absurd time"),
})  # fmt: skip
