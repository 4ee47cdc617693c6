"""Command words: every command as data; help, hints and documents are made from this."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from rules.vocabulary import Kind, Level, Role
from rules.wording.names import NAMES


class Name(StrEnum):
    """The canonical name of each command."""

    ORDER = "order"
    TRACE = "trace"
    CHECK = "check"
    LOCK = "lock"
    RELEASE = "release"
    RECALL = "recall"
    GIFT = "gift"
    ALERTS = "alerts"
    DIGEST = "digest"
    CLAIM = "claim"
    FALSE_ALARM = "false_alarm"
    SNOOZE = "snooze"
    USEFUL = "useful"
    SIGNALS = "signals"
    SIGNAL_QUALITY = "signal_quality"
    STATUS = "status"
    MAP = "map"
    REFUND = "refund"
    REFUND_TIMES = "refund_times"
    REFUND_RULES = "refund_rules"
    APPEAL = "appeal"
    DRAFTS = "drafts"
    APPROVE = "approve"
    REJECT = "reject"
    ROLLBACK = "rollback"
    ACCOUNT = "account"
    WHY = "why"
    WHY_NOT_ME = "why_not_me"
    WHAT_IF = "what_if"
    UNSHIPPED = "unshipped"
    TONIGHT = "tonight"
    MISSED = "missed"
    ANALYSE = "analyse"
    BACKTEST = "backtest"
    NEXT = "next"
    PENDING = "pending"
    LISTS = "lists"
    MUTE = "mute"
    ONCALL = "oncall"
    DEBUG = "debug"
    ROUTES = "routes"
    TEST = "test"
    INTERRUPTIONS = "interruptions"
    PHONE = "phone"
    AUTOLOCK_OFF = "autolock_off"
    AUTOLOCK_ON = "autolock_on"
    LAG = "lag"
    SIGN_LAG = "sign_lag"
    CONTRACTS = "contracts"
    HEALTH = "health"
    REPLAY = "replay"
    REHEARSE = "rehearse"
    AUDIT = "audit"
    HELP = "help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One command. The first word of each language is the one that help shows."""

    name: Name
    zh: tuple[str, ...]
    en: tuple[str, ...]
    order: Literal["required", "optional", "none"]
    examples: tuple[str, ...]
    role: Role = Role.VIEWER  #: The least role; `permissions.authorize` may ask for more.
    changes: bool = False  #: Has side effects; never run from a message that is late.


