"""The report: what a played day brought, as tables for the terminal."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from types import MappingProxyType

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


def reasons(alert: Alert, lang: str = "zh") -> str:
    """Name what raised an alert, with the numbers that add up to its score."""
    parts = [f"{kind_name(p.kind, lang)} {decimal_text(p.weight)}×{p.count}" for p in alert.parts]
    return listing([*parts, *(say(f"hard_{rule}", lang) for rule in alert.hard)], lang)


#: What the tables say, in both languages.
_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType({
    key: MappingProxyType({"zh": zh, "en": en})
    for key, zh, en in (
        ("day", "这一天", "The day"),
        ("doubled", "重复 {}，拒收 {}", "{} twice, {} refused"),
        ("orders", "订单", "Orders"),
        ("events", "事件", "Events"),
        ("holds", "锁单", "Holds"),
        ("still", "{}；仍在锁定 {}", "{}; still held {}"),
        ("scans", "出库扫描", "Scans"),
        ("denied", "拦下 {}", "{} denied"),
        ("stopped", "漏发、错发被拦下", "Wrong parcels stopped"),
        ("people", "群里的人", "People in the chat"),
        ("did", "生效 {}，未获准 {}", "{} took effect, {} refused"),
        ("told", "消息送达", "Messages delivered"),
        ("failed", "失败 {}，被更新的合并 {}", "{} failed, {} overtaken by newer ones"),
        ("alerts", "预警", "Alerts"),
        ("rest", "另有 {} 条", "{} more"),
        ("columns", "时间|订单|级别|共振分|状态|原因", "Time|Order|Level|Score|State|Reasons"),
        ("at_scanner", "出库拦截", "Stopped at the scanner"),
        ("scanned", "时间|工位|订单|扫到的单号|判定", "Time|Station|Order|Code|Verdict"),
    )
})  # fmt: skip


def show(console: Console, found: Outcome, tally: Tally, tz: tzinfo, lang: str = "zh") -> None:
    """Print everything."""
    console.print(_totals(found, tally, lang))
    console.print(_alerts(found, tz, lang))
    if any(not verdict.allow for _, _, verdict in tally.scans):
        console.print(_denied(tally, tz, lang))


def _totals(found: Outcome, tally: Tally, lang: str) -> Table:
    table = Table(title=_WORDS["day"][lang], show_header=False, title_justify="left")
    table.add_column(style="bold")
    table.add_column(justify="right")
    table.add_column(style="dim", overflow="fold")
    open_holds = [hold for hold in found.holds if hold.released_at is None]
    by_reason = Counter(hold_name(hold.reason, lang) for hold in found.holds)
    denied = sum(not verdict.allow for _, _, verdict in tally.scans)
    stopped = caught(tally)
    note = _WORDS["doubled"][lang].format(tally.duplicates, tally.rejected)
    table.add_row(_WORDS["orders"][lang], str(len(tally.orders)), "")
    table.add_row(_WORDS["events"][lang], str(tally.accepted), note)
    table.add_row(Text(say("level_red", lang), "red"), str(len(found.level(Level.RED))), "")
    table.add_row(
        Text(say("level_orange", lang), "dark_orange"), str(len(found.level(Level.ORANGE))), ""
    )
    table.add_row(
        _WORDS["holds"][lang],
        str(len(found.holds)),
        _WORDS["still"][lang].format(_counted(by_reason, lang), len(open_holds)),
    )
    table.add_row(
        _WORDS["scans"][lang], str(len(tally.scans)), _WORDS["denied"][lang].format(denied)
    )
    table.add_row(_WORDS["stopped"][lang], str(len(stopped)), listing(stopped, lang))
    table.add_row(
        _WORDS["people"][lang],
        str(tally.asked),
        _WORDS["did"][lang].format(tally.changed, tally.refused),
    )
    table.add_row(
        _WORDS["told"][lang],
        str(found.deliveries.get("sent", 0)),
        _waiting(found.deliveries, lang),
    )
    return table


def _counted(by_reason: Counter[str], lang: str) -> str:
    return listing((f"{name} {number}" for name, number in sorted(by_reason.items())), lang)


def _waiting(deliveries: dict[str, int], lang: str) -> str:
    failed, merged = deliveries.get("failed", 0), deliveries.get("superseded", 0)
    return _WORDS["failed"][lang].format(failed, merged)


def _alerts(found: Outcome, tz: tzinfo, lang: str) -> Table:
    rest = len(found.alerts) - SHOWN
    table = Table(
        title=_WORDS["alerts"][lang],
        title_justify="left",
        caption=_WORDS["rest"][lang].format(rest) if rest > 0 else None,
    )
    for heading in _WORDS["columns"][lang].split("|"):
        table.add_column(heading, overflow="fold")
    for alert in found.alerts[:SHOWN]:
        table.add_row(
            f"{alert.opened_at.astimezone(tz):%m-%d %H:%M}", alert.order_no,
            Text(say(f"level_{alert.level}", lang), _COLOURS[alert.level]),
            decimal_text(alert.score), say(f"state_{alert.state}", lang), reasons(alert, lang),
        )  # fmt: skip
    return table


def _denied(tally: Tally, tz: tzinfo, lang: str) -> Table:
    table = Table(title=_WORDS["at_scanner"][lang], title_justify="left")
    for heading in _WORDS["scanned"][lang].split("|"):
        table.add_column(heading, overflow="fold")
    for at, scan, verdict in tally.scans:
        if not verdict.allow:
            table.add_row(
                f"{at.astimezone(tz):%H:%M}", scan.station, verdict.order_no or "—", scan.code,
                Text(verdict.code, "red"),
            )  # fmt: skip
    return table
