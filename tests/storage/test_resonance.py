"""Tests of samples, words and lists, on both databases."""

from dataclasses import replace
from decimal import Decimal

import pytest

from rules.drafts.draft import Draft, DraftState
from rules.resonance.foresight.history import Outlook, Watched
from rules.resonance.foresight.trail import Trail
from rules.resonance.rollout import Stage
from storage.database import Database, opened
from storage.resonance.policies import ListEntry
from storage.resonance.samples import Sample
from storage.resonance.trials import Rollout, Sight
from storage.tx import Tx
from tests.builders import NOON, hours, minutes

SAMPLE = Sample(
    kind="label", event_key="k0", order_no="1024", scope="hz-1@12", at=NOON, received_at=NOON,
    value="1000",
)  # fmt: skip


def test_a_sample_is_kept_once_and_measured_against_those_before_it(database: Database) -> None:
    samples = [
        replace(SAMPLE, event_key=f"k{n}", at=NOON + minutes(n), value=str(1000 + n))
        for n in range(4)
    ]
    elsewhere = replace(SAMPLE, event_key="x", scope="sz-1@12")
    unknown = replace(SAMPLE, event_key="late", received_at=NOON + minutes(60))
    for _ in range(2):
        database.do(lambda tx: tx.samples.add([*samples, elsewhere, unknown]))

    readings = database.look(
        lambda tx: tx.samples.before(
            SAMPLE, since=NOON, until=NOON + minutes(3), known_by=NOON + minutes(30), limit=9
        )
    )
    values = readings.between(NOON, NOON + minutes(3))
    assert sorted(values) == [Decimal(1000), Decimal(1001), Decimal(1002)]
    assert (
        database.look(
            lambda tx: tx.samples.count_between(SAMPLE, since=NOON, until=NOON + minutes(1))
        )
        == 2
    )


def test_a_late_sample_makes_the_baselines_after_it_forgotten(database: Database) -> None:
    later = replace(SAMPLE, event_key="k1", order_no="2048", at=NOON + minutes(5))
    database.do(lambda tx: tx.samples.add([SAMPLE, later]))
    database.do(lambda tx: tx.samples.set_baselines([(SAMPLE, "900"), (later, "950")]))

    concerned = database.do(
        lambda tx: tx.samples.forget_baselines(
            "label", "hz-1@12", after=NOON + minutes(1), until=NOON + minutes(9)
        )
    )

    kept = database.look(lambda tx: tx.samples.of_orders(["1024", "2048"]))
    assert concerned == {"2048"}
    assert {no: [s.baseline for s in found] for no, found in kept.items()} == {
        "1024": ["900"], "2048": [None],
    }  # fmt: skip


def test_a_word_is_added_or_removed_as_was_said_last(database: Database) -> None:
    for word, is_added in (("马上", True), ("急用", False), ("马上", False), ("快", True)):
        database.do(
            lambda tx, w=word, a=is_added: tx.policies.set_urgent_word(w, added=a, by="x", now=NOON)  # type: ignore[misc]
        )

    added, removed = database.look(lambda tx: tx.policies.urgent_words())
    assert (set(added), set(removed)) == ({"快"}, {"马上", "急用"})


def test_an_entry_is_on_its_list_until_it_ends_or_is_taken_off(database: Database) -> None:
    entry = ListEntry(
        name="vip", value="c1", reason="old", expires=NOON + minutes(5), by="x", at=NOON
    )
    database.do(lambda tx: tx.policies.put_on_list(replace(entry, reason="older")))
    database.do(lambda tx: tx.policies.put_on_list(entry))

    def listed(minute: float) -> list[ListEntry]:
        return database.look(lambda tx: tx.policies.listed(NOON + minutes(minute)))

    assert [listed(0), listed(5)] == [[entry], []]
    taken = [database.do(lambda tx: tx.policies.take_off_list("vip", "c1")) for _ in range(2)]
    assert taken == [True, False]


def test_a_key_of_the_installation_is_made_once(database: Database) -> None:
    def key(fresh: str) -> str:
        return database.do(lambda tx: tx.policies.secret("sign", fresh))

    assert [key("a"), key("b")] == ["a", "a"]


