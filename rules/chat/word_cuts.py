"""Word cuts: a text cut, step by step, into the words that could name an order."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote

#: What stands between separators.
_BETWEEN = re.compile(r"[^、，,;；|]+")
#: What may stand around a number without belonging to it; `/ . # - _ : +` may belong to it.
_EDGE = ",，。;；、!！?？~～\"'“”‘’「」『』()（）[]【】<>|*=·…`"
_MARKS = "/.#-_:+"
PLAIN = re.compile(rf"[A-Za-z0-9{re.escape(_MARKS)}]+")
_LABEL = r"订单编号|订单号|快递单号|运单号|订单|运单|单号|号"
_LABELLED = re.compile(rf"(?P<label>{_LABEL})[:：]*")
_LABEL_WORD = re.compile(rf"(?:{_LABEL}|orders?|no\.?|number|tracking|#)[:：]*", re.IGNORECASE)
_JOIN = r"和|跟|与|及"
_JOIN_WORD = re.compile(rf"{_JOIN}|and", re.IGNORECASE)
_JOINED = re.compile(rf"(?:(?<=[A-Za-z0-9])|^)(?:{_JOIN})(?=[A-Za-z0-9])")
_LINK = re.compile(r"://\S+?/orders/(?P<ref>[A-Za-z0-9%_.:+~\-]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A stretch of the text that could name an order."""

    start: int
    text: str
    end: int
    link: bool = False
    label: bool = False  #: Only says that an order comes, or that another one does.
    labelled: bool = False  #: A label stands before it.

    def part(self, start: int, end: int) -> "Word":
        """Return what stands between two places in it."""
        at = self.start + start
        return replace(self, start=at, text=self.text[start:end], end=self.start + end)

    @property
    def guess(self) -> "Word | None":
        """Return the number in it, where something is glued to it or a mark stands at its edge."""
        found = max(PLAIN.finditer(self.text), key=lambda f: len(f[0].strip(_MARKS)), default=None)
        if self.link or found is None:
            return None
        left = found.start() + len(found[0]) - len(found[0].lstrip(_MARKS))
        inner = found[0].strip(_MARKS)
        return self.part(left, left + len(inner)) if inner and inner != self.text else None


def linked_order(text: str) -> str | None:
    """Return the order that a link leads to."""
    found = _LINK.search(text)
    return unquote(found["ref"]) if found else None


def chunks(text: str) -> Iterator[Word]:
    """Return what stands between blanks."""
    for found in re.finditer(r"\S+", text):
        yield Word(start=found.start(), text=found[0], end=found.end())


def _as_link(word: Word) -> list[Word]:
    order_no = linked_order(word.text)
    return [word] if order_no is None else [replace(word, text=order_no, link=True)]


def _bare(word: Word) -> list[Word]:
    left = len(word.text) - len(word.text.lstrip(_EDGE))
    inner = word.text.strip(_EDGE)
    return [word.part(left, left + len(inner))] if inner else []


def _at_separators(word: Word) -> list[Word]:
    return [word.part(*found.span()) for found in _BETWEEN.finditer(word.text)]


def _at_words(word: Word) -> list[Word]:
    """Cut off a label, and cut where 和 stands between two numbers."""
    if _LABEL_WORD.fullmatch(word.text) or _JOIN_WORD.fullmatch(word.text):
        return [replace(word, label=True)]
    pieces, at = [], 0
    if label := _LABELLED.match(word.text):
        pieces.append(replace(word.part(0, label.end()), label=True))
        at = label.end()
    for found in _JOINED.finditer(word.text, at):
        if found.start() > at:
            pieces.append(word.part(at, found.start()))
        pieces.append(replace(word.part(*found.span()), label=True))
        at = found.end()
    return [*pieces, word.part(at, len(word.text))] if at < len(word.text) else pieces


#: How a word is cut, one step after the other, for as long as no order is called like it.
_CUTS: tuple[Callable[[Word], list[Word]], ...] = (
    _as_link, _bare, _at_separators, _bare, _at_words, _bare,
)  # fmt: skip


def cut(word: Word, known: Collection[str], steps: int = 0) -> Iterator[Word]:
    """Cut a word up for as long as no order is called like it."""
    if word.label or word.link or word.text in known or steps == len(_CUTS):
        yield word
        return
    for piece in _CUTS[steps](word):
        yield from cut(piece, known, steps + 1)


def every_cut(word: Word, steps: int = 0) -> Iterator[Word]:
    """Return a word and all that it can be cut into."""
    yield word
    if steps < len(_CUTS) and not word.link:
        for piece in _CUTS[steps](word):
            yield from every_cut(piece, steps + 1)
