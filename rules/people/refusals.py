"""Refusals: why somebody may not do something, and who could."""

from rules.people.permissions import Denied
from rules.wording.say import hold_name, say, who


def denied(refusal: Denied, lang: str = "zh", *, private: bool = True) -> str:
    """Say why not, and who could. Outside a private chat a stranger's id is not repeated."""
    if refusal.reason == "unlinked" and not private:
        return say("denied_unlinked_group", lang)
    facts = dict(refusal.facts)
    for fact in ("need", "role"):
        if fact in facts:
            facts[fact] = say(f"role_{facts[fact]}", lang)
    if "hold" in facts:
        facts["hold"] = hold_name(facts["hold"], lang)
        facts["owner"] = who(facts["owner"], lang)
    return say(f"denied_{refusal.reason}", lang, **facts)
