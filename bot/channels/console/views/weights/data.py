"""What the page of weights shows, as JSON: every number, who published it, how it is said."""

from datetime import datetime, timedelta
from typing import Any

from bot.channels.console.labels import label
from bot.channels.console.views.order_data import Reading
from handlers.commands.policy_draft import in_force
from handlers.deps import Deps
from handlers.resonance.weights import Trial, Weights, weights
from rules.chat.help import command_word, kind_word
from rules.chat.words import Name
from rules.people.permissions import Actor, may
from rules.resonance.measure import decimal_text
from rules.resonance.override_texts import name_of
from rules.resonance.overrides import SPANS, THRESHOLDS
from rules.resonance.policy import Season, SignalRule
from rules.resonance.rollout import RolloutRules
from rules.wording.say import kind_name, say, span
from storage.tx import Tx

_UNITS = (("d", timedelta(days=1)), ("h", timedelta(hours=1)), ("m", timedelta(minutes=1)))
_FIELDS = ("weight", "cap", "window")


def page(tx: Tx, deps: Deps, actor: Actor, now: datetime) -> dict[str, Any]:
    """Return the page's content, with what this person may do."""
    lang, found = deps.lang, weights(tx, deps, now)
    reading = Reading(now=now, tz=deps.timezone, lang=lang)
    season = found.policy.season_at(now)
    version = found.policy.version + (f"+{season.name}" if season else "")
    return {
        "version": say("weights_version", lang, number=found.version, version=version),
        "stands": in_force(tx, deps, found.policy),
        # It names orders of every shop.
        "trial": _trial(found.trial, deps) if found.trial and actor.sees(None) else None,
        "signals": [_signal(rule, found, reading) for rule in found.rules],
        "limits": [_limit(name, found, reading) for name in (*THRESHOLDS, *SPANS)],
        "seasons": [_season(one, one is season, found, reading) for one in found.policy.seasons],
        "last_month": f"{command_word(Name.SIGNAL_QUALITY, lang)} {_last_month(reading)}",
        "may_edit": may(actor, "edit_policy") and actor.sees(None),
    }


def _signal(rule: SignalRule, found: Weights, reading: Reading) -> dict[str, Any]:
    lang, kind = reading.lang, rule.kind
    changed = {
        field: f"signal.{field}.{kind}"
        for field in (*_FIELDS, "on")
        if f"signal.{field}.{kind}" in found.changes
    }
    return {
        "kind": kind,
        "name": kind_name(kind, lang),
        "says": kind_word(kind, lang),
        "on": kind in found.policy.rules,
        "weight": decimal_text(rule.weight),
        "cap": str(rule.cap),
        "window": "" if rule.lasting else _written(rule.window),
        "lasting": say("signals_lasting", lang) if rule.lasting else "",
        "class": say(f"class_{rule.signal_class}", lang),
        "owner": rule.owner,
        "published": [
            {"what": label(f"weights_{field}", lang), "by": _by(override, found, reading)}
            for field, override in changed.items()
        ],
    }


def _limit(name: str, found: Weights, reading: Reading) -> dict[str, Any]:
    value = getattr(found.policy, name)
    return {
        "name": name,
        "label": name_of(name, reading.lang),
        "value": _written(value) if isinstance(value, timedelta) else decimal_text(value),
        "by": _by(name, found, reading) if name in found.changes else "",
    }


def _season(
    season: Season,
    now: bool,  # noqa: FBT001 - a fact beside it
    found: Weights,
    reading: Reading,
) -> dict[str, Any]:
    override = f"season.{season.name}"
    return {
        "name": season.name,
        "text": say(
            "policy_season_is",
            reading.lang,
            first=season.first.isoformat(),
            last=season.last.isoformat(),
            timeliness=decimal_text(season.timeliness),
            quality=decimal_text(season.quality),
        ),
        "now": now,
        "by": _by(override, found, reading) if override in found.changes else "",
    }


def _by(override: str, found: Weights, reading: Reading) -> str:
    version = found.since[override]
    return say(
        "weights_by",
        reading.lang,
        version=version.version,
        author=version.author,
        approved_by=version.approved_by,
        at=reading.at(version.at),
    )


def _trial(trial: Trial, deps: Deps) -> dict[str, Any]:
    lang, fares = deps.lang, trial.fares
    return {
        "headline": fares.headline,
        "differences": [f"{d.what} {d.before} → {d.after}" for d in trial.differences],
        "notes": [{"what": what, "text": text} for what, text in fares.notes],
        "guard": _guard(deps.rollout, lang),
        "rollback": f"{command_word(Name.ROLLBACK, lang)} {command_word(Name.SIGNALS, lang)}",
    }


def _guard(rules: RolloutRules, lang: str) -> str:
    return say(
        "weights_guard",
        lang,
        false=f"{float(rules.canary_false) * 100:g}%",
        times=f"{float(rules.canary_alerts):g}",
        orders=rules.canary_orders,
        span=span(rules.canary_for, lang),
    )


def _written(value: timedelta) -> str:
    """Write a stretch of time as people write it, in the largest unit that fits."""
    unit, size = next((u for u in _UNITS if not value % u[1]), ("s", timedelta(seconds=1)))
    return f"{value // size}{unit}"


def _last_month(reading: Reading) -> str:
    first = reading.now.astimezone(reading.tz).date().replace(day=1)
    return f"{first - timedelta(days=1):%Y-%m}"
