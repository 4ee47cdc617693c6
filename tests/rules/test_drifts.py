"""What partners mean drifts: found within two windows, told once, and never on an ordinary day."""

import json
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from math import cos, pi
from typing import Any

import pytest

from rules.contracts.accepting import accept
from rules.contracts.drift import Change, Drift
from rules.contracts.drifting import drifts
from rules.contracts.limits import Limits
from rules.contracts.observation import WINDOW, Observation, count
from rules.contracts.rates import breaches
from rules.contracts.shape import shape_of
from rules.contracts.telling import of_drift
from rules.contracts.usual import Usual, as_json, from_json
from rules.contracts.window import Window, windows_of

MONDAY = datetime(2026, 5, 4, tzinfo=UTC)
LIMITS = Limits(skew=timedelta(seconds=300))
CITIES = ("杭州", "宁波", "上海", "Shanghai")
Message = dict[str, Any]
Plant = Callable[[Message], Any]


def message(at: datetime, dice: random.Random) -> Message:
    """Return what an ordinary partner sends: some fields always, some by the hour of the day."""
    night = at.hour < 7
    lines = [
        {"sku": f"SKU-{dice.randrange(900)}", "qty": dice.choice([1, 1, 1, 2, 3])}
        for _ in range(dice.choice([1, 1, 2]))
    ]
    made: Message = {
        "out_trade_no": f"{dice.randrange(10**12, 10**13)}",
        "amount": f"{min(20_000.0, dice.lognormvariate(4.8, 1.0)):.2f}",
        "trade_state": dice.choices(["SUCCESS", "REFUND", "NOTPAY"], [90, 7, 3])[0],
        "bank_type": dice.choices(["CMB_DEBIT", "ICBC_DEBIT", "OTHERS"], [5, 3, 2])[0],
        "success_time": at.isoformat(),
        "payer": {"openid": b64encode(dice.randbytes(12)).decode()},
        "city": dice.choice(CITIES),
        "took_ms": int(dice.lognormvariate(5, 0.7)),
        "is_gift": dice.random() < 0.1,
        "items": lines,
    }
    if dice.random() < (0.05 if night else 0.4):
        made["coupon"] = dice.choice(["满减", "SPRING", "C-20"])
    if dice.random() < 0.7:
        made["note"] = dice.choice(["请尽快", "", "放门口", "1024"])
    return made


def seen(
    start: datetime, dice: random.Random, number: int, plant: Plant | None = None, share: float = 1
) -> Window:
    """Return a window of so many messages, of which a share is as somebody changed them."""
    found = []
    for n in range(number):
        at = start + timedelta(seconds=dice.random() * 299)
        told = message(at, dice)
        late = min(280.0, dice.expovariate(1 / 3))
        if plant is not None and dice.random() < share:
            moved = plant(told)
            late += moved if isinstance(moved, float) else 0
        one = Observation(
            partner="wechat",
            at=at - timedelta(seconds=late),
            received_at=at,
            missing=("sign",) if dice.random() < 0.0005 else (),
            offset_seconds=late,
            shape=shape_of(told),
            order_no=f"{n}",
            kind="pay",
        )
        found.append(one)
    return windows_of(count(found))[0]


def busy(at: datetime) -> int:
    """Return how many messages an hour of the day and a day of the week bring in a window."""
    wave = 1 - cos(2 * pi * (at.hour + at.minute / 60 - 3) / 24)
    return int(55 * wave * (1.3 if at.weekday() > 4 else 1))


def ordinary(days: int, dice: random.Random) -> Iterator[Window]:
    """Yield the windows of ordinary days."""
    for step in range(days * 288):
        start = MONDAY + WINDOW * step
        number = min(160, int(dice.gauss(busy(start), busy(start) ** 0.5)))
        if number > 0:
            yield seen(start, dice, number)


@pytest.fixture(scope="module")
def learned() -> Usual:
    """Return what was learned of a day."""
    usual, dice = Usual(), random.Random(7)  # noqa: S311 - a made-up partner
    for window in ordinary(1, dice):
        usual.learn(window)
    return usual


def rename(old: str, new: str) -> Plant:
    return lambda told: told.update({new: told.pop(old)}) if old in told else None


def put(name: str, made: Callable[[Any], Any]) -> Plant:
    return lambda told: told.update({name: made(told[name])}) if name in told else None


def in_lines(made: Callable[[Message], Any]) -> Plant:
    def plant(told: Message) -> None:
        for line in told["items"]:
            made(line)

    return plant


def cents(text: str) -> str:
    return str(int(float(text) * 100))


