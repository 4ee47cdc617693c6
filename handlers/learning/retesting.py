"""Retesting: past orders of the journal judged by other numbers beside those in force (A-31)."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from handlers.deps import Deps
from handlers.learning.past import past
from handlers.resonance.published import merged, published, with_changes
from rules.backtest.fixed import FIXED
from rules.cards.images.image import Image
from rules.learning.profile import profile_of
from rules.learning.retest import Retest, Side, side_of
from rules.learning.summary import summary_of
from rules.learning.trace import Trace, retold, trace
from rules.resonance.facts import Facts
from rules.resonance.override_texts import difference, odd_text
from rules.resonance.overrides import THRESHOLDS, laid_over
from rules.resonance.policy import Policy
from rules.wording.say import say
from storage.tx import Tx

#: What is found of an order's life stays found when only these are others (`rules.learning.trace`).
_ONLY_WEIGH = ("signal.weight.", "signal.cap.")
#: Purpose of the image that comes with what was asked for in chat.
IMAGE = "retest"


def retest(
    tx: Tx,
    deps: Deps,
    changes: Mapping[str, str],
    days: int,
    shops: Collection[str] | None,
    now: datetime,
) -> Retest | str:
    """Judge the orders of the last days; or say in words why that is none."""
    lang, before = deps.lang, published(tx)[1]
    after = merged(before, changes)
    _, odd = laid_over(deps.policy, after)
    if odd:
        return odd_text(odd[0], lang)
    was, would = (with_changes(tx, deps, one) for one in (before, after))
    found = past(tx, was, since=now - timedelta(days=days), until=now, shops=shops)
    if not found.orders:
        return say("retest_empty", lang, days=days)
    traces = _traces(found.orders, was, now)
    present = _side(traces, was)
    other = None
    if changes:
        again = traces if _only_weighs(changes) else _traces(found.orders, would, now)
        other = _side(again, would)
    verdicts = [retold(one, was) for one in traces]
    return Retest(
        days=days,
        since=found.since if found.cut else None,
        tried=[difference(n, was, would, before, after, lang) for n in sorted(changes)],
        present=present,
        would=other,
        fixed={rule: summary_of(verdicts, rule) for rule in FIXED},
        unshipped_after=was.unshipped_after,
    )


def about(image: Image) -> str:
    """Write an image as it is: it shows the same as the answer, and nothing is judged again."""
    return json.dumps([image.name, image.title, image.svg])


def image_of(_tx: Tx, _deps: Deps, about: str, _now: datetime) -> Image:
    """Return the image that was promised."""
    name, title, svg = json.loads(about)
    return Image(name=name, title=title, svg=svg)


def _traces(orders: Iterable[Facts], policy: Policy, now: datetime) -> list[Trace]:
    return [trace(facts, policy, now) for facts in orders]


def _side(traces: Sequence[Trace], policy: Policy) -> Side:
    summary = summary_of(retold(one, policy) for one in traces)
    return side_of(summary, [profile_of(one) for one in traces], policy)


def _only_weighs(names: Iterable[str]) -> bool:
    return all(name in THRESHOLDS or name.startswith(_ONLY_WEIGH) for name in names)
