"""Phrases: how a message typed or pasted in chat is cleaned, and the names in it."""

import re
import unicodedata
from collections.abc import Collection, Iterable

from rules.chat.links import order_link
from rules.codes import HALF_WIDTH, IS_UNSEEN

#: Nobody types a command longer than this; what follows is a paste whose end nobody needs.
LONGEST = 4000

#: Traditional characters of the command words and signal names, read as simplified ones.
_SIMPLIFIED = str.maketrans(
    "鎖單查軌跡體檢預警認領誤報信號為爲麼麽沒幫發貨後詞刪訂號連續對話頁優惠過變時將盡滯狀態與個週鐘開聊",
    "锁单查轨迹体检预警认领误报信号为为么么没帮发货后词删订号连续对话页优惠过变时将尽滞状态与个周钟开聊",
)
#: ASCII symbols that mean the same in full width; other full-width punctuation is correct Chinese.
_SYMBOLS = frozenset("/@#+-<>|_%.=\"'")
#: The keycap that dresses digits up as emoji.
_DRESS = "\u20e3"

_SLACK_LINK = re.compile(r"<(https?://[^\s<>|]+)(?:\|[^<>]*)?>")
#: Emphasis that a message begins with; further on such marks may belong to an order's number.
_EMPHASIS = re.compile(
    r"\s*(?P<mark>[_*~`])(?=\S)(?P<words>[^\n]{1,400}?)(?<=\S)(?P=mark)(?![A-Za-z0-9_*~`])"
)
#: Keyboards of phones write the hyphen of a word such as what-if as a dash.
_DASH = re.compile(r"(?<=[A-Za-z])[\u2010-\u2015\u2212\ufe58\ufe63](?=[A-Za-z])")
_MENTION = re.compile(r"<@[^<>\n]{1,80}>|(?:(?<=\s)|^)@\S+|@[\u4e00-\u9fff]\S*", re.MULTILINE)
_QUOTE = re.compile(r"\s*[「“\"](?P<quote>.*)[」”\"]\s*\n[ \-—–_=]{3,}\n(?P<rest>.*)", re.DOTALL)
_INLINE_QUOTE = re.compile(r"\s*「(?P<quote>[^」]*)」(?P<rest>.*\S.*)", re.DOTALL)
#: A name with blanks in it, as people set it apart; `unquoted` has the name.
QUOTED = "|".join(
    rf"{opening}[^{closing}\n]{{1,40}}{closing}"
    for opening, closing in ("「」", "『』", "“”", "‘’", '""', "''")
)
#: Chinese numerals below ten.
NUMERALS = "一二两三四五六七八九"
#: Marks that come in pairs; an apostrophe comes alone.
_PAIRS = tuple(
    re.compile(rf"{re.escape(opening)}[^{re.escape(opening + closing)}]*{re.escape(closing)}")
    for opening, closing in ("「」", "“”", "‘’", '""', "（）", "()", "【】", "[]", "<>")
)
_DIGITS = tuple(f"0123456789半{NUMERALS}十")
_EDGE = " \n,，.。:：;；、!！?？~～\"'“”‘’「」()（）[]【】<>|*-—=·"


def tidy(text: str) -> str:
    """
    Read full-width letters, digits and symbols as plain ones and drop what cannot be seen.

    Control, bidi and zero-width characters go: a message must not read otherwise than it acts.
    Nothing else is changed, so that a number stays the one that intake took.
    """
    out = []
    for char in text[:LONGEST]:
        if char.isspace():
            out.append("\n" if char in "\n\r\u2028\u2029\x0b\x0c" else " ")
        elif IS_UNSEEN.match(char) or char in _DRESS or unicodedata.category(char) in {"Cf", "Cs"}:
            continue
        else:
            plain = char.translate(HALF_WIDTH)
            out.append(plain if plain.isalnum() or plain in _SYMBOLS else char)
    return _SLACK_LINK.sub(r"\1", "".join(out))


def without_dress(text: str) -> str:
    """Read `_order 1024_` and `what–if 1024` as they were typed before a chat dressed them up."""
    while found := _EMPHASIS.match(text):
        text = found["words"] + text[found.end() :]
    word, space, rest = text.partition(" ")
    return f"{_DASH.sub('-', word)}{space}{rest}"


def link_to(order_no: str) -> str:
    """Return a link that is read as this order, whatever characters its number has."""
    return order_link("https://quoted", order_no)


def fold(text: str) -> str:
    """Return the text in simplified characters and lower case, character for character."""
    return "".join(low if len(low := c.lower()) == 1 else c for c in text.translate(_SIMPLIFIED))


def split_quote(text: str) -> tuple[str, str]:
    """Return (what was quoted, what is said about it)."""
    found = _QUOTE.fullmatch(text) or _INLINE_QUOTE.fullmatch(text)
    if found:
        return found["quote"], found["rest"]
    lines = text.split("\n")
    quoted = [line.lstrip(" >") for line in lines if line.lstrip().startswith(">")]
    said = [line for line in lines if not line.lstrip().startswith(">")]
    return "\n".join(quoted), "\n".join(said)


def without_mentions(text: str) -> str:
    """Leave out every @somebody, wherever it stands."""
    return _MENTION.sub(" ", text)


def squeeze(text: str) -> str:
    """
    Return one line without punctuation at its edges.

    Quotes and brackets stay there with their other half (杭州店（官方）), and the sign of a number
    below nothing.
    """
    line = " ".join(text.split())
    start = len(line) - len(line.lstrip(_EDGE))
    end = max(start, len(line.rstrip(_EDGE)))
    for pair in _PAIRS:
        for found in pair.finditer(line):
            if start <= found.start() < end < found.end():
                end = found.end()
            elif found.start() < start < found.end() <= end:
                start = found.start()
    bare = line[start:end]
    below = line[:start].endswith("-") and bare.startswith(_DIGITS)
    return f"-{bare}" if below else bare


def unquoted(name: str) -> str:
    """Return a name without the quotes that it may stand in."""
    return name[1:-1].strip() if re.fullmatch(QUOTED, name) else name


def heard(name: str) -> str:
    """Return how a name is read when somebody types it; names that read alike are one in chat."""
    return squeeze(fold(tidy(name)))


def name_meant(said: str, names: Iterable[str]) -> str | None:
    """Return which of these names was typed: the very same, or the first that reads like it."""
    alike = sorted(name for name in names if heard(name) == heard(said))
    return said if said in alike else next(iter(alike), None)


def name_first(said: str, names: Collection[str]) -> tuple[str, str]:
    """Return the name, blanks and all, or else the word that a text begins with; and the rest."""
    words = said.split()
    longest = max((len(heard(name).split()) for name in names), default=1)
    for length in range(min(longest, len(words)), 0, -1):
        name = name_meant(unquoted(" ".join(words[:length])), names)
        if name is not None:
            return name, " ".join(words[length:])
    return (words[0] if words else ""), " ".join(words[1:])


def within_one_edit(one: str, other: str) -> bool:
    """Say whether one change, insertion, omission or swap of neighbours makes the words equal."""
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    start = next((i for i, c in enumerate(one) if c != other[i]), len(one))
    if len(one) < len(other):
        return one[start:] == other[start + 1 :]
    if one[start + 1 :] == other[start + 1 :]:
        return True
    swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
    return swapped == other[start:]
