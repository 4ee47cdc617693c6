"""Help: commands as they are listed and explained."""

from collections.abc import Iterable

from rules.chat.words import BY_NAME, KIND_WORDS, Name
from rules.shipping.reasons import REASONS
from rules.vocabulary import Action
from rules.wording.say import code_name, hold_name, kind_name, listing, say

#: What is no command and can be asked about all the same: what stops goods.
STOPS = frozenset({"拦截", "stops"})


def command_word(name: Name, lang: str = "zh") -> str:
    """Return the word that help shows for a command."""
    spec = BY_NAME[name]
    return (spec.zh if lang == "zh" else spec.en)[0]


def kind_word(kind: str, lang: str = "zh") -> str:
    """Return what to call a signal by in a command: its code where chat does not know its name."""
    name = kind_name(kind, lang)
    return name if KIND_WORDS.get(name) == kind else kind


def example(name: Name, lang: str = "zh") -> str:
    """Return an example in the language."""
    examples = BY_NAME[name].examples
    return next((e for e in examples if e.isascii() == (lang == "en")), examples[0])


def help_text(names: Iterable[Name], lang: str = "zh") -> str:
    """List commands: those that `permissions.may` lets the person use."""
    lines = [
        say("help_line", lang, usage=say(f"usage_{name}", lang), what=say(f"what_{name}", lang))
        for name in names
    ]
    return "\n".join([say("help_title", lang), *lines, say("help_footer", lang)])


def help_topic(name: Name, lang: str = "zh") -> str:
    """Explain one command."""
    spec = BY_NAME[name]
    usage, what = say(f"usage_{name}", lang), say(f"what_{name}", lang)
    words, examples = (*spec.zh, *spec.en), spec.examples
    if lang == "en":  # who set up the bot in English need not read Chinese
        words, examples = spec.en, tuple(e for e in examples if e.isascii())
    shown = say("semicolon", lang).join(examples)
    return "\n".join([
        say("help_line", lang, usage=usage, what=what),
        say("help_also", lang, words=listing(words, lang)),
        say("help_examples", lang, examples=shown),
    ])  # fmt: skip


def help_stops(lang: str = "zh") -> str:
    """List what stops goods (S-82): every reason of a hold that the product itself sets."""
    lines = [
        say(
            "help_stop_by_cause" if about.by_cause else "help_stop",
            lang,
            n=number,
            name=hold_name(code, lang),
            code=code,
            scan=about.scan_code,
            role=say(f"role_{about.release_role}", lang),
        )
        for number, (code, about) in enumerate(REASONS.items(), 1)
    ]
    return "\n".join([say("help_stops", lang, count=len(REASONS)), *lines])


def action_name(action: str, lang: str = "zh") -> str:
    """Name what somebody did: a button, a command, or what the system does by itself."""
    if action in set(Action):
        return say(f"done_{action}", lang)
    if action in set(Name):
        return command_word(Name(action), lang)
    return code_name("action", action, lang)
