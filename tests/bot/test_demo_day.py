"""The generated day: the same every time, valid, and with everything that the product is for."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import orjson
import pytest
from sqlalchemy import text

from bot.app import App
from bot.demo import files, house, outside, past, play, report, waiting
from bot.demo.clock import DemoClock
from bot.demo.hands import Tally
from bot.demo.player import Player
from bot.demo.scenario.day import SEED, day
from bot.demo.scenario.payments import LOST
from bot.demo.scenario.steps import Day, Happens, Pays, Scans
from handlers.health import figures
from handlers.health.days import kept_of
from handlers.refunds.page import Stand, look
from rules.chat.grammar import parse as parse_command
from rules.chat.readers import complete
from rules.chat.values import Asked, Change, Command
from rules.events.event import Event, parse
from rules.health.figures import Metric, together
from rules.health.troubles import Trouble, Wrong
from rules.refunds.application import Standing
from rules.shipping.reasons import HoldReason
from rules.vocabulary import AlertState, Foreseen, Kind, Level, ScanCode
from storage.chat.messages import ChatLine
from storage.tx import Tx
from tests.builders import SHANGHAI

STARTS = datetime(2026, 11, 24, 8, tzinfo=SHANGHAI)


@pytest.fixture(scope="module")
def a_day() -> Day:
    return day(SEED, STARTS)


def test_the_same_seed_gives_the_same_day(a_day: Day) -> None:
    assert day(SEED, STARTS) == a_day
    assert day(SEED + 1, STARTS) != a_day


def test_every_event_is_valid_and_has_an_id_of_its_own(a_day: Day) -> None:
    happened = [s for s in (*a_day.prelude, *a_day.steps) if isinstance(s.what, Happens)]
    events = [
        parse(s.what.event, received_at=s.at) for s in happened if isinstance(s.what, Happens)
    ]

    assert [e for e in events if not isinstance(e, Event)] == []
    assert len({e.id for e in events if isinstance(e, Event)}) == len(events)


def test_it_lasts_from_eight_to_ten_in_the_evening_and_is_in_order(a_day: Day) -> None:
    moments = [s.at for s in a_day.steps]

    assert moments == sorted(moments)
    assert moments[0] >= STARTS
    assert moments[-1] < a_day.ends == STARTS + timedelta(hours=14)
    assert all(s.at < STARTS for s in a_day.prelude)


def test_there_are_some_six_hundred_orders_of_three_shops_and_two_warehouses(a_day: Day) -> None:
    created = [
        s.what.event["data"]
        for s in a_day.steps
        if isinstance(s.what, Happens) and s.what.event["type"] == "order.created"
    ]

    assert 550 <= len(created) <= 600
    assert len({data["shop"] for data in created}) == 3
    assert len({data["warehouse"] for data in created}) == 2
    assert all(Decimal(data["amount"]) > 0 for data in created)


@dataclass(frozen=True, slots=True)
class Ended:
    """A day that was played, and the bot that it was played to."""

    app: App
    found: report.Outcome
    tally: Tally

    def room(self, name: str) -> list[ChatLine]:
        """Return what stands in a room."""
        return self.app.database.look(lambda tx: tx.chat.latest(name, reader=None, limit=1000))


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ended]:
    """Play a day as `resonance demo --once` does, with fewer ordinary orders; then sweep."""
    a_day = day(SEED, STARTS, orders=200)
    clock = DemoClock(STARTS)
    demo = house.build(tmp_path_factory.mktemp("demo"), 0, clock)
    app, player = demo.app, Player(demo, clock)

    async def whole_day() -> report.Outcome:
        await past.remember(app, player, a_day.prelude, lambda _at, _done: None)
        player.tally = Tally()
        await player.fast(a_day.steps, lambda _at, _done: None)
        await player.fast_forward(a_day.ends)
        await player.tell(a_day.starts)
        found = await app.database.read(lambda tx: report.outcome(tx, player.tally.orders))
        await app.scheduler.sweep_all(waiting.OF_ORDERS)
        await waiting.all_is_said(app)
        return found

    try:
        yield Ended(app, asyncio.run(whole_day()), player.tally)
    finally:
        app.database.close()


@pytest.fixture
def played(ended: Ended) -> tuple[report.Outcome, Tally]:
    """Return what came of the day."""
    return ended.found, ended.tally


def test_all_twelve_signals_occur_in_alerts_beside_what_earlier_orders_say(
    played: tuple[report.Outcome, Tally],
) -> None:
    found, _ = played

    kinds = {part.kind for alert in found.alerts for part in alert.parts}
    assert kinds >= {kind.value for kind in Kind}
    assert Foreseen.SLOW_FOR_THIS_SHOP in kinds


def test_nothing_in_it_is_refused_and_the_stories_end_as_written(
    played: tuple[report.Outcome, Tally],
) -> None:
    found, tally = played
    red, orange = found.level(Level.RED), found.level(Level.ORANGE)

    assert tally.rejected == tally.duplicates == 0
    assert sorted(str(a.score) for a in red if a.parts) == ["4.0", "4.0", "4.8"]
    assert [a.state for a in red] == [
        AlertState.OPEN, AlertState.RELEASED, AlertState.FROZEN, AlertState.OPEN,
        AlertState.RELEASED, AlertState.OPEN,
    ]  # fmt: skip
    assert 5 <= len(orange) <= 9
    assert all(a.score >= Decimal("2.5") or a.hard for a in orange)


def test_the_first_red_card_comes_within_three_seconds_of_the_demo(
    played: tuple[report.Outcome, Tally], a_day: Day
) -> None:
    found, _ = played
    first = min(a.opened_at for a in found.level(Level.RED))
    speed = (a_day.ends - a_day.starts) / play.PLAYED_IN

    assert (first - a_day.starts) / speed < timedelta(seconds=3)


def test_the_missed_shipment_is_caught_at_the_scanner(
    played: tuple[report.Outcome, Tally],
) -> None:
    found, tally = played
    denied = {v.order_no: v.code for _, _, v in tally.scans if not v.allow}
    missed = next(a.order_no for a in found.alerts if a.state is AlertState.FROZEN)

    assert denied[missed] is ScanCode.LOCKED
    assert ScanCode.PARCEL_MISMATCH in denied.values()
    assert {HoldReason.RESONANCE_RED, HoldReason.PARCEL_MISMATCH} <= {h.reason for h in found.holds}
    assert missed in report.caught(tally)


def test_the_sheet_has_lines_left_to_work(ended: Ended) -> None:
    (sheet,) = [line.card for line in ended.room("ops") if line.card and line.card["page"]]

    assert len(sheet["lines"]) >= 3
    *claims, refresh = [button["action"] for button in sheet["buttons"]]
    assert claims
    assert all(claim.startswith("未发货 认领 ") for claim in claims)
    assert refresh == "refresh"


def test_customers_who_said_nothing_are_sent_their_link(ended: Ended) -> None:
    sent = ended.room(outside.ROOM)

    asked = [line for line in sent if "/c/" in line.text]
    assert len(asked) == 19
    assert all("******" in line.text for line in asked)


def test_a_visitor_can_open_the_refund_pages_of_a_damaged_parcel_and_of_a_refusal(
    ended: Ended,
) -> None:
    app, texts = ended.app, [line.text for line in ended.room(outside.ROOM)]
    tokens = [text.rpartition("/refund/")[2] for text in texts if "/refund/" in text]
    now = app.clock.now()
    seen = [app.database.look(lambda tx, t=t: look(tx, app.deps, t, now)) for t in tokens]  # type: ignore[misc]

    assert [one.stand for one in seen] == [Stand.OPEN, Stand.ASKED]
    assert seen[0].takes_photos
    (refused,) = seen[1].asked
    assert (refused.standing, refused.may_appeal) == (Standing.REFUSED, True)


def test_payments_in_new_words_are_one_red_card_and_a_replay_under_a_new_contract_brings_them_back(
    ended: Ended, a_day: Day
) -> None:
    lines = ended.room("ops")
    cards = [line.card for line in lines if line.card and "回调读不懂" in line.card["title"]]
    said = "\n".join(line.text for line in lines)
    lost = [
        s.what.order_no
        for s in a_day.steps
        if isinstance(s.what, Pays) and s.at < STARTS + timedelta(hours=6, minutes=33)
    ]  # fmt: skip

    assert [card["headline"] for card in cards] == [f"14:00 起，{LOST} 笔都对上了。"]
    assert f"读得懂 {len(lost)}，读不懂 0" in said
    assert f"补记付款 {LOST} 笔" in said
    assert "✔ 验签" in said
    assert "✘ 解密：0/" in said
    assert ended.app.database.look(lambda tx: tx.call_backs.by_reason()) == []
    paid = ended.app.database.look(lambda tx: tx.journal.of_orders(lost, ("order.paid",)))
    assert {no: [event.source for event in events] for no, events in paid.items()} == {
        no: ["wechat"] for no in lost
    }


def test_the_red_card_about_payments_grew_and_that_about_the_contract_ended_after_it(
    ended: Ended,
) -> None:
    def over(tx: Tx) -> dict[Wrong, list[Trouble]]:
        return {wrong: tx.troubles.over(wrong, STARTS) for wrong in (Wrong.GHOST, Wrong.CONTRACT)}

    found = ended.app.database.look(over)
    (payments,), (contract,) = found[Wrong.GHOST], found[Wrong.CONTRACT]
    promised = ended.app.database.look(lambda tx: tx.ledger.about("trouble", payments.id))

    assert len(payments.facts["sample"].split()) == 5
    assert contract.name == "wechat/encryption"
    assert payments.over_at is not None
    assert contract.over_at is not None
    assert payments.over_at < contract.over_at
    assert ended.app.database.look(lambda tx: tx.troubles.lasting()) == []
    assert len(promised) >= 4, "once anew, and each time that it grew or ended"


def test_one_refund_follows_its_clause_one_is_refused_and_one_is_decided_by_quality_control(
    ended: Ended,
) -> None:
    def decided(tx: Tx) -> dict[str, list[str]]:
        made = [made for no in ended.tally.orders for _, made in tx.refunds.histories(no)]
        return {one[0].decision.row: [each.decision.action.value for each in one] for one in made}

    said = "\n".join(line.text for line in ended.room("ops"))
    (card,) = [line.card for line in ended.room(house.QUALITY_CONTROL) if line.card]

    assert ended.app.database.look(decided) == {
        "6-1": ["intercept"],
        "9-2": ["refund"],
        "29-2": ["refuse"],
        "2-2": ["refund"],
        "32-1": ["review", "refund"],
    }
    assert "原路退款 ¥89.00，退回运费由运费险承担" in said
    assert "/terms/1#a25" in said
    assert "定制：是、规格已确认：是" in said
    assert (card["state"], card["headline"]) == ("decided", "王敏决定：原路退款。")


def test_of_two_refunds_of_what_has_left_one_is_recalled_and_of_one_the_time_is_running(
    ended: Ended,
) -> None:
    reds = [
        str(line.card["lines"])
        for line in ended.room("ops")
        if line.card and (line.card["level"], line.card["state"]) == ("red", "open")
    ]

    assert sum("召回已受理" in text for text in reds) == 1
    assert sum("仍可拦截" in text and "到 22:40" in text for text in reds) == 1


def test_what_was_released_leaves(played: tuple[report.Outcome, Tally]) -> None:
    found, tally = played
    released = {a.order_no for a in found.level(Level.RED) if a.state is AlertState.RELEASED}
    passed = {v.order_no for _, _, v in tally.scans if v.allow}

    assert len(released) == 2
    assert released <= passed


def test_a_file_is_played_in_order_and_a_broken_line_does_not_stop_it(tmp_path: Path) -> None:
    path = tmp_path / "orders.jsonl"
    events: list[dict[str, object]] = [
        {"id": "1", "time": "2026-01-01T08:00:00+08:00"},
        {"id": "2", "time": "2025-12-31T23:59:00Z"},
    ]
    path.write_bytes(b"\n".join([orjson.dumps(events[0]), b"{broken", orjson.dumps(events[1])]))

    steps = list(files.from_file(path))

    assert [s.at for s in steps] == [datetime(2026, 1, 1, tzinfo=UTC)] * 3
    assert files.span(path) == (steps[0].at, steps[-1].at, 3)


def test_the_clock_stands_or_runs_in_real_time_and_never_goes_back() -> None:
    ticked = [0.0]
    clock = DemoClock(STARTS, ticks=lambda: ticked[-1])

    ticked.append(1.0)
    assert clock.now() == STARTS
    clock.move_to(STARTS + timedelta(hours=1))
    clock.run()
    ticked.append(61.0)
    assert clock.now() == STARTS + timedelta(hours=1, minutes=1)
    clock.move_to(STARTS)
    assert clock.now() == STARTS + timedelta(hours=1, minutes=1)


def test_a_scan_names_a_parcel_that_the_order_centre_sent(a_day: Day) -> None:
    parcels = {
        s.what.event["data"]["parcel_id"]
        for s in a_day.steps
        if isinstance(s.what, Happens) and s.what.event["type"] == "parcel.created"
    }

    assert {s.what.parcel_id for s in a_day.steps if isinstance(s.what, Scans)} <= parcels


def test_the_product_tells_the_day_at_its_end_in_numbers_that_somebody_counts_again(
    ended: Ended,
) -> None:
    def rows(query: str) -> dict[str, str]:
        return ended.app.database.look(
            lambda tx: {str(a): str(b) for a, b in tx._connection.execute(text(query))}  # noqa: SLF001
        )

    (told,) = [line for line in ended.room("ops") if line.text.startswith("这一天放完了")]
    said, image = told.text, told.image
    assert image is not None
    assert image["svg"].count("<circle") > 20  # of the two weeks before each day was counted
    found, day_long = ended.found, f"at >= {STARTS.timestamp() * 1e6:.0f}"
    stopped = rows(
        f"SELECT s.order_no, o.amount FROM scans s JOIN orders o ON o.order_no = s.order_no"  # noqa: S608
        f" WHERE s.verdict IN ('LOCKED', 'PARCEL_MISMATCH') AND s.{day_long}"
    )
    paid = rows(
        f"SELECT DISTINCT order_no, type FROM journal WHERE type = 'order.paid' AND {day_long}"  # noqa: S608
    )
    raised = rows(
        f"SELECT level, count(*) FROM alerts WHERE opened_{day_long}"  # noqa: S608
        f" AND opened_at < {(STARTS + timedelta(hours=14)).timestamp() * 1e6:.0f} GROUP BY 1"
    )
    assert f"{len(paid)} 单付款，红色预警 {raised['red']}、橙色 {raised['orange']}" in said
    worth = sum(map(Decimal, stopped.values()))
    assert f"出库前拦下 {len(stopped)} 单，货值 ¥{worth:,.2f}" in said
    assert f"付款和订单一度对不上的 {LOST} 笔" in said
    (tried,) = re.findall(r"复盘 (\S+)：", said)
    (alert,) = [a for a in found.alerts if a.order_no == tried]
    assert (alert.level, alert.alive) == (Level.RED, False)
    assert "下一单" in said


def test_what_the_told_day_says_to_try_is_said_in_chinese_and_read_as_typed(ended: Ended) -> None:
    (told,) = [line for line in ended.room("ops") if line.text.startswith("这一天放完了")]

    tries = re.findall(r"^· (.+)：", told.text, re.MULTILINE)
    read = [parse_command(typed, addressed=True) for typed in tries]
    known = set(re.findall(r"\d{10}", told.text))
    commands = [complete(r, known) if isinstance(r, Asked) else r for r in read]
    assert len(commands) == 5
    assert all(isinstance(command, Command) for command in commands)
    (changes,) = [c.changes for c in commands if isinstance(c, Command) and c.changes]
    assert changes == (Change(kind=Kind.ADDRESS_CHANGED, delta=1),)
    assert not re.search(r"[A-Za-z]", "".join(tries))


def test_the_two_weeks_before_it_are_those_of_a_shop_that_works(ended: Ended) -> None:
    today = STARTS.date()
    before = figures.Asked(first=today - timedelta(days=13), last=today - timedelta(days=1))

    kept = ended.app.database.look(lambda tx: kept_of(tx, ended.app.deps, before))

    assert len(kept) == 13
    bounds = ended.app.deps.health.bounds
    for metric in (Metric.BLOCKED, Metric.DIFFERING, Metric.SELF_SERVICE, Metric.AUTOMATED):
        days = [together(metric, bounds[metric], day[metric].values()) for day in kept.values()]
        weeks = together(metric, bounds[metric], days)
        assert weeks.whole > 600
        assert not weeks.is_bad
    captured = [part for day in kept.values() for part in day[Metric.CAPTURED].values()]
    told, bad = sum(one.part for one in captured), sum(one.whole for one in captured)
    assert 0 < told < bad
    assert 2 * told > bad
    differing = [part for day in kept.values() for part in day[Metric.DIFFERING].values()]
    assert any(part.part for part in differing)  # nor is it a picture of nothing
