"""References: which orders a text names. A word is read whole; a part of one is only a guess."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from rules.chat.phrases import squeeze
from rules.chat.word_cuts import PLAIN, Word, chunks, cut, every_cut
from rules.codes import is_damaged
from rules.order_numbers import LONGEST
from rules.shipping.reasons import REASONS

#: Of fewer characters, an unknown word behind an order is a part of the remark.
_SHORTEST_FURTHER = 4

#: A time, a date, a score, a stretch of time: read as such unless an order is called like it.
_IDLE = re.compile(
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?|[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
    r"|[0-9]{1,2}[-/][0-9]{1,2}|[0-9]{1,3}\.[0-9]+"
    r"|(?:[0-9]+(?:\.[0-9]+)?(?:s|secs?|m|mins?|minutes?|h|hrs?|hours?|d|days?))+[0-9]{0,2}",
    re.IGNORECASE,
)
_CODE = re.compile(r"[A-Z]+(?:_[A-Z]+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """One order as somebody named it."""

    text: str  #: The whole word.
    guess: str | None = None  #: The part that may be meant; to be confirmed, never acted on.

    @property
    def damaged(self) -> bool:
        """Say whether a spreadsheet has made this of a number; nobody can guess which."""
        return is_damaged(self.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a text names, and what else it says."""

    refs: tuple[Reference, ...] = ()  #: In the order of the text.
    remark: str = ""  #: As it was typed.
    further: tuple[str, ...] = ()  #: Known orders in the remark: to be mentioned, not acted on.


def candidates(text: str) -> tuple[str, ...]:
    """Return every word and part of a word that may be the name of an order, to be looked up."""
    found = dict.fromkeys(
        word.text
        for chunk in chunks(text)
        for part in every_cut(chunk)
        for word in (part, part.guess)
        if word is not None and len(word.text) <= LONGEST
    )
    return tuple(found)


def read(text: str, known: Collection[str]) -> Named:
    """
    Return the orders that a text names and what else it says.

    `known` are those of its candidates that name an order in full. They are read as they stand;
    where no candidate is known, a word counts that looks like an order number.
    """
    words = _labelled([word for chunk in chunks(text) for word in cut(chunk, known)])
    first = _first(words, known)
    if first is None:
        return Named(remark=text, further=_further(words, (), known))
    run = _run(words, first, known)
    end = run[-1].end
    if not _stands(run[0], known) and run[0].guess is not None:
        end = run[0].guess.end
    return Named(
        refs=tuple(_reference(word) for word in run),
        remark=_said_around(text, words, first, end),
        further=_further(words, run, known),
    )


def looks_like_order(word: str) -> bool:
    """Say whether an unknown word can only be meant as an order number: digits, or capitals."""
    return (
        len(word) <= LONGEST
        and PLAIN.fullmatch(word) is not None
        and (any(c.isdigit() for c in word) or word.isupper())
        and _IDLE.fullmatch(word) is None
    )


def _labelled(words: list[Word]) -> list[Word]:
    return [
        replace(word, labelled=place > 0 and words[place - 1].label)
        for place, word in enumerate(words)
    ]


def _stands(word: Word, known: Collection[str]) -> bool:
    """Say whether a word as a whole names an order, known or not."""
    return not word.label and (word.link or word.text in known or looks_like_order(word.text))


def _is_glued(word: Word, known: Collection[str]) -> bool:
    guess = None if word.label else word.guess
    return guess is not None and (
        guess.text in known
        or (len(guess.text) >= _SHORTEST_FURTHER and looks_like_order(guess.text))
    )


def _first(words: list[Word], known: Collection[str]) -> int | None:
    """Return the place of the first order; what stands right behind the command comes first."""
    direct = next((i for i, word in enumerate(words) if not word.label), None)
    if direct is None:
        return None
    if _stands(words[direct], known) or _is_glued(words[direct], known):
        return direct
    tests: tuple[Callable[[Word], bool], ...] = (
        lambda word: word.link,
        lambda word: word.labelled and _stands(word, known),
        lambda word: not word.label and word.text in known,
        lambda word: _stands(word, known),
        lambda word: _is_glued(word, known),
    )
    for test in tests:
        for place, word in enumerate(words):
            if test(word):
                return place
    return None


def _run(words: list[Word], first: int, known: Collection[str]) -> list[Word]:
    """Return the orders from the first on, until something else is said."""
    run = [words[first]]
    if not _stands(run[0], known):
        return run
    for word in words[first + 1 :]:
        if word.label:
            continue
        if not (word.link or word.text in known or _is_further(word.text, run)):
            break
        run.append(word)
    return run


def _is_further(word: str, run: list[Word]) -> bool:
    """Say whether an unknown word behind orders is meant as one more of them."""
    if not looks_like_order(word):
        return False
    if any(c.isdigit() for c in word):
        return len(word) >= _SHORTEST_FURTHER
    is_code = _CODE.fullmatch(word) is not None or word in REASONS
    return not is_code and not any(c.isdigit() for other in run for c in other.text)


def _reference(word: Word) -> Reference:
    guess = word.guess
    return Reference(text=word.text, guess=guess.text if guess is not None else None)


def _further(words: list[Word], run: Collection[Word], known: Collection[str]) -> tuple[str, ...]:
    acted_on = {word.text for word in run}
    said = [
        name.text
        for word in words
        if word not in run
        for name in (word, word.guess)
        if name is not None and name.text in known and len(name.text) >= _SHORTEST_FURTHER
    ]
    return tuple(dict.fromkeys(name for name in said if name not in acted_on))


def _said_around(text: str, words: list[Word], first: int, end: int) -> str:
    """Return what a person wrote around the orders: the line of the command, not a pasted card."""
    while first and words[first - 1].label:
        first -= 1
    start = words[first].start
    before, after = text[:start], text[end:]
    if before.strip() and "\n" in text.strip():
        line = text.partition("\n")[0]
        before, after = line[:start], line[end:]
    return f"{squeeze(before)} {after}" if before.strip() else after
