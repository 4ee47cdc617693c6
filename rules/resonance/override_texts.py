"""Texts of overrides: what a number of the policy is called, what it was and what it would be."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from rules.drafts.draft import Difference
from rules.resonance.measure import decimal_text
from rules.resonance.overrides import AS_CONFIGURED, STORY, Odd
from rules.resonance.policy import Policy, Season
from rules.resonance.stories import Failed
from rules.wording.say import kind_name, say, span

_SEASON: Mapping[str, str] = MappingProxyType({
    "zh": "季节 双11 2026-11-01 2026-11-20 时效 1.25 质量 0.8",
    "en": "season peak 2026-11-01 2026-11-20 timeliness 1.25 quality 0.8",
})  # fmt: skip


def difference(
    name: str,
    was: Policy,
    would: Policy,
    before: Mapping[str, str],
    changes: Mapping[str, str],
    lang: str,
) -> Difference:
    """Say what one number was and would be; one that is the file's again is marked so."""
    after = value_of(name, would, changes, lang)
    if changes.get(name) == AS_CONFIGURED:
        after = say("policy_as_file", lang, value=after)
    return Difference(
        what=name_of(name, lang), before=value_of(name, was, before, lang), after=after
    )


def name_of(name: str, lang: str) -> str:
    """Name a number of the policy."""
    subject, _, rest = name.partition(".")
    if subject == "signal":
        field, _, kind = rest.partition(".")
        key = "policy_signal_window" if field == "window" else f"policy_{field}"
        return say(key, lang, name=kind_name(kind, lang))
    if subject == "season":
        return say("policy_season", lang, name=rest)
    if name.startswith(STORY):
        return say("policy_story", lang, name=say(f"story_{rest}", lang))
    return say(f"policy_{name}", lang)


def value_of(name: str, policy: Policy, changes: Mapping[str, str], lang: str) -> str:
    """Write what a number is in a policy."""
    subject, _, rest = name.partition(".")
    if subject == "signal":
        field, _, kind = rest.partition(".")
        rule = policy.rules.get(kind)
        if field == "on" or rule is None:
            return say("policy_is_off" if rule is None else "policy_is_on", lang)
        return _written(getattr(rule, field), lang)
    if subject == "season":
        season = next((s for s in policy.seasons if s.name == rest), None)
        return _season(season, lang)
    if name.startswith(STORY):
        level = changes.get(name)
        return say(f"level_{level}", lang) if level else say("policy_shipped_end", lang)
    return _written(getattr(policy, name), lang)


def _written(value: object, lang: str) -> str:
    if isinstance(value, timedelta):
        return span(value, lang)
    return str(value) if isinstance(value, int) else decimal_text(value)  # type: ignore[arg-type]


def _season(season: Season | None, lang: str) -> str:
    if season is None:
        return say("policy_no_season", lang)
    return say(
        "policy_season_is",
        lang,
        first=season.first.isoformat(),
        last=season.last.isoformat(),
        timeliness=decimal_text(season.timeliness),
        quality=decimal_text(season.quality),
    )


def odd_text(odd: Odd, lang: str) -> str:
    """Say what is wrong with an override, and how it is written."""
    return say(
        f"policy_odd_{odd.why}",
        lang,
        name=odd.name,
        value=odd.value,
        example=_SEASON[lang],
    )


def failed_text(failure: Failed, lang: str) -> str:
    """Name the story that a policy tells otherwise, with its end."""
    story = failure.story
    wanted = story.least if story.least.rank else story.most
    return say(
        "policy_failed",
        lang,
        name=say(f"story_{story.name}", lang),
        score=decimal_text(failure.score),
        level=say(f"level_{failure.level}", lang),
        wanted=say(f"level_{wanted}", lang),
    )
