"""Later words: commands whose systems are not built yet. Whoever builds one drops its line."""

import re

#: Words in Chinese and English. Two words in one are written with a blank.
LATER: tuple[tuple[str, ...], ...] = (("回测", "backtest"),)

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
