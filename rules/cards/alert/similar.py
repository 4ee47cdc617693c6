"""What a card says about similar cases, from the sum of them."""

from rules.alerts.alert import Alert
from rules.alerts.similar import PastCase, Similar
from rules.resonance.measure import Resonance
from rules.wording.say import kind_name, listing, say
from rules.wording.sentences import SENTENCES


def outcome_name(outcome: str, lang: str = "zh") -> str:
    """Name an outcome; a word of another system is shown as it is."""
    key = f"outcome_{outcome}"
    return say(key, lang) if key in SENTENCES else outcome


def similar_text(found: Similar, judged: Alert | Resonance, lang: str = "zh") -> str:
    """Say how many past orders were like this one, how they ended, and whether this is new."""
    said = [say("similar_new", lang)] if found.new else []
    if found.count:
        names = [kind_name(part.kind, lang) for part in judged.parts]
        names += [say(f"hard_{rule}", lang) for rule in judged.hard]
        ends = listing(
            (
                say("similar_end", lang, outcome=outcome_name(word, lang), count=number)
                for word, number in found.outcomes
            ),
            lang,
        )
        said.append(
            say(
                "similar_count",
                lang,
                count=f"{found.count}+" if found.more else found.count,
                kinds="+".join(dict.fromkeys(sorted(names))),
                ends=ends or say("similar_no_end", lang),
            )
        )
        named = listing((_case(case, lang) for case in found.named), lang)
        said.append(say("similar_named", lang, cases=named))
    return say("semicolon", lang).join(said)


def _case(case: PastCase, lang: str) -> str:
    if not case.outcomes:
        return case.order_no
    ends = "/".join(outcome_name(word, lang) for word in case.outcomes)
    return say("similar_case", lang, order_no=case.order_no, ends=ends)
