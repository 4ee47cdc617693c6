"""The weeks of a month: at the end of each weights are searched, and two people publish them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app import App
from bot.backtest.dice import poisson
from bot.day.agenda import Agenda
from bot.day.drift.month import Drift
from bot.day.hours import DAY
from bot.demo import people
from bot.demo.scenario.steps import Says, Step
from handlers.learning import proposing
from handlers.resonance import rollouts
from handlers.resonance.published import KIND, current_policy, published, running
from handlers.resonance.trials import SHADOW
from rules.backtest.around import facts_of
from rules.drafts.draft import BY_MACHINE, Draft
from rules.learning.search import Prices
from rules.learning.trace import trace
from rules.learning.tuning import Advice, Tuned, searches, tuned
from rules.resonance.rollout import Guard, tripped
from rules.wording.say import say
from storage.resonance.trials import Rollout
from storage.tx import Tx

WEEK = timedelta(days=7)
#: When the search begins after a week, and after how long the first and the second person decide.
_SEARCHED_AT, _FIRST, _SECOND = timedelta(hours=10), timedelta(minutes=20), timedelta(hours=4)
_SOON = timedelta(minutes=5)
#: By this nearly every order is told of.
_BAD = "信号 橙 0.3 改例"


@dataclass(slots=True, kw_only=True)
class Proposal:
    """A draft that was on its way in the month, and how far it came."""

    draft: Draft
    searched: Tuned | None  #: None: it is people's own.
    after_one: int | None = None  #: The version in force when one person had approved it.
    shadowed: int = 0  #: Orders that it was judged on while it waited …
    differing: int = 0  #: … and those of them that it would have had otherwise.
    tripped_at: datetime | None = None  #: Since when a guard would have it back …
    guard: Guard | None = None  #: … and which.
    rollout: Rollout | None = None


@dataclass(slots=True, kw_only=True)
class Search:
    """What a week's end came to."""

    week: int
    at: datetime
    found: Tuned
    number: int | None = None  #: Of the draft.
    why_not: str = ""


@dataclass(slots=True, kw_only=True)
class Weeks:
    """Looks at the clock, and has the machine search and people decide."""

    app: App
    agenda: Agenda[Step]
    starts: datetime
    days: int
    drift: Drift
    prices: Prices
    seed: int
    #: Called while it is searched.
    busy: Callable[[str], None]
    searches: list[Search] = field(default_factory=list)
    proposals: dict[int, Proposal] = field(default_factory=dict)
    _bad_said: bool = False

    async def look(self, now: datetime) -> None:
        """Do what is due by then."""
        ends = self.starts + DAY * self.days
        if self.starts + self.drift.bad_draft <= min(now, ends) and not self._bad_said:
            self._bad_said = True
            self._have_say(now, people.OPERATOR, _BAD)
        week = len(self.searches) + 1
        if now >= self.starts + WEEK * week + _SEARCHED_AT and self.starts + WEEK * week < ends:
            await self._search(week, now)
        await self.app.database.read(lambda tx: self._watch(tx, now))

    async def _search(self, week: int, now: datetime) -> None:
        """Search weights as `resonance tune` does, on all that has arrived; leave a draft."""
        database, deps = self.app.database, self.app.deps
        policy, events = database.look(lambda tx: (current_policy(tx, deps), [*tx.journal.each()]))
        traces = [trace(facts, policy, now) for facts in facts_of(events, policy)]
        done = 0

        def tick() -> None:
            nonlocal done
            done += 1
            told = {"week": week, "done": done, "all": searches(())}
            self.busy(say("drift_searching", deps.lang, **told))

        found = tuned(traces, policy, now, self.prices, poisson(self.seed), tick, ratios=())
        one = Search(week=week, at=now, found=found)
        self.searches.append(one)
        if found.advice is Advice.PROPOSE:
            made = await database.write(
                lambda tx: proposing.propose(tx, deps, found, policy, self.prices, now)
            )
            if isinstance(made, str):
                one.why_not = made
            else:
                one.number = made.number

    def _watch(self, tx: Tx, now: datetime) -> None:
        """Hear of drafts, and see how those that are on their way fare."""
        for draft in tx.drafts.open():
            if draft.kind != KIND:
                continue
            if draft.number not in self.proposals:
                self._hear_of(draft, now)
            one = self.proposals[draft.number]
            if one.draft.author in BY_MACHINE and draft.author not in BY_MACHINE:
                one.after_one = published(tx)[0]
        rollout = running(tx)
        if rollout is not None:
            one = self.proposals[rollout.draft]
            guard = tripped(*rollouts.tallies(tx, rollout), self.app.deps.rollout)
            if guard is not None and one.tripped_at is None:
                one.tripped_at, one.guard = now, guard

    def _hear_of(self, draft: Draft, now: datetime) -> None:
        """Have people open a draft and approve it, as many as it takes."""
        mine = (search.found for search in self.searches if search.number == draft.number)
        self.proposals[draft.number] = Proposal(draft=draft, searched=next(mine, None))
        deciding = [(people.APPROVER, _FIRST)]
        if draft.author in BY_MACHINE:
            deciding.append((people.ADMIN, _SECOND))
        for who, after in deciding:
            self._have_say(now + after, who, f"草案 {draft.number}")
            self._have_say(now + after + _SOON, who, f"批准 {draft.number}")

    def _have_say(self, at: datetime, who: str, text: str) -> None:
        self.agenda.reach(at, Step(at=at, what=Says(who=who, text=text)))

    def settle(self, tx: Tx) -> None:
        """Read what became of every draft."""
        for number, one in self.proposals.items():
            one.draft = tx.drafts.get(number) or one.draft
            one.rollout = tx.trials.of_draft(number)
            for seen in tx.trials.seen(number, SHADOW):
                one.shadowed += seen.orders
                one.differing += seen.orders if seen.was != seen.would else 0
