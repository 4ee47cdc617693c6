"""A played day: what goes wrong without a guard, what is stopped with one, and the same again."""

import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from random import Random
from subprocess import run

import pytest
from rich.console import Console
from typer.testing import CliRunner

from bot.cli import cli
from bot.day import report
from bot.day.customers import Customers, Habits
from bot.day.desk import STARTS
from bot.day.faults import ASKED_BACK, NATURES, STOPS, Fault
from bot.day.hours import Shape, orders_come
from bot.day.merchant import Merchant
from bot.day.outcome import Outcome, Plan
from bot.day.play import play
from bot.demo.scenario.steps import Step

ORDERS = 1000
#: These stand in the lists that people open, mostly before they have a card; of a sheet that lost
#: marks there is one card, and of a word that nobody knows.
IN_LISTS, BY_WORD = frozenset(STOPS), frozenset({Fault.UNMAPPED})

SHARES = {fault: nature.share for fault, nature in NATURES.items()}


def _unguarded(seed: int, faults: Mapping[Fault, Decimal] = SHARES) -> tuple[Merchant, list[Step]]:
    customers = Customers(seed=seed, starts=STARTS, habits=Habits())
    merchant = Merchant(
        seed=seed, starts=STARTS, orders=ORDERS, faults=faults, guarded=False, customers=customers
    )
    return merchant, merchant.agenda.due(merchant.ends)


def test_without_a_guard_as_much_is_missed_as_the_merchant_of_the_article_missed() -> None:
    merchant, _ = _unguarded(seed=7)

    missed = [job for job in merchant.jobs.values() if job.missed]

    assert {job.fault for job in missed} == {f for f, n in NATURES.items() if n.misses}
    sent = [job for job in merchant.jobs.values() if job.sent_for_nothing]
    assert len(sent) == ORDERS * sum(NATURES[fault].share for fault in ASKED_BACK)
    assert abs(Decimal(100 * len(missed)) / ORDERS - Decimal("3.1")) <= Decimal("0.3")


def test_most_of_what_is_missed_comes_of_moves_between_systems_by_hand() -> None:
    by_hand = {"cs_to_oms", "oms_to_erp", "erp_to_wms"}

    missing = [nature for nature in NATURES.values() if nature.misses]
    share = sum(nature.share for nature in missing if nature.cause in by_hand)

    assert round(share / sum(nature.share for nature in missing), 2) == Decimal("0.68")


def test_a_day_without_faults_misses_nothing() -> None:
    merchant, _ = _unguarded(seed=7, faults={})

    assert not any(job.missed for job in merchant.jobs.values())


def test_the_same_seed_is_the_same_day_and_another_is_another() -> None:
    assert _unguarded(seed=7)[1] == _unguarded(seed=7)[1]
    assert _unguarded(seed=7)[1] != _unguarded(seed=8)[1]


def test_on_the_day_of_a_sale_a_quarter_of_the_orders_comes_within_an_hour_of_midnight() -> None:
    came = {
        shape: [at - STARTS for at in orders_come(Random(7), STARTS, ORDERS, shape)]  # noqa: S311 - a play
        for shape in Shape
    }

    early = {shape: sum(at < timedelta(hours=1) for at in of) for shape, of in came.items()}
    rushed = sum(at < timedelta(minutes=8) for at in came[Shape.SALE])
    assert early[Shape.ORDINARY] < ORDERS / 40
    assert ORDERS / 5 < early[Shape.SALE] < ORDERS / 3
    assert early[Shape.SALE] / 3 < rushed
    assert {len(of) for of in came.values()} == {ORDERS}
    assert max(at for of in came.values() for at in of) < timedelta(days=1)


def test_steps_come_in_order_however_often_they_are_asked_for() -> None:
    merchant, steps = _unguarded(seed=7)

    assert steps == sorted(steps, key=lambda step: step.at)
    assert merchant.agenda.due(merchant.ends) == []
    assert merchant.agenda.next_at is None or merchant.agenda.next_at > merchant.ends


def _played(plan: Plan) -> Outcome:
    return play(plan, lambda _at, _share, _doing: None)


@pytest.fixture(scope="module")
def played() -> Outcome:
    """Return a day on which every fault happens."""
    return _played(Plan(orders=80, seed=3, faults=dict.fromkeys(Fault, Decimal("0.04"))))


