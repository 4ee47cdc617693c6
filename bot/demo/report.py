"""The report: what a played day brought, as tables for the terminal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.demo.hands import Tally
from rules.alerts.alert import Alert
from rules.resonance.measure import decimal_text
from rules.shipping.holds import Hold
from rules.vocabulary import Level, ScanCode
from rules.wording.say import hold_name, kind_name, listing, say
from storage.tx import Tx

#: Rows of a table; the rest is counted.
SHOWN = 20
_COLOURS = {Level.RED: "red", Level.ORANGE: "dark_orange", Level.CALM: "green"}
#: Goods that would have gone wrong: stopped by a lock, or by being another parcel.
_CAUGHT = frozenset({ScanCode.LOCKED, ScanCode.PARCEL_MISMATCH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What the database says after the day."""

    alerts: Sequence[Alert]  #: Red first, then by the time they were opened.
    holds: Sequence[Hold]
    deliveries: dict[str, int]

    def level(self, level: Level) -> list[Alert]:
        """Return the alerts of one level."""
        return [alert for alert in self.alerts if alert.level is level]


def outcome(tx: Tx, order_nos: Iterable[str]) -> Outcome:
    """Read what came of these orders."""
    known = list(order_nos)
    alerts = [a for no in tx.alerts.first_opened(known) for a in tx.alerts.of_order(no)]
    alerts.sort(key=lambda a: (-a.level.rank, a.opened_at, a.id))
    holds = [hold for found in tx.holds.of_orders(known).values() for hold in found]
    return Outcome(alerts=alerts, holds=holds, deliveries=tx.ledger.counts())


def caught(tally: Tally) -> list[str]:
    """Return the orders whose goods were stopped at a scanner."""
    stopped = (v.order_no for _, _, v in tally.scans if v.code in _CAUGHT)
    return list(dict.fromkeys(no for no in stopped if no is not None))


def reasons(alert: Alert) -> str:
    """Name what raised an alert, with the numbers that add up to its score."""
    parts = [f"{kind_name(p.kind)} {decimal_text(p.weight)}×{p.count}" for p in alert.parts]
    return listing([*parts, *(say(f"hard_{rule}") for rule in alert.hard)])


def show(console: Console, found: Outcome, tally: Tally, tz: tzinfo) -> None:
    """Print everything."""
    console.print(_totals(found, tally))
    console.print(_alerts(found, tz))
    if any(not verdict.allow for _, _, verdict in tally.scans):
        console.print(_denied(tally, tz))


def _totals(found: Outcome, tally: Tally) -> Table:
    table = Table(title="这一天 / the day", show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim", overflow="fold")
    open_holds = [hold for hold in found.holds if hold.released_at is None]
    by_reason = Counter(hold_name(hold.reason) for hold in found.holds)
    denied = sum(not verdict.allow for _, _, verdict in tally.scans)
    stopped = caught(tally)
    note = f"重复 {tally.duplicates}，拒收 {tally.rejected}"
    table.add_row("订单", str(len(tally.orders)), "")
    table.add_row("事件", str(tally.accepted), note)
    table.add_row(Text("红色预警", "red"), str(len(found.level(Level.RED))), "")
    table.add_row(Text("橙色预警", "dark_orange"), str(len(found.level(Level.ORANGE))), "")
    table.add_row(
        "锁单", str(len(found.holds)), f"{_counted(by_reason)}；仍在锁定 {len(open_holds)}"
    )
    table.add_row("出库扫描", str(len(tally.scans)), f"拦下 {denied}")
    table.add_row("漏发、错发被拦下", str(len(stopped)), listing(stopped))
    table.add_row("群里的人", str(tally.asked), f"生效 {tally.changed}，未获准 {tally.refused}")
    table.add_row("消息送达", str(found.deliveries.get("sent", 0)), _waiting(found.deliveries))
    return table


def _counted(by_reason: Counter[str]) -> str:
    return listing(f"{name} {number}" for name, number in sorted(by_reason.items()))


def _waiting(deliveries: dict[str, int]) -> str:
    failed = deliveries.get("failed", 0)
    return f"失败 {failed}，被更新的合并 {deliveries.get('superseded', 0)}"


def _alerts(found: Outcome, tz: tzinfo) -> Table:
    rest = len(found.alerts) - SHOWN
    table = Table(
        title="预警 / alerts", title_justify="left", caption=f"另有 {rest} 条" if rest > 0 else None
    )
    for heading in ("时间", "订单", "级别", "共振分", "状态", "原因"):
        table.add_column(heading, overflow="fold")
    for alert in found.alerts[:SHOWN]:
        table.add_row(
            f"{alert.opened_at.astimezone(tz):%m-%d %H:%M}", alert.order_no,
            Text(say(f"level_{alert.level}"), _COLOURS[alert.level]),
            decimal_text(alert.score), say(f"state_{alert.state}"), reasons(alert),
        )  # fmt: skip
    return table


def _denied(tally: Tally, tz: tzinfo) -> Table:
    table = Table(title="出库拦截 / stopped at the scanner", title_justify="left")
    for heading in ("时间", "工位", "订单", "扫到的单号", "判定"):
        table.add_column(heading, overflow="fold")
    for at, scan, verdict in tally.scans:
        if not verdict.allow:
            table.add_row(
                f"{at.astimezone(tz):%H:%M}", scan.station, verdict.order_no or "—", scan.code,
                Text(verdict.code, "red"),
            )  # fmt: skip
    return table
