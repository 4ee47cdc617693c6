"""What a draft of the policy flips, against judging every order at every moment there is."""

import random
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import MappingProxyType

from handlers.resonance import cases, drafting
from handlers.resonance.published import content_of, current_policy, published
from rules.alerts.alert import Alert
from rules.cards.images.image import Image
from rules.drafts.draft import TUNING, Draft, Flips
from rules.orders.endings import OUTCOME
from rules.resonance.measure import evaluate
from rules.resonance.overrides import Odd, overridden
from rules.resonance.policy import Policy
from rules.resonance.rollout import RolloutRules
from rules.vocabulary import Level
from storage.tx import Tx
from tests.builders import NOON, an_event, an_order, hours, minutes
from tests.harness import Harness

ORDERS = 40
CHANGES = {"signal.weight.address_changed": "1.3", "orange": "2.4"}
END = NOON + hours(200)


def history(h: Harness, rng: random.Random) -> None:
    """Have orders come in, told in order of arrival; some end badly."""
    told = []
    for number in range(ORDERS):
        no = f"o-{number}"
        customer = {"id": f"c-{number // 2}"}
        told.append(an_order(no, at=NOON, customer=customer))
        for n in range(rng.randrange(5)):
            at = NOON + minutes(rng.randrange(6_000))
            kind = rng.choice(["order.address_changed", "chat.opened", "chat.opened"])
            address = {"city": f"城{n}"}
            told.append(an_event(kind, no, at=at, event_id=f"{no}-{n}", address=address))
        if rng.random() < 0.5:
            kind = rng.choice(["complaint", "ok"])
            at = NOON + minutes(rng.randrange(3_000, 9_000))
            told.append(an_event(OUTCOME, no, at=at, event_id=f"{no}-end", kind=kind))
    for event in sorted(told, key=lambda e: e.received_at):
        h.now = event.received_at
        h.takes(event)
    h.now = END


def by_brute_force(tx: Tx, h: Harness, policy: Policy) -> dict[str, tuple[Level, datetime | None]]:
    """Return how loud each order ever was, and since when, judged at every minute that counts."""
    numbers = [f"o-{n}" for n in range(ORDERS)]
    found: dict[str, tuple[Level, datetime | None]] = {}
    for no, case in cases.load(tx, policy, numbers, h.now).items():
        facts = case.facts(frozenset())
        moments = {e.received_at for e in facts.events} | {c.received_at for c in facts.elsewhere}
        for at in sorted(moments):  # windows end and deadlines come at whole steps behind these
            for rule in policy.rules.values():
                moments.add(at + rule.window + timedelta.resolution)
        judged = [
            (at, evaluate(facts, policy, now=at, rebased_at=None).level)
            for at in sorted(moments)
            if at <= END
        ]
        loud = [at for at, level in judged if level is not Level.CALM]
        loudest = max((level for _, level in judged), key=lambda level: level.rank)
        found[no] = loudest, min(loud, default=None)
    return found


def test_a_draft_names_exactly_the_orders_that_brute_force_finds(h: Harness) -> None:
    history(h, random.Random(11))  # noqa: S311 - the same orders each time

    def look(tx: Tx) -> tuple[Flips, dict[str, tuple[Level, datetime | None]], ...]:  # type: ignore[misc]
        policy = current_policy(tx, h.deps)
        after = overridden(policy, CHANGES)
        assert not isinstance(after, Odd)
        content = content_of(CHANGES)
        flips = drafting.flips(tx, h.deps, content, h.now)
        return flips, by_brute_force(tx, h, policy), by_brute_force(tx, h, after)

    flips, was, would = h.database.look(look)

    expected = {no for no in was if was[no][0] is not would[no][0]}
    assert len(expected) > 5
    assert {flip.order_no for flip in flips.orders} == expected
    ends = h.database.look(lambda tx: tx.journal.of_orders(sorted(was), (OUTCOME,)))
    for flip in flips.orders:
        bad = [e.received_at for e in ends.get(flip.order_no, ()) if e.data["kind"] != "ok"]
        assert flip.bad == bool(bad)
        assert flip.worth == Decimal("199.00")
        if bad:
            told = [one[flip.order_no][1] for one in (was, would)]
            leads = [max(timedelta(), bad[0] - at) if at else timedelta() for at in told]
            assert flip.lead == leads[1] - leads[0]
    assert flips.unread == 0


def test_orders_that_were_not_compared_are_counted(h: Harness) -> None:
    history(h, random.Random(3))  # noqa: S311 - the same orders each time

    last = h.database.look(lambda tx: tx.journal.orders_last_heard_of(3))

    assert len(last) == len(set(last)) == 3


