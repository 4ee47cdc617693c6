"""The published policy: which numbers judge an order, as the file has them and people published."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from handlers.deps import Deps
from handlers.statuses.published import published as published_map
from rules.resonance.overrides import AS_CONFIGURED, Odd, laid_over
from rules.resonance.policy import Policy
from rules.statuses.status_map import StatusMap
from storage.resonance.trials import Rollout
from storage.tx import Tx

KIND = "policy"


def current_policy(tx: Tx, deps: Deps) -> Policy:
    """
    Return the policy in force: what was published lies over the configuration file.

    The map of statuses and the urgent words are as people edited them.
    """
    return with_changes(tx, deps, published(tx)[1])


def with_changes(tx: Tx, deps: Deps, changes: Mapping[str, str]) -> Policy:
    """Return the policy as it judges with these numbers in place of the file's."""
    words = tx.policies.urgent_words()
    return _edited(deps.policy, published_map(tx, deps), *words, content_of(changes))


def published(tx: Tx) -> tuple[int, Mapping[str, str]]:
    """
    Return the version in force and its changes; version 1 is the file as it stands.

    One that judges a share of orders is not: the one before it is, for all others.
    """
    found = tx.versions.in_force(KIND)
    if found is None:
        return 1, {}
    version, content = found
    if running(tx) is not None:
        before = tx.versions.get(KIND, version - 1)
        return version - 1, changes_of(before.content) if before is not None else {}
    return version, changes_of(content)


def running(tx: Tx) -> Rollout | None:
    """Return the newest version where it judges a share of orders only."""
    found, rollout = tx.versions.in_force(KIND), tx.trials.running()
    return rollout if found is not None and rollout and rollout.version == found[0] else None


def unfit(tx: Tx, deps: Deps) -> tuple[Odd, ...]:
    """Return what was published and does not fit the file any more: nobody is judged by it."""
    return laid_over(deps.policy, published(tx)[1])[1]


def changes_of(content: str) -> dict[str, str]:
    """Read the content of a draft or a version: numbers by the names that `--set` gives them."""
    return {str(name): str(value) for name, value in json.loads(content).items()}


def content_of(changes: Mapping[str, str]) -> str:
    """Write it, alike for the same changes."""
    return json.dumps(dict(sorted(changes.items())), ensure_ascii=False)


def merged(before: Mapping[str, str], changes: Mapping[str, str]) -> dict[str, str]:
    """Return all that would be published: what goes back to the file is not published any more."""
    return {k: v for k, v in {**before, **changes}.items() if v != AS_CONFIGURED}


# A policy is asked for with every batch and edited once in a while; to name a new one costs as much
# as to judge an order.
@lru_cache(maxsize=32)
def _edited(
    policy: Policy,
    statuses: StatusMap,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    content: str,
) -> Policy:
    after, _ = laid_over(policy, changes_of(content))
    if statuses is not policy.statuses:
        after = replace(after, statuses=statuses)
    return after.with_urgent_words(added, removed)