PLANTED: list[tuple[str, Plant, float, Change, str]] = [
    ("a field is added", lambda t: t.update(risk="1"), 1, Change.ADDED, "risk"),
    ("… to some", lambda t: t.update(risk="1"), 0.2, Change.ADDED, "risk"),
    ("a record is added", lambda t: t.update(x={"y": 1}), 1, Change.ADDED, "x"),
    ("a field is gone", lambda t: t.pop("bank_type"), 1, Change.REMOVED, "bank_type"),
    ("… of some", lambda t: t.pop("bank_type"), 0.2, Change.REMOVED, "bank_type"),
    ("… that was optional", lambda t: t.pop("note", 0), 1, Change.REMOVED, "note"),
    ("… to null", put("amount", lambda _: None), 1, Change.REMOVED, "amount"),
    ("it is renamed", rename("out_trade_no", "orderNo"), 1, Change.RENAMED, "out_trade_no"),
    ("a number is", rename("took_ms", "took"), 1, Change.RENAMED, "took_ms"),
    ("a record is", rename("payer", "buyer"), 1, Change.RENAMED, "payer"),
    ("a list is", rename("items", "lines"), 1, Change.RENAMED, "items"),
    ("an optional one is", rename("note", "remark"), 1, Change.RENAMED, "note"),
    ("in lines", in_lines(rename("sku", "code")), 1, Change.RENAMED, "items[].sku"),
    ("a text is a number", put("amount", float), 1, Change.TYPE, "amount"),
    ("a number is a text", put("took_ms", str), 1, Change.TYPE, "took_ms"),
    ("a truth is", put("is_gift", int), 1, Change.TYPE, "is_gift"),
    ("a record is flat", put("payer", lambda p: p["openid"]), 1, Change.TYPE, "payer"),
    ("a time has no zone", put("success_time", lambda t: t[:19]), 1, Change.TYPE, "success_time"),
    ("a word is new", put("trade_state", lambda _: "CLOSED"), 0.2, Change.WORD, "trade_state"),
    ("… in all", put("bank_type", lambda _: "ABC_DEBIT"), 1, Change.WORD, "bank_type"),
    ("read as Latin-1", put("city", lambda c: c.encode().decode("latin-1")), 1,
     Change.ENCODING, "city"),
    ("read as GBK", put("city", lambda c: c.encode("gbk").decode("utf-8", "replace")), 1,
     Change.ENCODING, "city"),
    ("元 are 分", put("amount", cents), 1, Change.UNIT, "amount"),
    ("eight hours", lambda _: 28_800.0, 1, Change.CLOCK, "time"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("plant", "share", "change", "name"),
    [row[1:] for row in PLANTED],
    ids=[row[0] for row in PLANTED],
)
def test_a_planted_drift_is_found_within_two_windows_and_told_as_one(
    learned: Usual, plant: Plant, share: float, change: Change, name: str
) -> None:
    dice = random.Random(11)  # noqa: S311
    told: set[str] = set()
    found: list[Drift] = []
    for step in range(2):
        window = seen(MONDAY + timedelta(days=1, hours=4) + WINDOW * step, dice, 60, plant, share)
        found += [one for one in drifts(window, learned) if one.name not in told]
        told |= {one.name for one in found}
    assert [(one.change, one.field) for one in found] == [(change, name)]
    assert all(one.order_no and 0 < one.messages <= one.of for one in found)


@pytest.mark.parametrize("row", PLANTED, ids=[row[0] for row in PLANTED])
def test_what_a_person_accepted_is_told_no_more(
    learned: Usual, row: tuple[str, Plant, float, Change, str]
) -> None:
    usual, dice = from_json(json.loads(json.dumps(as_json(learned)))), random.Random(13)  # noqa: S311
    _, plant, share, *_ = row
    day = MONDAY + timedelta(days=1, hours=4)
    window = seen(day, dice, 60, plant, share)
    for drift in drifts(window, usual):
        accept(usual, of_drift(window, drift)[1].facts, [window])
    # A record that came or went brings or takes its own fields along.
    for drift in drifts(window, usual):
        accept(usual, of_drift(window, drift)[1].facts, [window])
    assert not list(drifts(seen(day + WINDOW, dice, 60, plant, share), usual))


def test_there_are_as_many_planted_drifts_as_were_asked_for() -> None:
    assert len(PLANTED) == 24
    assert {change for *_, change, _ in PLANTED} == set(Change)


@pytest.mark.proof
@pytest.mark.timeout(900)
def test_ordinary_days_raise_hardly_an_alarm(full_proof: bool) -> None:  # noqa: FBT001 - a fixture
    days, dice, usual = (30 if full_proof else 2), random.Random(3), Usual()  # noqa: S311
    false, windows = [], 0
    for window in ordinary(days, dice):
        wrong = [*breaches(window, LIMITS, usual), *drifts(window, usual)]
        false += [(window.start, one) for one in wrong]
        windows += 1
        if not wrong:
            usual.learn(window)
    assert len(false) <= windows / 100, false
    assert windows > days * 200


def test_a_clock_that_is_off_is_off_however_long_it_is(learned: Usual) -> None:
    usual, dice = from_json(json.loads(json.dumps(as_json(learned)))), random.Random(17)  # noqa: S311
    for step in range(20):
        start = MONDAY + timedelta(days=1) + WINDOW * step
        window = seen(start, dice, 100, lambda _: -28_800.0)
        (clock,) = drifts(window, usual)
        assert (clock.change, clock.now) == (Change.CLOCK, "+8")
        usual.learn(window, but={clock.kind})


def test_few_messages_say_nothing(learned: Usual) -> None:
    dice = random.Random(5)  # noqa: S311
    window = seen(MONDAY, dice, 19, lambda told: told.clear())
    assert not [*drifts(window, learned), *breaches(window, LIMITS, learned)]


def test_what_was_learned_is_the_same_once_it_was_kept(learned: Usual) -> None:
    assert from_json(json.loads(json.dumps(as_json(learned)))) == learned


def test_names_and_words_without_end_are_known_up_to_a_bound_and_raise_no_alarm() -> None:
    usual, dice = Usual(), random.Random(23)  # noqa: S311

    def endless(told: Message) -> None:
        told["by_order"] = {f"{dice.randrange(10**12)}": "1"}
        told["goods"] = "".join(dice.choices("ABCDEFGHIJ", k=8))

    for step in range(10):
        window = seen(MONDAY + WINDOW * step, dice, 100, endless)
        assert [*drifts(window, usual)] == []
        usual.learn(window)
    use = usual.kinds["pay"]
    assert len(use.fields) <= 400
    assert use.messages == use.fields["by_order"].seen == 1000
    goods = use.fields["goods"]
    assert len(goods.shapes) <= 101
    assert sum(goods.shapes.values()) == goods.seen == 1000
