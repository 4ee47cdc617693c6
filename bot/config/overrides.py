"""Overrides: single weights and thresholds tried in place of the configured ones (`--set`)."""

import re
from collections.abc import Iterable
from typing import Any

from bot.config.errors import ConfigurationError
from bot.config.settings import Settings, checked
from rules.resonance.policy import BUILT_IN, FORESEEN

_SIGNAL = re.compile(r"signal\.(weight|cap|window)\.([a-z][a-z0-9_]*)")
_THRESHOLDS = ("orange", "red", "window", "unshipped_after", "suppress_for")


def overridden(settings: Settings, given: Iterable[str]) -> Settings:
    """
    Return settings with `signal.weight.<kind>=1.0`, `orange=2.0` and the like in place of theirs.

    Raises ConfigurationError as a file would that says so, or for what cannot be tried.
    """
    section = settings.resonance.model_dump(exclude_unset=True, by_alias=True)
    signals: dict[str, dict[str, Any]] = {s["kind"]: s for s in section.get("signals", ())}
    rules = (*BUILT_IN, *FORESEEN)
    built_in = {str(rule.kind): {"kind": rule.kind, "weight": rule.weight} for rule in rules}
    for one in given:
        name, equals, value = (part.strip() for part in one.partition("="))
        signal = _SIGNAL.fullmatch(name)
        if not equals or not (signal or name in _THRESHOLDS):
            raise ConfigurationError(_unknown(one))
        if signal is None:
            section[name] = value
            continue
        key, kind = signal.groups()
        if kind not in signals and kind not in built_in:
            known = ", ".join(sorted({*signals, *built_in}))
            message = f"--set {one}: 没有信号 {kind}；有：{known} / no such signal"
            raise ConfigurationError(message)
        changed = signals.setdefault(kind, dict(built_in.get(kind, {})))
        changed[key] = int(value) if key == "cap" and value.isdecimal() else value
    section["signals"] = list(signals.values())
    tried = checked({"resonance": section})
    return settings.model_copy(update={"resonance": tried.resonance})


def _unknown(given: str) -> str:
    names = "signal.weight.<kind>, signal.cap.<kind>, signal.window.<kind>"
    return (
        f"--set {given}: 写成 名字=值，名字是 {names}, {', '.join(_THRESHOLDS)}"
        " / write name=value with one of these names"
    )
