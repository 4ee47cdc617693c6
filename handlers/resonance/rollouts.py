"""Rollouts: an approved policy judges a share of orders, then all, or goes back by itself."""

from collections import Counter
from datetime import datetime
from decimal import Decimal

from handlers.delivery.promises import Promises
from handlers.deps import Deps
from handlers.drafts import drafting
from handlers.resonance.published import KIND
from handlers.resonance.trials import SHADOW, level_of
from rules.delivery.policy import PRIORITY
from rules.drafts.draft import Draft, DraftState, Fares
from rules.resonance.rollout import Guard, Stage, Tally, in_share
from rules.vocabulary import SYSTEM, Level
from rules.wording.say import clock, listing, say
from storage.resonance.trials import Rollout, Seen
from storage.system.audit import Attempt
from storage.tx import Tx

#: Orders that a card names of those that two policies have otherwise.
_NAMED = 5
_EVERYTHING = Decimal(1)


def begin(tx: Tx, deps: Deps, version: int, draft: int, now: datetime) -> bool:
    """Have a version judge a share of orders first; False where it judges all of them at once."""
    if deps.rollout.canary_share >= _EVERYTHING:
        return False
    tx.trials.begin(
        Rollout(version=version, draft=draft, share=deps.rollout.canary_share, since=now)
    )
    return True


def tallies(tx: Tx, rollout: Rollout) -> tuple[Tally, Tally]:
    """
    Return what the orders that it judges came to since it began, and what the rest did.

    Of both how loud they are now is compared, and not what was raised: at its beginning orders that
    it flips are judged anew and alert at once, and the like among the rest had alerted before.
    """
    orders: Counter[bool] = Counter()
    loud: Counter[bool] = Counter()
    for seen in tx.trials.seen(rollout.draft, Stage.CANARY.value):
        orders[seen.in_share] += seen.orders
        if (seen.would if seen.in_share else seen.was) >= Level.ORANGE.rank:
            loud[seen.in_share] += seen.orders
    alerts: Counter[bool] = Counter()
    false: Counter[bool] = Counter()
    for order_no, was_false in tx.alert_history.raised_since(rollout.since):
        side = in_share(order_no, rollout.draft, rollout.share)
        alerts[side] += 1
        false[side] += was_false
    mine, rest = (
        Tally(orders=orders[share], loud=loud[share], alerts=alerts[share], false=false[share])
        for share in (True, False)
    )
    return mine, rest


def go_back(
    tx: Tx, deps: Deps, rollout: Rollout, guard: Guard, sides: tuple[Tally, Tally], now: datetime
) -> None:
    """Publish the version before again and show the draft's card once more, saying why."""
    why = say(f"rollout_why_{guard}", deps.lang, **_figures(*sides))
    if not tx.trials.end(rollout.version, Stage.ROLLED_BACK, now, why):
        return
    drafting.roll_back(tx, deps, KIND, SYSTEM, now)
    tx.audit.add(
        Attempt(
            at=now, actor=SYSTEM, channel="", action="rollback", order_no=None, outcome="done",
            detail=f"{KIND} {rollout.version}: {guard}",
        )
    )  # fmt: skip
    door = Promises(tx, deps)
    for copy in tx.cards.about(drafting.SUBJECT, (str(rollout.draft),)):
        door.show(copy, PRIORITY[Level.ORANGE], now, number=rollout.version)
    door.write()


def ended_by_person(tx: Tx, deps: Deps, now: datetime) -> None:
    """End a trial whose version somebody took back, where there is one."""
    rollout = tx.trials.running()
    if rollout is None:
        return
    why = say("rollout_why_person", deps.lang)
    tx.trials.end(rollout.version, Stage.ROLLED_BACK, now, why)
    draft = tx.drafts.get(rollout.draft)
    if draft is not None:
        drafting.draw_anew(tx, deps, draft, now)


def fares(tx: Tx, deps: Deps, draft: Draft, now: datetime) -> Fares:
    """Say how a draft fares: beside the published policy, or on the orders that it judges."""
    lang = deps.lang
    notes = []
    if seen := tx.trials.seen(draft.number, SHADOW):
        notes.append((say("rollout_shadow", lang), _shadow_text(tx, draft, seen, lang)))
    rollout = tx.trials.of_draft(draft.number) if draft.state is DraftState.PUBLISHED else None
    if rollout is None:
        return Fares(notes=tuple(notes))
    if rollout.stage is Stage.CANARY:
        text = say("rollout_so_far", lang, **_figures(*tallies(tx, rollout)))
        failed = sum(one.failed for one in tx.trials.seen(draft.number, Stage.CANARY.value))
        if failed:
            text = say("rollout_failed", lang, text=text, count=failed)
        notes.append((say("rollout_canary", lang), text))
    share = _percent(float(rollout.share))
    until = rollout.since + deps.rollout.canary_for
    facts = {
        "share": share,
        "version": rollout.version,
        "until": clock(until, now=now, tz=deps.timezone),
        "orders": deps.rollout.canary_orders,
        "why": rollout.why,
    }
    return Fares(
        stage=rollout.stage.value,
        status=say(f"rollout_status_{rollout.stage}", lang, **facts),
        headline=say(f"rollout_headline_{rollout.stage}", lang, **facts),
        went_well=rollout.stage is not Stage.ROLLED_BACK,
        notes=tuple(notes),
    )


def _shadow_text(tx: Tx, draft: Draft, seen: list[Seen], lang: str) -> str:
    ways = [one for one in seen if one.was != one.would]
    facts = {
        "orders": sum(one.orders for one in seen),
        "count": sum(one.orders for one in ways),
    }
    text = say("rollout_shadow_seen", lang, **facts)
    if ways:
        named = listing(
            (
                say(
                    "rollout_way",
                    lang,
                    before=say(f"level_{level_of(one.was)}", lang),
                    after=say(f"level_{level_of(one.would)}", lang),
                    count=one.orders,
                )
                for one in ways
            ),
            lang,
        )
        orders = listing(tx.trials.differing(draft.number, SHADOW, _NAMED), lang)
        text = say("rollout_ways", lang, text=text, ways=named, orders=orders)
    failed = sum(one.failed for one in seen)
    return say("rollout_failed", lang, text=text, count=failed) if failed else text


def _figures(mine: Tally, rest: Tally) -> dict[str, object]:
    return {
        "orders": mine.orders, "loud": mine.loud, "alerts": mine.alerts, "false": mine.false,
        "rest_orders": rest.orders, "rest_loud": rest.loud, "rest_alerts": rest.alerts,
        "rest_false": rest.false,
        "rate": _rate(mine.per_1000), "rest_rate": _rate(rest.per_1000),
    }  # fmt: skip


def _rate(rate: float | None) -> str:
    return "—" if rate is None else f"{rate:.1f}"


def _percent(share: float) -> str:
    return f"{share * 100:g}%"