def test_whoever_proposes_numbers_hears_which_of_them_is_none(h: Harness) -> None:
    def propose(**changes: str) -> Draft | str:
        named = {name.replace("__", "."): value for name, value in changes.items()}
        return h.database.do(lambda tx: drafting.propose(tx, h.deps, named, "tune", h.now))

    assert "没有生效" not in str(propose(orange="x"))
    assert "不是权重" in str(propose(orange="x"))
    assert "没有什么要改" in str(propose(orange="2.50"))
    assert "高于橙色阈值" in str(propose(orange="4.5"))
    assert "改了一次地址" in str(propose(signal__weight__address_changed="2.6"))
    made = propose(orange="2.4", red="3.9")
    assert isinstance(made, Draft)
    assert made.author == "tune"


def test_a_draft_that_the_file_no_longer_allows_says_so_and_offers_no_approval(h: Harness) -> None:
    def propose(tx: Tx) -> Draft | str:
        changes = {"orange": "2.4", "signal.window.coupon_depth": "71h"}
        return drafting.propose(tx, h.deps, changes, "李雷", h.now)

    made = h.database.do(propose)
    assert isinstance(made, Draft), made
    (card,) = h.read("草案 1")
    assert "橙色阈值：2.5 → 2.4" in card.text
    assert "批准 1" in card.text

    kinds = {kind: rule for kind, rule in h.policy.rules.items() if kind != "coupon_depth"}
    h.policy = replace(
        h.policy, orange=Decimal("2.0"), red=Decimal("2.4"), rules=MappingProxyType(kinds)
    )

    for asked in ("草案", "草案 1"):
        shown = h.says(asked, by="王敏")
        assert shown is not None
        assert "2.0 → 2.4" in shown.text
        assert "71h" in shown.text
        assert "不能发布" in shown.text
        assert "这个信号" in shown.text
        assert "要高于橙色阈值" in shown.text
    (card,) = h.read("草案 1")
    assert "现在不能发布" in card.text
    assert "批准 1" not in card.text
    refused = h.says("批准 1", by="王敏")
    assert refused is not None
    assert "不能发布" in refused.text
    h.read()


def test_what_the_machine_proposes_takes_two_people_and_says_what_speaks_for_it(
    h: Harness,
) -> None:
    def propose(tx: Tx) -> Draft | str:
        changes = {"orange": "2.4"}
        return drafting.propose(
            tx, h.deps, changes, TUNING, h.now, because="每千单省 ¥12", picture="<svg/>"
        )

    def version() -> int:
        return h.database.look(published)[0]

    h.rollout = RolloutRules(canary_share=Decimal(1))
    h.database.do(propose)
    (card,) = h.read()
    assert card.read_file is not None
    image = h.database.look(card.read_file)
    assert isinstance(image, Image)
    assert (image.title, image.svg) == ("草案 1 的依据", "<svg/>")
    h.says("草案 1", by="王敏")
    assert [out.read_file for out in h.read()] == [None]  # a card that is redrawn keeps its image
    first = h.says("批准 1", by="王敏")

    assert first is not None
    assert first.text == "草案 1 现在由 王敏 提议。还要另一个人批准才发布。"
    assert version() == 1
    again = h.says("批准 1", by="王敏")
    assert again is not None
    assert version() == 1
    opened = h.says("草案 1", by="陈静")
    assert opened is not None
    assert "每千单省 ¥12" in opened.text
    h.says("批准 1", by="陈静")
    assert version() == 2
    kept = h.database.look(lambda tx: tx.versions.get("policy", 2))
    assert kept is not None
    assert (kept.author, kept.approved_by) == ("王敏", "陈静")
    h.read()


def test_alerts_are_told_by_the_published_numbers(h: Harness) -> None:
    h.rollout = RolloutRules(canary_share=Decimal(1))
    for text, by in (("信号 橙 1.5", "李雷"), ("草案 1", "王敏"), ("批准 1", "王敏")):
        h.says(text, by=by)
    h.ordered()
    h.happens("order.address_changed", address={"city": "杭州"})
    h.now += minutes(31)
    h.happens("order.address_changed", address={"city": "宁波"})

    (alert,) = h.database.look(lambda tx: tx.alerts.of_order("1024"))

    assert isinstance(alert, Alert)
    assert alert.level is Level.ORANGE
    version = h.database.look(lambda tx: current_policy(tx, h.deps).version)
    assert alert.policy_version == version != h.policy.version
