"""Invariant 5: after a lock was shown, no scan is allowed until a release, in any order (M-3)."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from handlers.ports import Outgoing
from rules.vocabulary import Action, ScanCode
from storage import migrate
from storage.database import Database
from tests.harness import Harness

#: Small events that push the score up, or sideways.
_EVENTS = ("order.address_changed", "chat.opened", "chat.message", "coupon.applied", "order.paid")
_DATA: dict[str, dict[str, Any]] = {
    "order.address_changed": {"address": {"city": "杭州"}},
    "chat.message": {"text": "急用"},
    "coupon.applied": {"depth": "0.6"},
    "order.paid": {"amount": "199.00"},
}


#: The parcel's codes in every dress; the last is the number of the order itself.
_CODES = ("P1024", "SF1024", "sf1024 ", "]C1SF1024\r", "ＳＦ１０２４", "\ufeffp1024", "1024")


class Warehouse(RuleBasedStateMachine):
    """
    One order, three owners of holds, people who press any card, a scanner, time and restarts.

    A second order lies in the same parcel; it is held for a while, and may leave before the first.

    The model is the simplest thing that could be right: which holds are open by what was answered
    to whoever set or released them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        url = f"sqlite:///{Path(self.folder.name) / 'w.db'}"
        migrate.upgrade(url)
        self.h = Harness(database=Database(url))
        self.cards: list[Outgoing] = []
        self.systems: dict[str, object] = {}  # owner -> expiry or None
        self.frozen_by: str | None = None
        self.machine = False
        self.before_release: tuple[str | None, bool] = (None, False)
        self.other_held_until: datetime | None = None
        self.other_left = False

    @initialize()
    def an_order_arrives(self) -> None:
        """Open the one order that everything is about, and the other one in its parcel."""
        self.h.ordered("1024")
        self.h.happens("order.paid", "2048", amount="1.00")
        self.h.happens("parcel.created", "2048", parcel_id="p1024", tracking_no="sf1024")

    def _read_cards(self) -> None:
        self.h.deliver()
        self.cards.extend(out for out in self.h.unread if out.picture is not None)
        self.h.unread.clear()
        self.machine = self.machine or any(
            hold["reason"] == "RESONANCE_RED" and hold["released_at"] is None
            for hold in self.h.order()["holds"]
        )

    @rule(kind=st.sampled_from(_EVENTS))
    def something_happens(self, kind: str) -> None:
        """Report an event of the order."""
        self.h.happens(kind, "1024", **_DATA.get(kind, {}))
        self._read_cards()

    @rule(minutes=st.sampled_from([1, 31, 600]))
    def time_passes(self, minutes: int) -> None:
        """Let time pass, so that holds and alerts run out."""
        self.h.pass_time(timedelta(minutes=minutes))
        self._read_cards()

    @rule(owner=st.sampled_from(["finance", "wms"]), minutes=st.sampled_from([None, 30]))
    def a_system_locks(self, owner: str, minutes: int | None) -> None:
        """Set a hold in the name of a system."""
        if owner in self.systems and self._system_open(owner):
            return
        expires = None if minutes is None else self.h.now + timedelta(minutes=minutes)
        self.h.locks("1024", by=owner, hold=owner.upper(), expires=expires)
        self.systems[owner] = expires

    def _system_open(self, owner: str) -> bool:
        if owner not in self.systems:
            return False
        expires = self.systems[owner]
        return expires is None or self.h.now < expires  # type: ignore[operator]

    @precondition(lambda self: not self.other_left and not self._other_holds())
    @rule()
    def the_other_order_is_held(self) -> None:
        """Set a hold on the other order in the parcel; it runs out by itself."""
        self.other_held_until = self.h.now + timedelta(minutes=30)
        self.h.locks("2048", by="oms", hold="OMS", expires=self.other_held_until)

    @precondition(lambda self: not self.other_left)
    @rule()
    def the_other_order_leaves(self) -> None:
        """Report that the other order's goods are on their way: it has no more say."""
        self.h.happens("carrier.trace", "2048", tracking_no="SF1024", state="PICKED_UP")
        self.other_left = True
        self._read_cards()

    def _other_holds(self) -> bool:
        return self.other_held_until is not None and self.h.now < self.other_held_until

    @precondition(lambda self: self.cards)
    @rule(data=st.data(), by=st.sampled_from(["李雷", "韩梅", "王敏"]))
    def somebody_presses_any_card_ever_shown(self, data: st.DataObject, by: str) -> None:
        """Press a button of a card, however old."""
        out = data.draw(st.sampled_from(self.cards))
        if out.picture is None:
            return
        action = data.draw(st.sampled_from(sorted(out.picture.tokens)))
        reply = self.h.press(out.picture.tokens[action], by=by)
        if reply.changed and action in set(Action):
            self._believe(Action(action), by, reply.text)
        self._read_cards()

    @rule(
        text=st.sampled_from(
            ["锁单 1024", "放行 1024", "误报 1024", "认领 1024", "放行 1024 撤销"]
        ),
        by=st.sampled_from(["李雷", "王敏"]),
    )
    def somebody_types(self, text: str, by: str) -> None:
        """Type a command about the order."""
        reply = self.h.says(text, by=by)
        assert reply is not None
        actions = {
            "锁单": Action.FREEZE,
            "放行": Action.RELEASE,
            "误报": Action.FALSE_ALARM,
            "认领": Action.CLAIM,
        }
        if reply.changed:
            typed = actions[text.split(maxsplit=1)[0]]
            self._believe(Action.UNDO if "撤销" in text else typed, by, reply.text)
        self._read_cards()

    def _believe(self, action: Action, by: str, text: str) -> None:
        """Take the answer at its word."""
        match action:
            case Action.FREEZE:
                self.frozen_by = by
            case Action.UNDO:
                frozen_by, machine = self.before_release
                self.frozen_by, self.machine = self.frozen_by or frozen_by, self.machine or machine
            case Action.RELEASE | Action.FALSE_ALARM:
                self.before_release = (self.frozen_by, self.machine)
                if "仍被锁定" not in text:
                    self.frozen_by, self.machine = None, False
                    self.systems = {
                        o: e
                        for o, e in self.systems.items()
                        if self._system_open(o) and o not in text
                    }
                else:
                    self.machine = "共振红色" in text
                    if "人工锁定" not in text:
                        self.frozen_by = None
            case _:
                pass

    @rule()
    def the_process_restarts(self) -> None:
        """Start the process anew on the same database."""
        self.h.restart()

    @rule(code=st.sampled_from(_CODES), named=st.booleans(), again=st.booleans())
    def the_scanner_asks(self, code: str, named: bool, again: bool) -> None:  # noqa: FBT001 - hypothesis passes them by name
        """Scan the parcel by any of its codes, sometimes with the same scan id."""
        self._scan("again" if again else None, code, "1024" if named else None)

    def _scan(self, scan_id: str | None, code: str = "P1024", order_no: str | None = None) -> None:
        verdict = self.h.scan(code, scan_id=scan_id, order_no=order_no)
        shown_as_locked = (
            self.frozen_by is not None
            or self.machine
            or any(self._system_open(o) for o in self.systems)
            or (code != "1024" and not self.other_left and self._other_holds())
        )
        if shown_as_locked:
            assert verdict.code is not ScanCode.OK, (self.frozen_by, self.machine, self.systems)
        assert verdict.code in {ScanCode.OK, ScanCode.LOCKED}, "goods that are right were frozen"

    @invariant()
    def what_is_locked_does_not_pass(self) -> None:
        """Deny every scan while a hold was shown, whichever code of the parcel is read."""
        if hasattr(self, "h"):
            self._scan(None)

    @invariant()
    def at_most_one_alert_is_alive_and_no_hold_is_doubled(self) -> None:
        """Keep the ledgers free of doubles."""
        alerts = self.h.database.look(lambda tx: tx.alerts.of_order("1024"))
        assert sum(alert.alive for alert in alerts) <= 1
        still_open = [
            (h["by"], h["reason"])
            for h in self.h.order()["holds"]
            if h["released_at"] is None
            and not (h["expires"] and h["expires"] <= self.h.now.isoformat().replace("+00:00", "Z"))
        ]
        assert len(still_open) == len(set(still_open))

    def teardown(self) -> None:
        """Close the database and remove its folder."""
        self.h.database.close()
        self.folder.cleanup()


TestNoInterleavingShipsALockedOrder = Warehouse.TestCase
TestNoInterleavingShipsALockedOrder.settings = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
