"""Walks over every path by which goods could move: many orders at once, each its own way."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any, cast

from handlers.delivery import claiming
from handlers.events import intake
from handlers.ports import Sent
from handlers.shipping import locks
from rules.delivery.calls import CallAction
from rules.delivery.capabilities import GATEWAY
from rules.events.event import Event
from rules.people.permissions import ALL_SHOPS, Actor
from rules.shipping.guard import Carrier, Guard
from rules.shipping.holds import Hold
from rules.vocabulary import Role, ScanCode
from storage.database import Database
from storage.orders.orders import Order
from storage.tx import Tx
from tests.builders import an_event
from tests.harness import Harness
from tests.stories.hold_oracle import MISMATCH, PERSON, Told

#: Sequences that share a database, each of one order, and the steps of each.
TOGETHER, STEPS = 250, 6
_GUARD = Guard(carriers={"SF": Carrier(name="顺丰"), "OFF": Carrier(name="停", enabled=False)})
_PEOPLE = ("李雷", "王敏", "陈静")
_OWNERS = ("finance", "wms")
_TEXTS = (
    "锁单 {0}", "放行 {0}", "放行 {0}", "误报 {0}", "放行 {0} {1}", "放行 {0} NO_SUCH_HOLD",
    "放行 {0} 撤销", "召回 {0}", "gift add {0} A",
)  # fmt: skip
_HARMLESS: dict[str, dict[str, Any]] = {
    "order.paid": {"amount": "199.00"},  # two orders of one payment would wait for a person
    "order.address_changed": {"address": {"city": "宁波"}},
    "order.marked": {"mark": "已打单", "by": "小赵"},
    "system.status": {"system": "erp", "status": "WaitDeliver"},
    "label.printed": {"warehouse": "hz-1", "took_ms": 900},
    "chat.opened": {},
}


class _OneCommit:
    """A database in which all works share one commit, as works do that wait together."""

    def __init__(self, tx: Tx) -> None:
        self._tx = tx

    def do(self, work: Callable[[Tx], Any]) -> Any:  # noqa: ANN401 - whatever the work returns
        """Write."""
        return work(self._tx)

    look = do


class Walks:
    """Many orders in one database, each taking its own random way over the paths."""

    def __init__(self, database: Database, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - a proof that can be run again
        self.h = Harness(database=database, guard=_GUARD, gateways={"hz-2": "wms-hz"})
        self.heard: Counter[str] = Counter()
        self.events: list[Event] = []
        self.orders = [self._arrives(f"N{seed}-{n}") for n in range(TOGETHER)]
        self._taken()

    def _arrives(self, no: str, origin: Told | None = None) -> Told:
        """Create an order of a parcel a line, paid; half of them have a gift bound to another."""
        lines = ("A", "B", "GIFT") if self.random.random() < 0.5 else ("A", "B")
        told = Told(no=no, lines=lines, origin=origin)
        self._tells(f"M-{no}", "order.created", items=[{"sku": "M", "qty": 1}], **_shop(told))
        self._described(told)
        self._tells(no, "order.paid", amount="199.00")
        for line in lines:
            parcel = {"parcel_id": f"P{line}-{no}", "tracking_no": f"SF{line}-{no}"}
            self._tells(no, "parcel.created", items=[{"sku": line, "qty": 1}], **parcel)
        return told

    def _described(self, told: Told) -> None:
        gift = {"is_gift": True, "parent_order_no": f"M-{told.no}"}
        items = [{"sku": s, "qty": 1, **(gift if s == "GIFT" else {})} for s in told.lines]
        self._tells(told.no, "order.created", items=items, **_shop(told))

    def _tells(self, no: str | None, kind: str, **data: Any) -> None:  # noqa: ANN401 - event data
        self.h.now += timedelta(milliseconds=1)
        name = f"{kind}-{self.h.now.isoformat()}"
        self.events.append(an_event(kind, no, at=self.h.now, event_id=name, **data))

    def _taken(self, *, replay: bool = False) -> None:
        events, self.events = self.events, []
        deps, now = self.h.deps, self.h.now
        self.h.database.do(lambda tx: intake.take(tx, deps, events, now, replay=replay))

    def go(self) -> None:
        """Let each order take its steps; what is told in one round comes in as one batch."""
        database = self.h.database
        for _ in range(STEPS):
            database.do(self._round)
        self.h.database = database
        for told in self.orders:
            self.scans(told)

    def _round(self, tx: Tx) -> None:
        self.h.database = cast(Database, _OneCommit(tx))
        steps = [(self.random.choice(_PATHS), told) for told in self.orders]
        for path, told in steps:
            if path in _TOLD:
                path(self, told)
        marks = [{"order_no": told.no, "mark": "可发货"} for told in self.orders[::3]]
        self._tells(None, "marks.imported", marks=marks, system="excel")
        self._taken(replay=self.random.random() < 0.3)
        for path, told in steps:
            if path not in _TOLD:
                path(self, told)
        self.h.pass_time(timedelta(minutes=self.random.choice((1, 4, 31))))
        self._warehouse_is_told()
        for told in self.orders:
            if self.random.random() < 0.5:
                self.scans(told)

    # What other systems tell of an order.

    def describes(self, told: Told) -> None:
        """Give it another channel, or the same."""
        told.channel = self.random.choice(("SF", "SF", "OFF", "顺丰", None))
        told.steps.append(f"channel {told.channel}")
        self._described(told)

    def tells(self, told: Told) -> None:
        """Say something that neither holds nor releases anything."""
        kind = self.random.choice(sorted(_HARMLESS))
        told.steps.append(kind)
        self._tells(told.no, kind, **_HARMLESS[kind])

    def asks_money_back(self, told: Told) -> None:
        """Apply for a refund of a line, or of everything."""
        line = self.random.choice((None, *told.lines))
        told.steps.append(f"refund {line}")
        told.refunds.add(line)
        told.waived.discard(("refund", line))  # another application is another cause
        items = [] if line is None else [{"sku": line, "qty": 1}]
        self._tells(told.no, "refund.requested", amount="9.00", items=items)

    def cancels(self, told: Told) -> None:
        """Cancel it."""
        told.steps.append("cancelled")
        told.called_off |= told.merged and not told.cancelled
        told.cancelled = True
        self._tells(told.no, "order.cancelled", reason="x")

    def cancels_main(self, told: Told) -> None:
        """Cancel the order that its gift is bound to."""
        told.steps.append("main cancelled")
        told.main_cancelled = True
        self._tells(f"M-{told.no}", "order.cancelled", reason="x")

    def picks_up(self, told: Told) -> None:
        """Have a carrier pick up or bring one parcel: what comes now is about the others."""
        state = self.random.choice(("GOT", "SIGNED"))
        told.steps.append(f"A {state}")
        told.left = True
        self._tells(told.no, "carrier.trace", tracking_no=f"SFA-{told.no}", state=state)

    def merges(self, told: Told) -> None:
        """Merge it into another number, under which its goods are packed."""
        if told.origin is None and not told.merged:
            told.merged = True
            told.steps.append("merged")
            self.orders.append(self._arrives(f"S-{told.no}", told))
            self._tells(told.no, "order.merged", into=f"S-{told.no}")

    # What people and systems do about it.

    def holds(self, told: Told) -> None:
        """Hold the order or a line in a system's name."""
        owner = self.random.choice(_OWNERS)
        line = self.random.choice((None, *told.lines))
        done = self._at(told, lambda tx, order: locks.lock(
            tx, self.h.deps, _system(owner), order, reason="", now=self.h.now,
            hold_reason=owner.upper(), line=line,
        ))  # fmt: skip
        told.steps.append(f"{owner} holds {line}: {type(done).__name__}")
        if isinstance(done, locks.Locked | locks.AlreadyLocked):
            told.held.add((owner, line))

    def releases(self, told: Told) -> None:
        """Release over HTTP: one's own, or by a reason code, which may name nothing."""
        by = self.random.choice(_OWNERS)
        named = self.random.choice((None, "FINANCE", "WMS", "MANUAL", "NO_SUCH"))
        before = self._ledger(told)
        done = self._at(told, lambda tx, order: locks.release(
            tx, self.h.deps, _system(by), order, reason="", now=self.h.now,
            wanted=None if named is None else {named},
        ))  # fmt: skip
        told.steps.append(f"{by} releases {named}: {type(done).__name__}")
        if not isinstance(done, locks.Released):
            assert self._ledger(told) == before, told.steps
            return
        assert named != "NO_SUCH", told.steps
        gone = by if named is None else named.lower()
        told.held = {(owner, line) for owner, line in told.held if owner != gone}
        if named == "MANUAL":
            told.people.discard(PERSON)

    def types(self, told: Told) -> None:
        """Type a command: a plain release never means what a system holds."""
        by, text = self.random.choice(_PEOPLE), self.random.choice(_TEXTS)
        other = self.random.choice(self.orders)
        reply = self.h.says(text.format(told.no, other.no), by=by)
        concerned = (told, other) if "{1}" in text else (told,)
        for one in concerned:
            one.steps.append(f"{by}: {text} {reply.changed if reply else None}")
            if reply is None or not reply.changed:
                continue
            if text.startswith("锁单"):
                one.people.add(PERSON)
            else:
                one.released(knowingly=text.startswith("放行"))

    def _at(self, told: Told, work: Callable[[Tx, Order], Any]) -> Any:  # noqa: ANN401 - an outcome
        now = self.h.now
        return self.h.database.do(lambda tx: work(tx, tx.orders.lock((told.no,), now)[told.no]))

    def _ledger(self, told: Told) -> list[Hold]:
        return self.h.database.look(lambda tx: list(tx.holds.of_order(told.no)))

    # What moves goods.

    def scans(self, told: Told) -> None:
        """Hold a parcel under the scanner of either warehouse."""
        self._scan(told, scan_id=None)

    def scans_again(self, told: Told) -> None:
        """Use a scan id once more, for the same parcel or, its counter begun anew, another."""
        self._scan(told, scan_id=f"once-{told.no}")

    def packs_wrong(self, told: Told) -> None:
        """Scan one parcel where another of the order should lie."""
        verdict = self.h.scan(f"PB-{told.no}", parcel_id=f"PA-{told.no}")
        told.steps.append("packed wrong")
        assert verdict.code is ScanCode.PARCEL_MISMATCH, told.steps
        told.people.add(MISMATCH)

    def _scan(self, told: Told, scan_id: str | None) -> None:
        line = self.random.choice(told.lines)
        code = self.random.choice((f"P{line}-{told.no}", f"SF{line}-{told.no}", told.no))
        two = sorted((line, self.random.choice(told.lines)))
        inside = self.random.choice((None, [line], two))
        items = None if inside is None else tuple({"sku": s.lower(), "qty": 1} for s in inside)
        goods = inside or (None if code == told.no else [line])
        source = self.random.choice(("wms", "wms-2")) if scan_id is None else "wms"
        verdict = self.h.scan(code, items=items, scan_id=scan_id, source=source)
        self.heard[verdict.code] += 1
        said = f"scan {code} {inside} as {scan_id}: {verdict.code}"
        again = scan_id is not None and told.allowed_once == (code, inside)
        if told.must_stay(goods) or (told.cancelled and not again):
            assert not verdict.allow, (told.stops(), told.steps, said)
        elif not (told.in_doubt() or told.cancelled or told.left or scan_id is not None):
            by_machine = all(hold.reason == "RESONANCE_RED" for hold in verdict.holds)
            assert verdict.allow or (verdict.holds and by_machine), (told.steps, said)
        if verdict.allow:
            assert again or set(verdict.left_behind) >= told.left_behind(), (told.steps, said)
            if scan_id is not None:
                told.allowed_once = (code, inside)

    def _warehouse_is_told(self) -> None:
        """Let the warehouse's own system go on with an order only if nothing of it is held."""
        told = {one.no: one for one in self.orders}
        while taken := self.h.database.do(
            lambda tx: claiming.claim(tx, self.h.deps, {"wms-hz": GATEWAY}, self.h.now)
        ):
            for out in taken:
                if out.call is not None and out.call.action is CallAction.RELEASE:
                    order = told[out.call.order_no]
                    held = any(line is None for _, line in order.own())
                    assert not held, order.steps
                    assert not order.cancelled, order.steps
                    self.heard["told to go on"] += 1
                self.h.report(out, Sent(message_ref="", code="locked"))


def _shop(told: Told) -> dict[str, Any]:
    house = "hz-2" if told.no.endswith(("3", "7")) else "hz-1"
    return {
        "platform": "taobao", "shop": "glasses", "amount": "199.00", "warehouse": house,
        "channel_code": told.channel,
    }  # fmt: skip


def _system(name: str) -> Actor:
    return Actor(
        name=name, role=Role.APPROVER, shops=(ALL_SHOPS,), channel="api", user_id=name, known=True
    )


_TOLD = (
    Walks.describes, Walks.tells, Walks.asks_money_back, Walks.cancels,
    Walks.cancels_main, Walks.picks_up, Walks.merges,
)  # fmt: skip
_PATHS = (
    *_TOLD, Walks.holds, Walks.holds, Walks.releases, Walks.types, Walks.types,
    Walks.types, Walks.scans_again, Walks.scans_again, Walks.packs_wrong,
)  # fmt: skip
