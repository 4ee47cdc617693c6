"""Chats: what a customer writes, and whether it says that something is urgent."""

import re
import unicodedata
from functools import lru_cache
from itertools import accumulate

#: Traditional characters that occur in the urgent words, read as simplified ones.
_SIMPLIFIED = str.maketrans(
    "間來須後給這個沒過緊趕時著點嗎請發貨單錢買賣開關員現無麼麽",
    "间来须后给这个没过紧赶时着点吗请发货单钱买卖开关员现无么么",
)
#: Whatever is neither letter nor digit is left out, so that 急 用 and 急😀用 read as 急用.
_NOISE = re.compile(r"[\W_]+")
#: What a negation does not reach across; a dot may stand between any two characters.
_PAUSE = re.compile(r"[,;:!?。、\n]")
#: Directly before an urgent word these turn it round: 不急用, 无需加急, 没有急用, not urgent.
_NEGATIONS = (
    "不", "不是", "不算", "不用", "不着", "不要", "不必", "不需", "不需要", "不太", "不是很",
    "不那么", "不怎么", "不特别", "没", "没有", "没那么", "并不", "并非", "非", "别", "无需",
    "无须", "not", "notso", "notthat", "noneedfor", "isnt", "nothing",
)  # fmt: skip
#: Directly behind it these make it a question that is answered with no: 急用吗？不急.
_DENIALS = ("吗不", "么不", "吗没", "么没")


@lru_cache(maxsize=4_000)  # an order is judged again and again, and what was written stays
def reads_urgent(text: str, words: tuple[str, ...]) -> bool:
    """Say whether a customer's message contains an urgent word that is not negated."""
    folded = _folded(text)
    plain, pauses = _bare(folded), None
    for word in words:
        bare = _plain(word)
        start = plain.find(bare) if bare else -1
        while start >= 0:
            pauses = pauses or _pauses(folded)
            before = plain[max(pause for pause in pauses if pause <= start) : start]
            after = plain[start + len(bare) :]
            if not (before.endswith(_NEGATIONS) or after.startswith(_DENIALS)):
                return True
            start = plain.find(bare, start + 1)
    return False


def _pauses(folded: str) -> list[int]:
    """Return where in the bare text a pause was, and its beginning."""
    return [0, *accumulate(len(_bare(part)) for part in _PAUSE.split(folded))]


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_SIMPLIFIED).lower()


def _bare(text: str) -> str:
    return _NOISE.sub("", text)


@lru_cache(maxsize=1000)  # the same words for every message
def _plain(word: str) -> str:
    return _bare(_folded(word))
