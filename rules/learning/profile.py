"""Profiles: what of a trace decides whether its order is told of; alike ones count together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from rules.learning.form import Form
from rules.learning.trace import Trace
from rules.resonance.policy import Policy
from rules.vocabulary import Level

#: Weights and factors have three places at most: a score in these units is a whole number.
UNIT = 1000
#: Where nobody reports good ends, an order of which nothing bad was heard for so long had one.
MATURE = timedelta(days=14)
_NO_SEASON = ""


class Peak(NamedTuple):
    """What counted at a moment: the season, and how often each kind did, as if uncapped."""

    season: str
    counts: tuple[tuple[str, int], ...]


class Profile(NamedTuple):
    """What decides whether and how well an order is told of, whatever the weights."""

    bad: bool
    hard: bool  #: A hard rule speaks.
    hard_early: bool  #: … before it was heard that the order ended badly.
    peaks: frozenset[Peak]  #: The loudest moments; all others count no more of anything.
    early: frozenset[Peak]  #: … of those before a bad end; empty where there is none.


class Group(NamedTuple):
    """Orders with the same profile, and for how many they stand."""

    profile: Profile
    weight: float


def profile_of(found: Trace, until: datetime | None = None) -> Profile:
    """Return the profile of an order, as far as was known `until` then."""
    bad_at = found.bad_at
    if bad_at is not None and until is not None and bad_at > until:
        bad_at = None
    peaks: set[Peak] = set()
    early: set[Peak] = set()
    hard = hard_early = False
    for stretch in found.stretches:
        now: datetime | None = stretch.since
        while now is not None and (moment := stretch.moments.get(now)) is not None:
            if until is not None and now > until:
                break
            in_time = bad_at is not None and now < bad_at
            if moment.bare.level is not Level.CALM:
                hard, hard_early = True, hard_early or in_time
            if moment.counted:
                peak = Peak(
                    moment.bare.season or _NO_SEASON,
                    tuple((kind, len(hits)) for kind, hits in moment.counted),
                )
                peaks.add(peak)
                if in_time:
                    early.add(peak)
            now = moment.calm_at
    return Profile(
        bad=bad_at is not None,
        hard=hard,
        hard_early=hard_early,
        peaks=_loudest(peaks),
        early=_loudest(early),
    )


def _loudest(peaks: set[Peak]) -> frozenset[Peak]:
    return frozenset(p for p in peaks if not any(p != q and _is_within(p, q) for q in peaks))


def _is_within(one: Peak, other: Peak) -> bool:
    if one.season != other.season:
        return False
    counts = dict(other.counts)
    return all(counts.get(kind, 0) >= number for kind, number in one.counts)


def grouped(profiles: Iterable[tuple[Profile, float]]) -> list[Group]:
    """Count orders with the same profile together."""
    found: Counter[Profile] = Counter()
    for profile, weight in profiles:
        found[profile] += weight  # type: ignore[assignment]  # weights need not be whole
    return [Group(profile, float(weight)) for profile, weight in found.items()]


def known(traces: Iterable[Trace], until: datetime) -> list[tuple[Trace, Profile]]:
    """
    Return the orders whose end was known by then, each as it was known then.

    An order that has yet to end is no good one: it would teach that nothing need be told of.
    """
    listed = list(traces)
    tells_good = any(t.ended_at is not None and t.bad_at is None for t in listed)
    return [
        (found, profile_of(found, until))
        for found in listed
        if found.began is not None and found.began <= until and _ended(found, until, tells_good)
    ]


def _ended(found: Trace, until: datetime, tells_good: bool) -> bool:  # noqa: FBT001 - what the shop does
    if found.ended_at is not None and found.ended_at <= until:
        return True
    return not tells_good and found.began is not None and until - found.began >= MATURE


class Scale(NamedTuple):
    """By what each season scales each kind, in units."""

    factors: Mapping[str, Mapping[str, int]]

    def score(self, peak: Peak, form: Form) -> int:
        """Return the score of a moment, in units of both: a whole number, compared exactly."""
        factors = self.factors[peak.season]
        return sum(
            units(form.weights[kind]) * factors[kind] * min(number, form.caps[kind])
            for kind, number in peak.counts
        )


def scale_of(policy: Policy) -> Scale:
    """Return the factors of the policy's seasons."""
    kinds = policy.rules
    factors = {_NO_SEASON: dict.fromkeys(kinds, UNIT)}
    for season in policy.seasons:
        factors[season.name] = {
            kind: units(season.factor(rule.signal_class)) for kind, rule in kinds.items()
        }
    return Scale(factors)


def units(value: Decimal) -> int:
    """Return a weight or a factor as a whole number of thousandths."""
    return int(value * UNIT)


def loudest_of(peaks: Iterable[Peak], form: Form, scale: Scale) -> int:
    """Return the highest score among moments; -1 where there are none."""
    return max((scale.score(peak, form) for peak in peaks), default=-1)


class Told(NamedTuple):
    """Whether an order is told of at all, in time for its bad end, and locked."""

    alerted: bool
    hit: bool
    red: bool


def told_of(profile: Profile, form: Form, scale: Scale) -> Told:
    """Say what becomes of an order by a form: as `retold` does, without the times."""
    orange, red = units(form.orange) * UNIT, units(form.red) * UNIT
    top = loudest_of(profile.peaks, form, scale)
    early = profile.hard_early or loudest_of(profile.early, form, scale) >= orange
    return Told(alerted=profile.hard or top >= orange, hit=profile.bad and early, red=top >= red)


def kinds_seen(groups: Sequence[Group]) -> dict[str, float]:
    """Return for how many orders each kind counted."""
    seen: Counter[str] = Counter()
    for group in groups:
        for kind in {kind for peak in group.profile.peaks for kind, _ in peak.counts}:
            seen[kind] += group.weight  # type: ignore[assignment]  # weights need not be whole
    return {kind: float(weight) for kind, weight in seen.items()}
