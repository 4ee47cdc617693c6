"""Sentences about drafts: proposed, opened, approved by a second person, brought back."""

from collections.abc import Mapping
from types import MappingProxyType

#: key -> (Chinese, English), with the same placeholders in both.
DRAFTS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "draft_kind_statuses": ("状态映射", "status map"),
    "draft_image": ("草案 {number} 的依据", "What speaks for draft {number}"),
    "draft_badge": ("草案 {number} · {kind}", "Draft {number} · {kind}"),
    "draft_title": ("{badge} · {status}", "{badge} · {status}"),
    "draft_state_open": ("等第二个人批准", "waits for a second person"),
    "draft_state_published": ("已发布为第 {version} 版", "published as version {version}"),
    "draft_state_expired": ("已过期", "expired"),
    "draft_state_overtaken": ("已被别的版本取代", "overtaken by another version"),
    "draft_state_rejected": ("已驳回", "rejected"),
    "draft_state_blocked": ("现在不能发布", "cannot be published now"),
    "draft_headline_blocked": (
        "{author} 的提议现在不能发布，什么也不会变；先解决下面的原因，或重新提一份",
        "Proposed by {author}; it cannot be published now: mend what is below, or propose it anew",
    ),
    "draft_objection": ("为什么不能", "Why not"),
    "draft_headline": (
        "{author} 提议修改，会改变 {count} 单；提议人不能自己批准",
        "Proposed by {author}: it changes {count:order|orders}; its author cannot approve it",
    ),
    "draft_headline_machine": (
        "{author} 提议修改，会改变 {count} 单；要两个人先后批准",
        "Proposed by {author}: it changes {count:order|orders}; two people have to approve it",
    ),
    "draft_because": ("依据", "Because"),
    "draft_adopted": (
        "草案 {number} 现在由 {by} 提议。还要另一个人批准才发布。",
        "Draft {number} is proposed by {by} now; another person has to approve it.",
    ),
    "draft_headline_published": (
        "{by} 批准，已发布为第 {version} 版",
        "Approved by {by}, published as version {version}",
    ),
    "draft_headline_expired": (
        "没有人在期限内批准，什么都没有改变",
        "Nobody approved it in time; nothing has changed",
    ),
    "draft_headline_overtaken": (
        "别的版本先发布了，请按新版本重新提议",
        "Another version came first; please propose it anew",
    ),
    "draft_headline_rejected": (
        "由 {by} 驳回，什么都没有改变",
        "Rejected by {by}; nothing has changed",
    ),
    "draft_rejected_for": ("{text}：{why}", "{text}: {why}"),
    "draft_difference": ("{before} → {after}", "{before} → {after}"),
    "draft_flips": ("{before} → {after}，{count} 单", "{before} → {after}, {count:order|orders}"),
    "draft_flips_money": ("{label}，共 {money}", "{label}, {money} in all"),
    "draft_flips_more": ("{orders}，另有 {count} 单", "{orders} and {count} more"),
    "draft_unread": ("没有逐单比较", "Not compared"),
    "draft_unread_orders": (
        "另有 {count} 单也可能改变",
        "{count:order|orders} more may change",
    ),
    "draft_open": ("打开", "Open"),
    "draft_approve": ("批准", "Approve"),
    "draft_reject": ("驳回", "Reject"),
    "draft_by": (
        "{author} {at} 提议，改自第 {version} 版",
        "by {author} at {at}, of version {version}",
    ),
    "draft_until": ("{at} 前有效", "until {at}"),
    "draft_opened_by": ("打开过：{names}", "opened by {names}"),
    "draft_made": (
        "草案 {number} 已提交，会改变 {count} 单。等另一个人批准：先发“{open}”，再发“{approve}”",
        (
            "Draft {number} is made and changes {count:order|orders}. "
            "Another person now writes “{open}”, then “{approve}”"
        ),
    ),
    "draft_none": ("没有等待批准的草案。", "No draft waits."),
    "denied_all_shops": (
        "这关系到全部店铺，由负责全部店铺的人看和决定。",
        "This concerns every shop; those who answer for all of them see it and decide.",
    ),
    "drafts_unseen": (
        "有 {count} 个草案等人批准，关系到全部店铺，由负责全部店铺的人看和决定。",
        "{count:draft waits|drafts wait}, for those who answer for every shop to see and decide.",
    ),
    "draft_list": ("等待批准的草案 {count} 个", "{count:draft|drafts} waiting"),
    "draft_line": (
        "{number} {kind}：{what}（{author}，{at} 前有效）",
        "{number} {kind}: {what} ({author}, until {at})",
    ),
    "draft_line_blocked": (
        "{number} {kind}：{what}（{author}，现在不能发布：{why}）",
        "{number} {kind}: {what} ({author}, cannot be published now: {why})",
    ),
    "draft_unknown": (
        "没有草案 {number}，发“{command}”看有哪些",
        "There is no draft {number}; write “{command}” to see them",
    ),
    "draft_which": ("请写草案的编号，如“{example}”", "Please give the draft's number: “{example}”"),
    "draft_approved": (
        "{by} 批准了草案 {number}，已发布为{kind}第 {version} 版，{count} 单随之改变",
        (
            "{by} approved draft {number}: version {version} of the {kind} is published "
            "and changes {count:order|orders}"
        ),
    ),
    "draft_blocked": (
        "草案 {number} 不能发布：{why}",
        "Draft {number} cannot be published: {why}",
    ),
    "draft_no_decided": (
        "草案 {number} 已由 {by} 批准",
        "Draft {number} was approved by {by} already",
    ),
    "draft_no_expired": (
        "草案 {number} 已过期，请重新提议",
        "Draft {number} has expired; please propose it anew",
    ),
    "draft_no_overtaken": (
        "草案 {number} 之后已有别的版本发布，请按新版本重新提议",
        "Another version was published since draft {number}; please propose it anew",
    ),
    "draft_no_rejected": (
        "草案 {number} 已由 {by} 驳回",
        "Draft {number} was rejected by {by} already",
    ),
    "draft_no_others": (
        "草案 {number} 是 {by} 提议的：由提议人或审批人驳回",
        "Draft {number} is {by}'s: its author or an approver rejects it",
    ),
    "draft_rejected": (
        "{by} 驳回了草案 {number}，什么都没有改变。",
        "{by} rejected draft {number}; nothing has changed.",
    ),
    "draft_no_author": (
        "草案 {number} 是您提议的，要由另一个人批准",
        "You proposed draft {number}; another person has to approve it",
    ),
    "draft_no_unopened": (
        "批准前请先打开看它改变哪些单：发“{command}”",
        "Before you approve it, see which orders it changes: write “{command}”",
    ),
    "rollback_done": (
        "{by} 把{kind}回滚到第 {target} 版的内容，现为第 {version} 版",
        "{by} brought version {target} of the {kind} back; it is version {version} now",
    ),
    "rollback_none": (
        "{kind}没有更早的版本可以回滚",
        "The {kind} has no earlier version to go back to",
    ),
    "rollback_which": ("请写要回滚什么：{kinds}", "Say what is to be brought back: {kinds}"),
    "undelivered_draft": (
        "一张草案卡没有送到 {target}（{code}）；要看请发“草案”",
        "The card of a draft did not reach {target} ({code}); write “drafts” to see it",
    ),
    "usage_drafts": ("草案 [编号]", "drafts [N]"),
    "what_drafts": ("等待第二个人批准的修改", "changes that wait for a second person"),
    "usage_approve": ("批准 <编号>", "approve N"),
    "what_approve": (
        "批准别人的草案，先要打开看过",
        "approve somebody else's draft, once you have opened it",
    ),
    "usage_reject": ("驳回 <编号> [原因]", "reject N [reason]"),
    "what_reject": (
        "让一个草案作废：审批人，或提议人自己",
        "have a draft come to nothing: an approver, or its author",
    ),
    "usage_rollback": ("回滚 [映射] [版本]", "rollback [map] [version]"),
    "what_rollback": ("一条命令回到上一版", "back to the version before, in one command"),
})  # fmt: skip