#: Every command, in the order of the help text.
SPECS: tuple[Spec, ...] = (
    Spec(name=Name.ORDER, zh=("查单", "查订单", "查一下", "查下"), en=("order", "orders"),
         order="required", examples=("查单 1024", "order 1024")),
    Spec(name=Name.TRACE, zh=("轨迹", "溯源"), en=("trace",), order="required",
         examples=("轨迹 1024", "溯源 1024", "trace 1024")),
    Spec(name=Name.CHECK, zh=("体检",), en=("check",), order="required",
         examples=("体检 1024", "check 1024")),
    Spec(name=Name.STATUS, zh=("状态",), en=("status",), order="required",
         examples=("状态 1024", "status 1024")),
    Spec(name=Name.MAP, zh=("映射",), en=("map",), order="none",
         examples=("映射 WMS PACKED", "映射 WMS PACKED → 已打包", "map WMS PACKED → packed")),
    Spec(name=Name.REFUND, zh=("退款",), en=("refund",), order="required",
         examples=("退款 1024", "refund 1024")),
    Spec(name=Name.REFUND_TIMES, zh=("退款时效",), en=("refund-times", "refund times"),
         order="none", examples=("退款时效", "refund-times")),
    Spec(name=Name.REFUND_RULES, zh=("退款规则",), en=("refund-rules", "refund rules"),
         order="none", examples=("退款规则 列表", "退款规则 9", "退款规则 10-1 券 10%",
                                 "refund-rules 9")),
    Spec(name=Name.APPEAL, zh=("申诉包",), en=("appeal",), order="required", role=Role.APPROVER,
         changes=True, examples=("申诉包 1024", "appeal 1024")),
    Spec(name=Name.DRAFTS, zh=("草案",), en=("drafts", "draft"), order="none",
         examples=("草案", "草案 3", "drafts 3")),
    Spec(name=Name.APPROVE, zh=("批准",), en=("approve",), order="none",
         role=Role.APPROVER, changes=True, examples=("批准 3", "approve 3")),
    Spec(name=Name.REJECT, zh=("驳回",), en=("reject",), order="none",
         role=Role.OPERATOR, changes=True,
         examples=("驳回 3", "驳回 3 权重太高", "reject 3 too loud")),
    Spec(name=Name.ROLLBACK, zh=("回滚",), en=("rollback",), order="none",
         role=Role.APPROVER, changes=True,
         examples=("回滚", "回滚 映射", "回滚 映射 3", "rollback map")),
    Spec(name=Name.LOCK, zh=("锁单", "冻结", "锁定", "锁一下", "锁下"), en=("lock", "freeze"),
         order="required",         role=Role.OPERATOR, changes=True,
         examples=("锁单 1024 地址不对", "lock 1024 wrong address")),
    Spec(name=Name.RELEASE, zh=("放行", "解锁"), en=("release", "unlock"), order="required",
         role=Role.OPERATOR, changes=True,
         examples=("放行 1024 客户已确认", "解锁 1024", "release 1024 confirmed")),
    Spec(name=Name.RECALL, zh=("召回",), en=("recall",), order="required",
         role=Role.OPERATOR, changes=True, examples=("召回 1024", "recall 1024 refund")),
    Spec(name=Name.GIFT, zh=("赠品", "加赠品"), en=("gift",), order="none",
         examples=("赠品", "gift")),
    Spec(name=Name.ALERTS, zh=("预警",), en=("alerts", "alert"), order="none",
         examples=("预警", "预警 2", "alerts")),
    Spec(name=Name.DIGEST, zh=("日报",), en=("digest",), order="none",
         examples=("日报", "日报 昨天", "digest yesterday")),
    Spec(name=Name.CLAIM, zh=("认领",), en=("claim",), order="required",
         role=Role.OPERATOR, changes=True,
         examples=("认领 1024", "认领 1024 取消", "认领 1024 给 李雷", "claim 1024")),
    Spec(name=Name.FALSE_ALARM, zh=("误报",), en=("false", "false-alarm"), order="required",
         role=Role.OPERATOR, changes=True,
         examples=("误报 1024 客户自己改错了", "false 1024")),
    Spec(name=Name.SNOOZE, zh=("稍后",), en=("snooze",), order="required",
         role=Role.OPERATOR, changes=True,
         examples=("稍后 1024 2h", "snooze 1024 30m")),
    Spec(name=Name.USEFUL, zh=("有用",), en=("useful",), order="required",
         role=Role.OPERATOR, changes=True,
         examples=("有用 1024", "useful 1024")),
    Spec(name=Name.SIGNALS, zh=("信号",), en=("signals", "signal"), order="none",
         examples=("信号 列表", "信号 地址修改 1.0", "信号 急用词", "信号 急用词 加 马上要",
                   "signals list")),
    Spec(name=Name.ACCOUNT, zh=("复盘",), en=("postmortem", "post-mortem"), order="required",
         examples=("复盘 1024", "postmortem 1024")),
    Spec(name=Name.SIGNAL_QUALITY, zh=("信号 质量", "信号质量"), order="none",
         en=("signals quality", "signal quality"),
         examples=("信号 质量", "信号 质量 2026-10", "signals quality 2026-10")),
    Spec(name=Name.WHY, zh=("为什么",), en=("why",), order="required",
         examples=("为什么 1024", "why 1024")),
    Spec(name=Name.WHY_NOT_ME, zh=("为什么没收到", "为什么没叫我", "为什么 没收到"),
         order="optional", en=("why-not-me", "why not me"),
         examples=("为什么没收到 1024", "为什么没收到 1024 李雷", "why-not-me 1024")),
    Spec(name=Name.WHAT_IF, zh=("假如",), en=("what-if", "whatif", "what if"), order="required",
         examples=("假如 1024 地址修改+1", "what-if 1024 +address_changed -coupon_depth")),
    Spec(name=Name.UNSHIPPED, zh=("未发货",), en=("unshipped",), order="none",
         examples=("未发货", "未发货 2", "未发货 完成 1024 1025", "unshipped 2")),
    Spec(name=Name.TONIGHT, zh=("今晚必须发",), en=("tonight",), order="none",
         examples=("今晚必须发", "今晚必须发 2", "tonight")),
    Spec(name=Name.NEXT, zh=("下一单",), en=("next",), order="none",
         role=Role.OPERATOR, changes=True,
         examples=("下一单", "下一单 完成", "下一单 跳过", "next")),
    Spec(name=Name.MISSED, zh=("漏发率",), en=("missed",), order="none",
         examples=("漏发率", "漏发率 2026-01", "missed 2026-01")),
    Spec(name=Name.ANALYSE, zh=("分析",), en=("analyse", "analyze"), order="none",
         examples=("分析 2小时内取消", "分析 付款后 30分钟内 改地址", "analyse cancelled 2h")),
    Spec(name=Name.BACKTEST, zh=("回测",), en=("backtest",), order="none",
         examples=("回测 地址修改=1.0 近90天", "回测", "backtest address_changed=1.0 90d")),
    Spec(name=Name.LAG, zh=("同步延迟",), en=("lag",), order="none",
         examples=("同步延迟", "lag")),
    Spec(name=Name.SIGN_LAG, zh=("签收延迟",), en=("sign-lag", "sign lag"), order="none",
         examples=("签收延迟", "sign-lag")),
    Spec(name=Name.HEALTH, zh=("健康",), en=("health",), order="none",
         examples=("健康", "健康 昨天", "健康 hz-1 30 天", "health hz-1 7d")),
    Spec(name=Name.CONTRACTS, zh=("契约",), en=("contracts", "contract"), order="none",
         examples=("契约", "契约 诊断 10:30", "contracts diagnose 10:30")),
    Spec(name=Name.REPLAY, zh=("契约 重放", "契约重放"), order="none",
         en=("contracts replay", "contract replay"), role=Role.APPROVER, changes=True,
         examples=("契约 重放", "契约 重放 微信 wxpay-3.5.2", "contracts replay wechat")),
    Spec(name=Name.REHEARSE, zh=("契约 演练", "契约演练"), order="none",
         en=("contracts rehearse", "contract rehearse"),
         examples=("契约 演练 wxpay-3.5.2", "contracts rehearse wxpay-3.5.2")),
    Spec(name=Name.PENDING, zh=("待确认",), en=("pending",), order="none",
         examples=("待确认", "待确认 2", "pending 2")),
    Spec(name=Name.LISTS, zh=("名单",), en=("lists",), order="none",
         examples=("名单", "名单 加 vip c-1 30d 老客户", "名单 删 vip c-1", "lists")),
    Spec(name=Name.MUTE, zh=("静默",), en=("mute", "silence"), order="none",
         role=Role.OPERATOR, changes=True,
         examples=("静默 顺丰 2h 暴雨停运", "静默 客服对话 客户 c-1 2h 老客户常来聊",
                   "静默 取消 3", "静默", "mute SF 2h storm")),
    Spec(name=Name.ONCALL, zh=("值班",), en=("oncall", "on-call"), order="none",
         examples=("值班", "值班 换 李雷 夜班", "oncall")),
    Spec(name=Name.DEBUG, zh=("调试模式", "调试"), en=("debug",), order="none",
         role=Role.ADMIN, changes=True,
         examples=("调试模式 开 30m", "调试模式 关", "debug on 30m")),
    Spec(name=Name.ROUTES, zh=("路由",), en=("routes", "route"), order="optional",
         examples=("路由", "路由 1024", "路由 red warehouse=hz-1", "routes 1024")),
    Spec(name=Name.TEST, zh=("测试", "试触发"), en=("test", "test-fire"), order="none",
         role=Role.OPERATOR, changes=True,
         examples=("测试", "测试 red console:ops", "试触发 橙", "测试 发送", "test red")),
    Spec(name=Name.INTERRUPTIONS, zh=("打扰",), en=("interruptions",), order="none",
         examples=("打扰 本周", "打扰 昨天", "interruptions today")),
    Spec(name=Name.PHONE, zh=("电话",), en=("phone",), order="required", role=Role.OPERATOR,
         changes=True,  # what it writes is who has seen the number
         examples=("电话 1024", "phone 1024")),
    Spec(name=Name.AUTOLOCK_OFF, zh=("停止自动锁",), en=("autolock off", "autolock-off"),
         order="none", role=Role.ADMIN, changes=True,
         examples=("停止自动锁 2h 权重配错了", "autolock off 2h wrong weights")),
    Spec(name=Name.AUTOLOCK_ON, zh=("恢复自动锁",), en=("autolock on", "autolock-on"),
         order="none", role=Role.ADMIN, changes=True,
         examples=("恢复自动锁", "autolock on")),
    Spec(name=Name.AUDIT, zh=("审计 验证", "审计验证", "审计"), en=("audit verify", "audit"),
         order="none", role=Role.APPROVER,
         examples=("审计 验证", "审计 验证 2", "审计 证据 1024", "audit verify",
                   "audit evidence 1024")),
    Spec(name=Name.HELP, zh=("帮助",), en=("help",), order="none",
         examples=("帮助", "帮助 锁单", "help lock")),
)  # fmt: skip

BY_NAME: Mapping[str, Spec] = MappingProxyType({spec.name: spec for spec in SPECS})
#: Every word -> its command. Reading a message is a look-up here, never a search.
WORDS: Mapping[str, Name] = MappingProxyType(
    {word: spec.name for spec in SPECS for word in (*spec.zh, *spec.en)}
)

#: How people call the signals in 假如 and 信号: by their names, or short; any other word is taken
#: for a configured kind.
KIND_WORDS: Mapping[str, str] = MappingProxyType({
    **{kind.value: kind.value for kind in Kind},
    **{NAMES[f"kind_{kind}"][0]: kind.value for kind in Kind},
    "改地址": Kind.ADDRESS_CHANGED, "改址": Kind.ADDRESS_CHANGED,
})  # fmt: skip

#: How people call the levels that are told.
LEVEL_WORDS: Mapping[str, Level] = MappingProxyType({
    "red": Level.RED, "红": Level.RED, "红色": Level.RED,
    "orange": Level.ORANGE, "橙": Level.ORANGE, "橙色": Level.ORANGE,
})  # fmt: skip
