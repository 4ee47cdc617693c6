"""Answers to what was typed: what was not understood or found, what to choose, what was done."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rules.chat.grammar import Command, MissingArgument, NearMiss
from rules.chat.help import command_word, example
from rules.chat.references import Reference
from rules.chat.words import Name
from rules.masking import mask_phones
from rules.wording.say import listing, say

CHOICES = 5  #: A list to choose from is no longer than this (A-56).


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one order among several."""

    name: str  #: The order, or what was typed for it.
    done: bool
    text: str


def near_miss(miss: NearMiss, lang: str = "zh") -> str:
    """Hint at what was perhaps meant. Leave out of `suggestions` what the person may not do."""
    word = mask_phones(miss.word)
    if not miss.suggestions:
        return say("near_miss_none", lang, word=word)
    rest = mask_phones(miss.rest)
    lines = (f"{command_word(name, lang)} {rest}".strip() for name in miss.suggestions)
    known = "near_miss_name" if word.startswith("@") else "near_miss"
    return say(known, lang, word=word, suggestions=say("semicolon", lang).join(lines))


def missing(miss: MissingArgument, lang: str = "zh") -> str:
    """Ask for what a command lacks, with an example."""
    shown = say("example_words", lang) if miss.argument == "word" else example(miss.command, lang)
    return say(f"missing_{miss.argument}", lang, example=shown, said=mask_phones(miss.said))


def not_found(ref: Reference, near: Sequence[str] = (), lang: str = "zh") -> str:
    """Say that there is no such order, with near ones that the person may see."""
    shown = mask_phones(ref.text)
    if ref.damaged:
        return say("damaged", lang, ref=shown)
    if not near:
        return say("not_found", lang, ref=shown)
    return say("not_found_near", lang, ref=shown, matches=listing(near[:CHOICES], lang))


def choose(ref: str, matches: Sequence[str], lang: str = "zh", *, guessed: bool) -> str:
    """List what a number may mean. `guessed`: none of them is called like it."""
    key = "ambiguous_guess" if guessed else "ambiguous"
    lines = [say(key, lang, ref=mask_phones(ref), count=len(matches))]
    for number, order_no in enumerate(matches[:CHOICES], start=1):
        lines.append(say("ambiguous_item", lang, number=number, order_no=order_no))
    if len(matches) > CHOICES:
        lines.append(say("ambiguous_more", lang, more=len(matches) - CHOICES))
    return "\n".join(lines)


def confirm(
    name: Name, count: int, most: int, code: str, left: Sequence[Result], lang: str = "zh"
) -> str:
    """Ask whether so many orders are meant; `left` are those that will not be done anyway."""
    what = command_word(name, lang)
    lines = [say("confirm", lang, what=what, count=count, most=most, code=code)]
    return "\n".join([*lines, *_listed("result_left", left, lang)])


def results(command: Command, each: Sequence[Result], lang: str = "zh") -> str:
    """
    Say of every order what came of it: first what was not done, with the command to try it again.

    Orders of which the same can be said share a line.
    """
    left = [result for result in each if not result.done]
    what = command_word(command.name, lang)
    lines = [say("results", lang, what=what, done=len(each) - len(left), left=len(left))]
    lines += _listed("result_left", left, lang)
    if left:
        again = _typed(command.name, (result.name for result in left), command.rest, lang)
        lines.append(say("retry", lang, command=again))
    done = [result for result in each if result.done]
    return "\n".join([*lines, *_listed("result_done", done, lang)])


def further(command: Command, lang: str = "zh") -> str:
    """Say which orders were only mentioned."""
    typed = _typed(command.name, command.further, "", lang)
    return say("further", lang, orders=listing(command.further, lang), command=typed)


def look_at_rest(name: Name, rest: Sequence[Reference], most: int, lang: str = "zh") -> str:
    """Say how to look at the orders that were too many for one answer."""
    typed = _typed(name, (ref.text for ref in rest), "", lang)
    return say("look_at_rest", lang, most=most, command=typed)


def _typed(name: Name, orders: Iterable[str], rest: str, lang: str) -> str:
    return mask_phones(" ".join(filter(None, (command_word(name, lang), *orders, rest))))


def _listed(key: str, each: Sequence[Result], lang: str) -> list[str]:
    """Write a line for each sentence; those that differ in nothing but the order share one."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for result in each:
        around = tuple(result.text.split(result.name, 1))
        groups.setdefault(around, []).append(result.name)
    return [
        say(key, lang, text=listing(names, lang).join(around)) for around, names in groups.items()
    ]
