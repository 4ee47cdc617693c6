"""Later words: commands whose systems are not built yet. Whoever builds one drops its line."""

import re

#: Words in Chinese and English. Two words in one are written with a blank.
LATER: tuple[tuple[str, ...], ...] = (
    ("待确认", "pending"),
    ("健康", "health"),
    ("契约", "契约 诊断", "契约 重放", "契约 演练", "contracts"),
    ("状态", "status"),
    ("退款", "refund"),
    ("退款规则", "refund-rules"),
    ("退款时效", "refund-times"),
    ("回测", "backtest"),
    ("分析", "analyse"),
    ("今晚必须发", "tonight"),
    ("漏发率", "missed"),
    ("映射", "map"),
    ("同步延迟", "lag"),
    ("签收延迟",),
    ("草案", "drafts"),
    ("批准", "approve"),
    ("回滚", "rollback"),
    ("申诉包", "appeal"),
    ("审计 验证", "审计", "audit verify", "audit"),
    ("下一单", "next"),
    ("召回", "recall"),
)

_WORDS = sorted((word for line in LATER for word in line), key=len, reverse=True)
_SYSTEMS = "erp|wms|oms|finance"
#: A word ends where no letter follows; an English one without a hyphen is part of everyday talk,
#: unless it stands alone, before the name of a system or before something with a digit in it.
_FOUND = re.compile(
    rf"(?P<zh>{'|'.join(w for w in _WORDS if not w.isascii())})"
    r"(?!(?!订单|单号|号)[\u4e00-\u9fff])"
    rf"|(?P<en>(?:{'|'.join(w for w in _WORDS if '-' in w)})(?![\w-])"
    rf"|(?:{'|'.join(w for w in _WORDS if w.isascii())})"
    rf"(?=[\s.?!]*$|\s+(?:\S*[0-9]|(?:{_SYSTEMS})\b)))"
)


def later_word(folded: str) -> str | None:
    """Return the word of a later command that a message begins with, None if there is none."""
    found = _FOUND.match(folded)
    return (found["zh"] or found["en"]) if found else None
