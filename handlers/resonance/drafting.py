"""Drafts of the policy: what one changes, whom it flips and how early, what keeps it back."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from handlers.deps import Deps, DraftKind
from handlers.drafts import drafting
from handlers.resonance import cases, rollouts
from handlers.resonance.published import (
    KIND,
    changes_of,
    content_of,
    merged,
    published,
    running,
    with_changes,
)
from rules.backtest.walk import RESONANCE, Verdict, walk
from rules.delivery.routes import Target
from rules.drafts.draft import Difference, Draft, Flip, Flips
from rules.orders.endings import OUTCOME
from rules.resonance.facts import Facts
from rules.resonance.override_texts import difference, failed_text, odd_text
from rules.resonance.overrides import AS_CONFIGURED, STORY, THRESHOLDS, laid_over
from rules.resonance.policy import Policy
from rules.resonance.rollout import Stage, in_share
from rules.resonance.stories import Failed, failed
from rules.wording.say import say
from storage.resonance.trials import Rollout
from storage.tx import Tx

#: Orders that are compared, those last heard of: they are walked through twice, and a scanner waits
#: for whoever writes. The rest are counted.
MOST = 500
_PORTION = 100


def propose(
    tx: Tx,
    deps: Deps,
    changes: Mapping[str, str],
    author: str,
    now: datetime,
    *,
    place: Target | None = None,
    because: str = "",
    picture: str = "",
) -> Draft | str:
    """
    Keep a draft of these numbers and promise its card; or say why that is none, in words.

    Names are those of `resonance backtest --set`; an empty value is the file's again. What is no
    number, changes nothing, or tells a shipped story otherwise is refused.
    """
    changed = news(tx, deps, changes)
    if isinstance(changed, str):
        return changed
    content = content_of(changed)
    why = objection(tx, deps, content)
    if why is not None:
        return why
    return drafting.propose(
        tx, deps, KIND, content, author, now, place=place, because=because, picture=picture
    )


def news(tx: Tx, deps: Deps, changes: Mapping[str, str]) -> dict[str, str] | str:
    """Return of the changes those that change something, or what is wrong with them, in words."""
    before = published(tx)[1]
    changed = {
        name: value for name, value in changes.items() if before.get(name, AS_CONFIGURED) != value
    }
    was, would = (laid_over(deps.policy, c) for c in (before, merged(before, changed)))
    # A wrong name may be taken back, and thresholds that are moved together are compared together.
    odd = [one for one in laid_over(deps.policy, changed)[1] if one.why != "thresholds"]
    odd += [one for one in would[1] if one not in was[1]]
    if odd:
        return odd_text(odd[0], deps.lang)
    if was[0].version == would[0].version and not any(n.startswith(STORY) for n in changed):
        return say("policy_same", deps.lang)
    return changed


def with_new_ends(tx: Tx, deps: Deps, changes: Mapping[str, str]) -> dict[str, str]:
    """Return the changes with the new end of every shipped story that they tell otherwise."""
    after = merged(published(tx)[1], changes)
    policy, _ = laid_over(deps.policy, after)
    ends = {f"{STORY}{one.story.name}": one.level.value for one in _failed(deps, policy, after)}
    return {**changes, **ends}


def differences(tx: Tx, deps: Deps, draft: Draft) -> list[Difference]:
    """Say of each number what it was in the version that is changed, and what it would be."""
    return told(deps, _changes_in(tx, draft.based_on), changes_of(draft.content))


def told(deps: Deps, before: Mapping[str, str], changes: Mapping[str, str]) -> list[Difference]:
    """Say it of these changes; one that does not fit the file any more is told as it is written."""
    was, _ = laid_over(deps.policy, before)
    would, odd = laid_over(deps.policy, merged(before, changes))
    unfit = {
        name for one in odd for name in (THRESHOLDS if one.why == "thresholds" else [one.name])
    }
    return [
        replace(one, after=changes[name]) if name in unfit else one
        for name in sorted(changes)
        for one in [difference(name, was, would, before, changes, deps.lang)]
    ]


def _changes_in(tx: Tx, version: int) -> dict[str, str]:
    kept = tx.versions.get(KIND, version)
    return changes_of(kept.content) if kept is not None else {}


def flips(tx: Tx, deps: Deps, content: str, now: datetime) -> Flips:
    """Return every past order that would have been of another level, judged over its whole life."""
    before = published(tx)[1]
    return _flipped(tx, deps, before, merged(before, changes_of(content)), now)


def _flipped(
    tx: Tx, deps: Deps, before: Mapping[str, str], after: Mapping[str, str], now: datetime
) -> Flips:
    was, would = (with_changes(tx, deps, changes) for changes in (before, after))
    if was.version == would.version:
        return Flips()
    last = tx.journal.orders_last_heard_of(MOST)
    found = []
    for facts, worth in _past(tx, was, last, now):
        one, other = walk(facts, was, now), walk(facts, would, now)
        if one.loudest is not other.loudest:
            found.append(_flip(one, other, worth, deps.lang))
    return Flips(orders=found, unread=max(0, tx.orders.count() - len(last)))


def _past(
    tx: Tx, policy: Policy, order_nos: Sequence[str], now: datetime
) -> Iterator[tuple[Facts, str | None]]:
    """Yield what is known of each order, its end with it; what people wished since is left out."""
    for start in range(0, len(order_nos), _PORTION):
        portion = order_nos[start : start + _PORTION]
        ends = tx.journal.of_orders(portion, (OUTCOME,))
        for no, case in cases.load(tx, policy, portion, now).items():
            facts = replace(case.facts(frozenset()), snoozed={}, holds=())
            yield replace(facts, events=(*facts.events, *ends.get(no, ()))), case.order.amount


def _flip(was: Verdict, would: Verdict, worth: str | None, lang: str) -> Flip:
    return Flip(
        order_no=was.order_no,
        before=say(f"level_{was.loudest}", lang),
        after=say(f"level_{would.loudest}", lang),
        worth=Decimal(worth) if worth is not None else None,
        bad=was.bad_at is not None,
        lead=None if was.bad_at is None else _lead(would) - _lead(was),
    )


def _lead(verdict: Verdict) -> timedelta:
    """Return how long before its bad end an order was told of, nothing where it was not."""
    spoke = verdict.first.get(RESONANCE)
    if spoke is None or verdict.bad_at is None or spoke >= verdict.bad_at:
        return timedelta()
    return verdict.bad_at - spoke


def objection(tx: Tx, deps: Deps, content: str) -> str | None:
    """Say what keeps a content from being published: what does not fit, or a story with its end."""
    if (rollout := running(tx)) is not None:
        command = say("rollout_command", deps.lang)
        return say("rollout_busy", deps.lang, version=rollout.version, command=command)
    before = published(tx)[1]
    after = merged(before, changes_of(content))
    policy, odd = laid_over(deps.policy, after)
    known = laid_over(deps.policy, before)[1]
    if fresh := [one for one in odd if one not in known]:
        return "\n".join(odd_text(one, deps.lang) for one in fresh)
    failures = [failed_text(one, deps.lang) for one in _failed(deps, policy, after)]
    return "\n".join([*failures, say("edit_take_cases", deps.lang)]) if failures else None


def _failed(deps: Deps, policy: Policy, changes: Mapping[str, str]) -> list[Failed]:
    taken = {name: value for name, value in changes.items() if name.startswith(STORY)}
    return list(failed(policy, taken, base=deps.policy))


def content_after(tx: Tx, _deps: Deps, content: str) -> str:
    """Return all that would be published: what was, and what the draft changes of it."""
    return content_of(merged(published(tx)[1], changes_of(content)))


def content_shipped(_deps: Deps) -> str:
    """Return version 1: the file as it stands."""
    return content_of({})


def came_into_force(tx: Tx, deps: Deps, now: datetime) -> Flips:
    """Have the orders that it flips judged anew; all others are when something happens to them."""
    number, _ = tx.versions.in_force(KIND) or (1, "")
    newest = tx.versions.get(KIND, number)
    rollouts.ended_by_person(tx, deps, now)
    found = _flipped(tx, deps, _changes_in(tx, number - 1), _changes_in(tx, number), now)
    mine = [flip.order_no for flip in found.orders]
    if newest is not None and newest.draft is not None:
        share = deps.rollout.canary_share
        if rollouts.begin(tx, deps, number, newest.draft, now):
            mine = [no for no in mine if in_share(no, newest.draft, share)]
    tx.orders.make_due(mine, now)
    return found


def judge_all(tx: Tx, deps: Deps, rollout: Rollout, now: datetime) -> None:
    """Have the version that judged a share of orders judge all of them."""
    if not tx.trials.end(rollout.version, Stage.ALL, now):
        return
    before, after = (_changes_in(tx, n) for n in (rollout.version - 1, rollout.version))
    found = _flipped(tx, deps, before, after, now)
    tx.orders.make_due([flip.order_no for flip in found.orders], now)
    draft = tx.drafts.get(rollout.draft)
    if draft is not None:
        drafting.draw_anew(tx, deps, draft, now)


POLICY = DraftKind(
    words=("信号", "权重", "signals", "weights", KIND),
    differences=differences,
    flips=flips,
    content_after=content_after,
    content_shipped=content_shipped,
    came_into_force=came_into_force,
    objection=objection,
    fares=rollouts.fares,
)
