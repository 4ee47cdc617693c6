"""Sentences of a case told after the fact: first signal, who knew and acted, what was sooner."""

from collections.abc import Mapping
from types import MappingProxyType

ACCOUNT: Mapping[str, tuple[str, str]] = MappingProxyType({
    "label_account": ("复盘", "What happened"),
    "label_sooner": ("更早的机会", "Sooner"),
    "account_title": (
        "复盘 {order_no}：{level}，{state}，从预警到结束 {span}",
        "{order_no} in hindsight: {level}, {state}, {span} from warning to end",
    ),
    "account_title_open": (
        "复盘 {order_no}：{level}，{state}，预警至今 {span}，还没有结束",
        "{order_no} in hindsight: {level}, {state}, {span} since the warning, not over yet",
    ),
    "account_none": (
        "{order_no} 没有过预警，没有可以复盘的。",
        "{order_no} never had an alert; there is nothing to look back on.",
    ),
    "account_at": ("{at} {text}", "{at} {text}"),
    "account_first": (
        "首个信号：{what}，{wait}后预警",
        "first signal: {what}, {wait} before the warning",
    ),
    "account_signals": (
        "{count} 个信号（{kinds}）共 {score}",
        "{count:signal|signals} ({kinds}), {score} in all",
    ),
    "account_warned": ("预警：{what}", "warning: {what}"),
    "account_red": ("升为红色", "turned red"),
    "account_reached": ("送达 {place}{called}", "reached {place}{called}"),
    "account_reached_storm": (
        "在汇总卡片里送达 {place}{called}", "reached {place} on a storm card{called}",
    ),
    "account_called": ("，点名 {names}", ", calling {names}"),
    "account_unheard": ("到结束为止没有消息送达", "no message arrived before it was over"),
    "account_unheard_yet": ("还没有消息送达", "no message has arrived yet"),
    "account_deed": ("{by}：{done}", "{by}: {done}"),
    "account_denied": (
        "其间扫描拦下 {count} 次",
        "{count:scan was|scans were} denied meanwhile",
    ),
    "account_ended": ("预警自行结束", "it ended by itself"),
    "account_until_told": ("预警后 {wait}送达", "heard of {wait} after the warning"),
    "account_until_acted": ("送达后 {wait}有人处理", "acted on {wait} after that"),
    "account_nobody": ("没有人处理", "nobody acted on it"),
    "account_more": ("…… 另有 {count} 条", "… {count} more"),
    "account_sooner_title": ("怎样能更早：", "What would have caught it sooner:"),
    "account_lower_line": (
        (
            "{at} 已有 {count} 个信号共 {score}；橙线设为 {line} 会早 {gain}预警"
            "（别的单也会多报，先试“回测 橙={line}”）"
        ),
        (
            "at {at} {count:signal|signals} stood at {score}; an orange line of {line} would have "
            "warned {gain} sooner (and of more orders: try “backtest orange={line}” first)"
        ),
    ),
    "account_at_once": (
        "{source} 晚了 {delay}才说；各系统当时就说，会早 {gain}预警",
        "{source} told {delay} late; had all told at once, the warning came {gain} sooner",
    ),
    "account_kept_back": (
        "静默、免打扰或打扰额度压下 {count} 条，最久 {longest}",
        "silences, quiet hours or a budget kept {count:message|messages} back, {longest} at most",
    ),
    "account_nothing_sooner": (
        "没有：信号一到就预警了",
        "nothing: it was warned of as the signals came",
    ),
    "account_unclear_busy": (
        "这一单的事件太多，不逐条重判，不推测",
        "too much happened to this order to judge it again moment by moment",
    ),
    "account_unclear_changed": (
        "规则、名单或急用词后来改过，按现在的推不出当时的分，不推测",
        "rules, lists or words have changed since; what they would do now says nothing of then",
    ),
    "usage_account": ("复盘 <单号>", "postmortem N"),
    "what_account": (
        "一个预警怎么来的、谁在何时知道和处理、怎样能更早",
        "how a case came, who knew and acted when, what would be sooner",
    ),
})  # fmt: skip