def _history(database: Database, shop: str, waits: dict[int, int]) -> None:
    def add(tx: Tx) -> None:
        history = tx.histories.of([shop])
        for wait, number in waits.items():
            bins = history.tallies.setdefault(shop, {}).setdefault("wait", {})
            bins[wait] = bins.get(wait, 0) + number
        history.changed.add(shop)
        tx.histories.save(history)

    database.do(add)


def test_a_history_is_what_was_written_last_whoever_wrote_it_and_whatever_came_to_nothing(
    database: Database, database_url: str
) -> None:
    def fail(tx: Tx) -> None:
        tx.histories.of(["shop|甲"]).tallies["shop|甲"]["wait"][4] = 99
        raise LookupError

    def kept() -> dict[str, dict[int, int]]:
        return database.do(lambda tx: tx.histories.of(["shop|甲"])).tallies["shop|甲"]

    _history(database, "shop|甲", {4: 1})
    with pytest.raises(LookupError):
        database.do(fail)
    assert kept() == {"wait": {4: 1}}
    with opened(database_url) as other:
        _history(other, "shop|甲", {4: 2, 7: 1})
    _history(database, "shop|甲", {7: 1})
    assert kept() == {"wait": {4: 3, 7: 2}}


def test_a_trail_that_goes_on_leaves_the_outlooks_of_its_order(database: Database) -> None:
    outlook = Outlook(at=NOON, shop_bad=2_700, doubts=(1, 2), doubts_of=(40, 1))
    seen = Watched(Trail(shop="甲", categories=("书",)), (outlook,))
    signed = seen._replace(trail=seen.trail._replace(arrived=("T1",), signed=9))
    database.do(lambda tx: tx.histories.save_watched({"1": seen, "2": Watched(seen.trail)}, {"1"}))
    database.do(lambda tx: tx.histories.save_watched({"1": signed}, ()))

    assert database.look(lambda tx: tx.histories.watched(["1", "2", "3"])) == {
        "1": signed, "2": Watched(seen.trail),
    }  # fmt: skip
    assert database.look(lambda tx: tx.histories.trails(["1"])) == {"1": Watched(signed.trail)}


def test_trials_are_kept_for_as_long_as_anybody_may_ask_and_let_go_portion_by_portion(
    database: Database,
) -> None:
    draft = Draft(
        number=0, kind="policy", content="{}", based_on=1, author="a", at=NOON,
        expires=NOON + hours(24), state=DraftState.OPEN,
    )  # fmt: skip

    def tried(tx: Tx) -> None:
        for closed in (None, NOON + hours(1), NOON + hours(1)):
            number = tx.drafts.add(draft)
            tx.trials.note(
                Sight(draft=number, stage=stage, order_no=no, was=0, would=1)
                for stage in ("shadow", "canary")
                for no in ("1", "2")
            )
            if closed is not None:
                tx.drafts.decide(
                    replace(draft, number=number, state=DraftState.PUBLISHED, closed_at=closed)
                )
        judging = Rollout(version=2, draft=3, share=Decimal("0.1"), since=NOON)
        tx.trials.begin(judging)

    def left() -> list[int]:
        return database.look(
            lambda tx: [
                sum(
                    one.orders for stage in ("shadow", "canary") for one in tx.trials.seen(n, stage)
                )
                for n in (1, 2, 3)
            ]
        )

    database.do(tried)
    assert database.do(lambda tx: tx.trials.let_go(NOON + hours(1), 9)) == 0
    assert database.do(lambda tx: tx.trials.let_go(NOON + hours(2), 3)) == 3
    assert left() == [4, 1, 4]
    assert database.do(lambda tx: tx.trials.let_go(NOON + hours(2), 3)) == 1
    assert database.do(lambda tx: tx.trials.let_go(NOON + hours(25), 9)) == 4
    database.do(lambda tx: tx.trials.end(2, Stage.ALL, NOON + hours(25)))
    assert left() == [0, 0, 4]
    assert database.do(lambda tx: tx.trials.let_go(NOON + hours(25), 9)) == 4
