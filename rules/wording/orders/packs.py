"""Sentences of appeal packs: what one is, what is in it, and how a stranger verifies it."""

from collections.abc import Mapping
from types import MappingProxyType

PACKS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "usage_appeal": ("申诉包 <单号|申请编号>", "appeal N|APPLICATION"),
    "what_appeal": ("私聊里拿一单的全部证据，可自验", "all evidence of an order, in private"),
    "appeal_in_group": (
        "申诉包只在私聊里给：私聊我“{command} {order_no}”",
        "An appeal pack is given in private only: send me “{command} {order_no}” in private",
    ),
    "appeal_ready": (
        (
            "{order_no} 的申诉包，记到 {at}。审计链到第 {number} 行，封印 {seal}…；"
            "留着这条消息，它能证明包没有换过。"
        ),
        (
            "The appeal pack of {order_no}, as of {at}. The audit chain ends at row {number}, seal "
            "{seal}…; keep this message, it shows that the pack was not exchanged."
        ),
    ),
    "appeal_link": ("{until} 之前在这里下载：{link}", "Until {until} it is here: {link}"),
    "appeal_follows": ("文件随后发到这里。", "The file follows here."),
    "appeal_pack": ("{order_no} 的申诉包", "The appeal pack of {order_no}"),
    "appeal_title": ("申诉包 {order_no}", "Appeal pack {order_no}"),
    "appeal_readme": (
        """# {order_no} 的申诉包

记到 {until}（UTC）为止。同一时刻的包，字节完全相同；里面没有制作时间。

| 文件 | 内容 |
|---|---|
| trail.md、trail.jsonl | 按时间排的全过程：发生时间、收到时间、来源 |
| holds.json | 每个锁：谁、为什么、何时、何时由谁放行 |
| scans.json | 仓库每次扫码和回答 |
| messages.json | 发出的每条消息和每次尝试 |
| confirmation.json、photos/ | 签收、客户的确认和照片 |
| refunds.json | 退款申请和每一次决定，含当时的事实 |
| rules/ | 当时的规则（JDM 决策表）和条款原文，锚点与条款页相同 |
| audit/rows.jsonl | 审计里说到这一单的每一行，按下的按钮也在这里 |
| audit/chain.jsonl | 从审计链尾走到这些行的每一步 |
| pack.json | 目录、版本、链尾，以及没有放进来的有几个 |

手机号只留后四位，地址只到城市，设备地址不给；别人的数据不在里面。

## 怎么验证

1. 解压，在这个文件夹里运行 `sha256sum -c SHA256SUMS`：每个文件都应是 OK。
2. 运行 `python3 verify.py`（Python 3.9 以上，不联网、不写文件）：检查文件，也检查审计。
3. 把它打印的链尾，与要这个包时聊天里回答的行号和封印对照；以后每次“审计 验证”说的也一样。

审计的每一行：`digest = SHA-256(JSON(values))`，
`seal = SHA-256(JSON([number, before, far, digest]))`。JSON 是 UTF-8，没有空格，不转义汉字；
`before` 是上一行的封印，`far` 是更早一行的封印（哪一行见 verify.py 的 behind），起点是 64 个 0。
`values` 依次是时间（微秒）、谁、角色、渠道、做什么、单号、结果、说明。
改一个字节，封印就对不上；换一行，就走不到链尾。`values` 为 null 的一行含有手机号，只给摘要。
""",
        """# The appeal pack of {order_no}

As of {until} (UTC). Packs of one moment are the same bytes; when one was made does not stand in it.

| file | what it holds |
|---|---|
| trail.md, trail.jsonl | all of it by time: when it happened and was received, from whom |
| holds.json | every hold: who set it and why, when, and who released it when |
| scans.json | every scan of the warehouse with its answer |
| messages.json | every message that was sent, with each try |
| confirmation.json, photos/ | the signature, the customer's own word, the photos |
| refunds.json | applications for refunds with each decision and the facts of that time |
| rules/ | the rules of that time (JDM) and the clauses, anchors as on the page of terms |
| audit/rows.jsonl | every row of the audit about this order, pressed buttons among them |
| audit/chain.jsonl | every step from the head of the chain to these rows |
| pack.json | versions, the head of the chain, and how much was left out |

Of phones the last four digits stay, of addresses the town, of devices nothing.
Nobody else's data is in it.

## How to verify it

1. Unpack it and run `sha256sum -c SHA256SUMS` in this folder: every file has to be OK.
2. Run `python3 verify.py` (Python 3.9 or newer, no network, writes nothing): files and audit.
3. Compare the head it prints with the row and seal that the chat told when it was asked for;
   every later `audit verify` must agree, too.

A row of the audit: `digest = SHA-256(JSON(values))`,
`seal = SHA-256(JSON([number, before, far, digest]))`. JSON is UTF-8 without blanks and escapes;
`before` is the seal of the row before, `far` that of an earlier one (which: `behind` in
verify.py), the start is 64 zeros. `values` are time (microseconds), who, role, channel, what,
order, outcome, detail. A changed byte breaks the seal; an exchanged row leads to no head.
A row whose `values` are null holds a phone number, and only its digest is given.
""",
    ),
    "appeal_trail_title": ("# {order_no} 的全过程", "# All that happened to {order_no}"),
    "appeal_trail_head": (
        "| 发生 (UTC) | 收到 (UTC) | 来源 | 内容 |",
        "| happened (UTC) | received (UTC) | source | what |",
    ),
    "appeal_source_audit": ("审计第 {number} 行", "audit row {number}"),
    "appeal_source_holds": ("锁", "holds"),
    "appeal_source_scans": ("扫码", "scans"),
    "appeal_source_messages": ("消息", "messages"),
    "appeal_source_customer": ("客户", "customer"),
    "appeal_photo": ("发来照片 {name}", "sent the photo {name}"),
    "appeal_source_refunds": ("退款", "refunds"),
    "appeal_released": ("{hold} 由 {by} 放行", "{hold} released by {by}"),
    "appeal_decided": (
        "{by}：{text}（规则第 {version} 版，{row}）",
        "{by}: {text} (rules version {version}, {row})",
    ),
    "appeal_terms_title": (
        "# 退款条款，规则第 {version} 版",
        "# Terms of refunds, rules version {version}",
    ),
})  # fmt: skip