def test_whatever_goes_wrong_is_known_put_right_and_ships_in_time(played: Outcome) -> None:
    jobs = played.merchant.jobs.values()
    wrong = [job for job in jobs if job.fault is not None]

    assert {job.fault for job in wrong} == set(Fault)
    assert all(job.known for job in wrong)
    assert played.denied["PARCEL_MISMATCH"]
    assert played.denied["GIFT_MISSING"]
    assert not any(job.missed or job.sent_for_nothing for job in jobs)


def test_what_has_a_card_of_its_own_has_exactly_one(played: Outcome) -> None:
    alone = set(Fault) - IN_LISTS - BY_WORD - {Fault.SILENT_CUSTOMER}
    cards = [
        [key for one in (job, *job.parts) for key in played.told.get(one.script.no, ())]
        for job in played.merchant.jobs.values()
        if job.fault in alone
    ]

    assert len(cards) >= 2 * len(alone)
    assert {len(keys) for keys in cards} == {1}


def test_systems_outside_are_told_everything_once(played: Outcome) -> None:
    warehouse, telephones = played.warehouse, played.telephones
    locked = {no for no, state in warehouse.orders.items() if state == "locked"}

    assert len(warehouse.orders) > len(locked)
    assert locked == {no for no, job in played.merchant.jobs.items() if job.cancelled}
    assert telephones.links == len(telephones.done) - _calls(played)
    assert (warehouse.repeats, warehouse.refused) == (0, 0)
    assert (telephones.repeats, telephones.refused) == (0, 0)


def _calls(found: Outcome) -> int:
    return found.telephones.calls - found.telephones.links


def test_a_confirmation_that_nobody_gives_is_asked_for_as_often_as_may_be_and_waits(
    played: Outcome,
) -> None:
    silent = [j for j in played.merchant.jobs.values() if j.fault is Fault.SILENT_CUSTOMER]

    assert played.dwell is not None
    assert played.dwell.orders - played.dwell.answered >= len(silent)
    assert _calls(played) >= 2 * len(silent)


def test_asking_brings_the_wait_for_a_customers_word_down_and_nothing_else_does() -> None:
    asked = Plan(orders=15, days=2, seed=3, faults={})
    silent = Plan(orders=15, days=2, seed=3, faults={Fault.SILENT_CUSTOMER: Decimal(1)})

    answered, nobody = (_played(plan) for plan in (asked, silent))

    assert answered.events > 400
    assert answered.dwell is not None
    assert answered.dwell.mean <= timedelta(hours=6)
    assert nobody.dwell is not None
    assert nobody.dwell.answered == 0
    assert nobody.dwell.mean > timedelta(hours=38.6)


def test_in_english_the_same_day_is_printed_without_a_word_of_chinese(played: Outcome) -> None:
    plan = Plan(orders=80, seed=3, faults=SHARES)
    printed = {}
    for lang in ("zh", "en"):
        console = Console(file=StringIO(), width=200, record=True)
        report.show(console, played, replace(plan, lang=lang))
        printed[lang] = console.export_text()

    assert "漏发率 0/80 = 0.00%" in printed["zh"]
    assert "missed 0/80 = 0.00%" in printed["en"]
    assert "wrong parcel" in printed["en"]
    assert not re.search("[\u3000-\u9fff\uff00-\uffef]", printed["en"])


def test_a_fault_that_there_is_not_is_a_usage_error() -> None:
    result = CliRunner().invoke(cli, ["day", "--faults", "rain"])

    assert result.exit_code == 2
    assert "rain" in result.output


def test_the_same_seed_is_the_same_journal_whatever_hashes_and_languages_differ() -> None:
    def journal(hashes: str, lang: str) -> str:
        day = ["day", "--orders", "5", "--seed", "3", "--shape", "sale", "--lang", lang]
        done = run(  # noqa: S603 - our own command line
            [sys.executable, "-m", "bot", *day],
            env={"PYTHONHASHSEED": hashes}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        found = re.search("sha256 ([0-9a-f]{64})", done.stdout)
        assert found is not None
        return found[1]

    assert journal("1", "zh") == journal("2", "en")
