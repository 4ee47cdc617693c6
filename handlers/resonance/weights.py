"""The page of weights: which numbers judge orders, who published each, and what is on trial."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.deps import Deps
from handlers.resonance import drafting, rollouts
from handlers.resonance.published import KIND, changes_of, published, running, with_changes
from rules.drafts.draft import Difference, Fares
from rules.resonance.overrides import AS_CONFIGURED
from rules.resonance.policy import Policy, SignalRule
from storage.drafts.versions import Version
from storage.tx import Tx


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """The version that judges a share of orders, before it judges all."""

    version: int
    differences: Sequence[Difference]
    fares: Fares


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Everything that judges orders now."""

    version: int
    policy: Policy
    rules: Sequence[SignalRule]  #: Every kind of the file; one that is off as the file has it.
    changes: Mapping[str, str]  #: What was published over the file.
    since: Mapping[str, Version]  #: With which version each of these came.
    trial: Trial | None


def weights(tx: Tx, deps: Deps, now: datetime) -> Weights:
    """Return it."""
    version, changes = published(tx)
    policy = with_changes(tx, deps, changes)
    kept = [one for one in tx.versions.of_kind(KIND) if one.version <= version]
    return Weights(
        version=version,
        policy=policy,
        rules=[policy.rules.get(kind, rule) for kind, rule in deps.policy.rules.items()],
        changes=changes,
        since=_since(kept, changes),
        trial=_trial(tx, deps, now),
    )


def _since(versions: Sequence[Version], changes: Mapping[str, str]) -> dict[str, Version]:
    """Return since which version each number is what it is, without a break; the newest first."""
    since: dict[str, Version] = {}
    still = set(changes)
    for version in versions:
        had = changes_of(version.content)
        still = {name for name in still if had.get(name) == changes[name]}
        since |= dict.fromkeys(still, version)
    return since


def _trial(tx: Tx, deps: Deps, now: datetime) -> Trial | None:
    rollout = running(tx)
    draft = tx.drafts.get(rollout.draft) if rollout is not None else None
    if rollout is None or draft is None:
        return None
    return Trial(
        version=rollout.version,
        differences=drafting.differences(tx, deps, draft),
        fares=rollouts.fares(tx, deps, draft, now),
    )


def told(deps: Deps, versions: Sequence[Version]) -> list[list[Difference]]:
    """Say of each version, the newest first, what it changed of the one before."""
    contents = [changes_of(version.content) for version in versions]
    before: list[dict[str, str]] = [*contents[1:], {}]
    return [_told(deps, had, has) for has, had in zip(contents, before, strict=False)]


def _told(deps: Deps, had: Mapping[str, str], has: Mapping[str, str]) -> list[Difference]:
    names = [name for name in had.keys() | has.keys() if had.get(name) != has.get(name)]
    return drafting.told(deps, had, {name: has.get(name, AS_CONFIGURED) for name in names})
