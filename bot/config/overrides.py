"""Overrides: single numbers of the policy tried in place of the configured ones (`--set`)."""

from collections.abc import Iterable

from bot.config.errors import ConfigurationError
from rules.resonance import overrides
from rules.resonance.override_texts import odd_text
from rules.resonance.overrides import Odd
from rules.resonance.policy import Policy


def overridden(policy: Policy, given: Iterable[str]) -> Policy:
    """
    Return the policy with `signal.weight.<kind>=1.0`, `orange=2.0` and the like over its numbers.

    Raises ConfigurationError for the first that is none, as chat refuses it in a draft.
    """
    changes: dict[str, str] = {}
    for one in given:
        name, _, value = (part.strip() for part in one.partition("="))
        if not value:
            message = (
                f"--set {one}: 写成 名字=值，如 signal.weight.pay_dwell=1.0 / write name=value"
            )
            raise ConfigurationError(message)
        changes[name] = value
    tried = overrides.overridden(policy, changes)
    if isinstance(tried, Odd):
        raise ConfigurationError(_refusal(tried, policy))
    return tried


def _refusal(odd: Odd, policy: Policy) -> str:
    said = f"--set {odd.name}={odd.value}: {odd_text(odd, 'zh')} / {odd_text(odd, 'en')}"
    return f"{said}\n{', '.join(sorted(policy.rules))}" if odd.why == "kind" else said
