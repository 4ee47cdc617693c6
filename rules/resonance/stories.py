"""Stories: what few weak signals come to under any policy that may be published (A-44)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from rules.resonance.facts import Facts, Occurrence
from rules.resonance.measure import measure
from rules.resonance.overrides import STORY
from rules.resonance.policy import Policy
from rules.resonance.signals import detect
from rules.vocabulary import Kind, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What happens to an order, and how loud it has to be then."""

    name: str  #: rules.wording says it: `story_<name>`.
    given: tuple[tuple[str, int], ...]  #: Kinds, and how often each.
    least: Level = Level.CALM
    most: Level = Level.RED


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A story that a policy tells otherwise."""

    story: Story
    score: Decimal
    level: Level


_CHANGED, _CHAT = Kind.ADDRESS_CHANGED, Kind.CHAT_OPENED
#: The shipped stories: the article's own case, and what must never call anybody.
SHIPPED: tuple[Story, ...] = (
    Story(name="nothing", given=(), most=Level.CALM),
    Story(name="one_change", given=((_CHANGED, 1),), most=Level.CALM),
    Story(name="one_chat", given=((_CHAT, 1),), most=Level.CALM),
    Story(name="four_signals", given=((_CHANGED, 2), (_CHAT, 2)), least=Level.RED),
    Story(
        name="change_and_chats", given=((_CHANGED, 1), (_CHAT, 2)),
        least=Level.ORANGE, most=Level.ORANGE,
    ),
)  # fmt: skip
#: Any moment: no season scales a story.
_AT = datetime(2026, 1, 1, tzinfo=UTC)


def failed(policy: Policy, taken: Mapping[str, str], *, base: Policy) -> Iterator[Failed]:
    """
    Yield the stories that this policy tells otherwise, judged by the one evaluator.

    `taken` are those whose new end is part of the change, by their overrides. What the configured
    policy does not hold either is no test: a shop that had its file call people at one change
    knows why.
    """
    for story in SHIPPED:
        score, level = told(story, policy)
        wanted = taken.get(f"{STORY}{story.name}")
        held = level.value == wanted if wanted else _holds(story, level)
        if not held and (wanted or _holds(story, told(story, base)[1])):
            yield Failed(story=story, score=score, level=level)


def _holds(story: Story, level: Level) -> bool:
    return story.least.rank <= level.rank <= story.most.rank


def told(story: Story, policy: Policy) -> tuple[Decimal, Level]:
    """Return what a story comes to; kinds that the policy does not know do not count."""
    facts = Facts(order_no="story", events=())
    found = detect(facts, policy)
    found.occurrences.extend(
        Occurrence(kind, f"story|{kind}|{number}", _AT)
        for kind, count in story.given
        for number in range(count)
    )
    result = measure(found, facts, policy, now=_AT, rebased_at=None)
    return result.score, result.level
