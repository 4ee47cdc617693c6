"""Whatever is said unasked passes what people wish, whoever says it: every kind there is."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from string import Formatter

import pytest

from handlers import digest
from handlers.cards import CARDS
from handlers.delivery import claiming
from handlers.delivery.copies import copy_for
from handlers.delivery.promises import Promises
from handlers.unshipped import morning, nights
from rules.alerts.attention import PeopleRules
from rules.delivery.capabilities import CONSOLE
from rules.delivery.daily import day_of
from rules.delivery.routes import Target
from rules.delivery.unasked import SAYINGS
from rules.health.troubles import Trouble, Wrong
from rules.people.calendar import Hours, Span
from rules.people.permissions import ALL_SHOPS
from rules.people.silences import Field, Silence
from rules.vocabulary import AlertState, Level, Role
from rules.wording.sentences import SENTENCES
from storage.database import Database
from storage.delivery.cards import CardCopy
from storage.delivery.storms import Storm
from storage.tx import Tx
from tests.harness import Harness
from tests.meta.tree import ROOT, modules

NIGHT = datetime(2026, 8, 3, 18, 0, tzinfo=UTC)  # 02:00 in Shanghai
HOUR = timedelta(hours=1)
#: A card of the day, and what it is about.
DAILY = {
    "day_digest": digest.SUBJECT,
    "trace_sheet": morning.SUBJECT,
    "night_check": nights.SUBJECT,
}
TROUBLES = ("trouble", "trouble_red")
PICTURES = {"card", "card_of_step", "redraw", "follow_up", *TROUBLES, *DAILY}
#: A card and a redraw that are about many alerts.
STORMS = ("storm", "storm_redraw")

TROUBLE = Trouble(id="", wrong=Wrong.HEARTBEAT, name="wms", since=NIGHT, facts={"every": "300"})
#: What the rules of the house come to, written down once more and by hand.
IN_DEBUG_MODE = {
    "debug_ending",
    "debug_ended",
    "test_message",
    "appeal_pack",
    "retest_picture",
    "day_told",
}
#: They change a picture that is there, or were asked for, at this hour too; nobody is woken.
SILENT = {
    "redraw", "storm_redraw", "test_message", "appeal_pack", "retest_picture", "replayed",
    "day_told", *DAILY,
}  # fmt: skip
#: What a wish itself leads to, what a person hands to a person, and what becomes of a card where
#: it cannot be redrawn.
BEYOND_BUDGETS = {
    "follow_up",
    "quiet_over", "budget_over", "silence_ending", "silence_ended", "debug_ending", "debug_ended",
    "claim_handed",
}  # fmt: skip
ALWAYS_RED = {
    "quota_100", "stuck_scheduler", "stuck_channel", "kicked_channel",
    "autolock_tripped", "autolock_stopped", "autolock_resumed",
    "warehouse_lock_refused", "warehouse_lock_unconfirmed", "warehouse_away",
    "recall_accepted", "recall_refused", "refund_not_done", "refund_withheld",
    "refund_told_twice", "trouble_red",
}  # fmt: skip
NEVER_RED = {
    "lost_marks", "pick_list", "hold_ending", "improve", "week",
    "quiet_over", "budget_over", "quota_80", "autolock_ended",
    "silence_ending", "silence_ended", "debug_ending", "debug_ended",
    "warehouse_release_refused", "warehouse_release_unconfirmed", "trouble",
    "confirmation_trouble", "confirmation_person", "replayed", "day_told",
}  # fmt: skip
ABOUT_ONE_ALERT = {
    "card", "card_of_step", "redraw", "follow_up", "alert_louder", "alert_back", "alert_again",
    "alert_ended", "claim_reminder", "claim_lost", "escalated", "escalated_snapshot",
    "escalated_storm", "hold_expired", "undelivered", "unheard", "unheard_storm",
}  # fmt: skip
#: Still true, or counted anew, when the alert is over.
EVEN_WHEN_DECIDED = {
    "card", "redraw", "follow_up", "alert_ended", "hold_expired",
    "escalated_storm", "unheard_storm",
}  # fmt: skip


def is_red(name: str, level: Level) -> bool:
    return name in ALWAYS_RED or (level is Level.RED and name not in NEVER_RED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime:
    """What people wish, and what may be said all the same."""

    name: str
    field: Field | None
    quiet: bool = False
    spent: bool = False  #: Nobody may be interrupted any more.

    def allows(self, name: str, level: Level) -> bool:
        if self.field is Field.DEBUG:
            return name in IN_DEBUG_MODE
        if self.quiet:
            return name in SILENT or is_red(name, level)
        if self.spent:
            return name in SILENT | BEYOND_BUDGETS or is_red(name, level)
        if self.field is Field.ORDER:
            unsilenced = name not in ABOUT_ONE_ALERT or name in {"redraw", "alert_ended"}
            return unsilenced or level is Level.RED
        if self.field is Field.SOURCE:
            return name != "trouble"
        return True


FREE = Regime(name="no wish", field=None)
REGIMES = [
    FREE,
    Regime(name="debug mode", field=Field.DEBUG),
    Regime(name="quiet hours", field=None, quiet=True),
    Regime(name="a budget that is used up", field=None, spent=True),
    Regime(name="a silence of the order", field=Field.ORDER),
    Regime(name="a silence of the source", field=Field.SOURCE),
]


@dataclass(slots=True)
class Shop:
    """One alert of each level, and a door for everything that may be said about it."""

    h: Harness

    @contextmanager
    def under(self, regime: Regime) -> Iterator[None]:
        """Let people wish so for a while."""
        if regime.quiet:
            self.h.people = PeopleRules(hours=Hours(quiet=Span(start=time(22), until=time(8))))
        if regime.spent:
            self.h.people = PeopleRules(budget=0)
        values = {Field.ORDER: ("orange", "red"), Field.SOURCE: ("wms",), Field.DEBUG: ("*",)}
        ids = [self._wishes(regime.field, v) for v in values.get(regime.field or Field.SHOP, ())]
        yield
        self.h.people = PeopleRules()
        for silence_id in ids:
            self.h.database.do(lambda tx, silence_id=silence_id: tx.silences.end(silence_id, NIGHT))  # type: ignore[misc]

    def _wishes(self, field: Field | None, value: str) -> int:
        assert field is not None
        silence = Silence(
            id=0, field=field, value=value, reason="试一下", by="李雷", role=Role.OPERATOR,
            shops=(ALL_SHOPS,), channel="console", conversation="elsewhere",
            since=NIGHT - HOUR, until=NIGHT + 3 * HOUR,
        )  # fmt: skip
        return self.h.database.do(lambda tx: tx.silences.add(silence)).id

    def stands(self, level: Level, state: AlertState) -> None:
        self.h.database.do(lambda tx: _stands(tx, level, state))

    def promises(self, name: str, level: Level) -> str:
        """Promise one message of a kind in a room of its own; return the room."""
        room = f"{name}-{level.value}"
        only = SAYINGS[name].only_while if name in SAYINGS else None
        states = only or {AlertState.OPEN}
        state = AlertState.OPEN if AlertState.OPEN in states else min(states)

        def work(tx: Tx) -> None:
            _stands(tx, level, state)
            self._promise(tx, name, level, room)

        self.h.database.do(work)
        return room

    def _promise(self, tx: Tx, name: str, level: Level, room: str) -> None:
        now, door = self.h.now, Promises(tx, self.h.deps)
        alert = tx.alerts.latest_of((level.value,))[level.value]
        target = Target(channel="console", conversation=room)
        copy = CardCopy(
            id=room, subject="alert", subject_id=alert.id, order_no=alert.order_no,
            channel="console", conversation=room, message_ref="m1", shown="",
        )  # fmt: skip
        storm = Storm(
            id=f"{room}-storm", channel="console", conversation=room, opened_at=now, last_at=now
        )
        of_storm = replace(
            copy, id=storm.id, subject="storm", subject_id=storm.id, order_no=None, message_ref="m2"
        )
        if name in ("card", "card_of_step"):
            door.send_card(alert, target, now, step=name == "card_of_step")
        elif name in ("redraw", "follow_up"):
            tx.cards.add([copy])
            door.draw_anew(copy, 1, 1, now, at=now)
        elif name in DAILY:
            day = day_of(now, time(0), self.h.deps.timezone)
            card = copy_for(DAILY[name], day.date.isoformat(), target)
            door.show(card, 1, now, body={"saying": name})
        elif name in TROUBLES:
            how = {"level": "red"} if name == "trouble_red" else {}
            tx.troubles.save([replace(TROUBLE, id=room, facts={**TROUBLE.facts, **how})])
            wrong = replace(
                copy, subject="trouble", subject_id=room, order_no=None, message_ref=None
            )
            door.show(wrong, 1, now, body={"saying": name, "sources": ["wms"]})
        elif name in STORMS:
            tx.storms.save(storm)
            tx.cards.add([copy, of_storm])
            tx.storms.include(storm.id, [copy.id], merged=True)
            if name == "storm":
                door.show(of_storm, 1, now)
            else:
                door.draw_anew(of_storm, 1, 1, now, at=now)
        else:
            words = (SENTENCES[name][0],)
            facts = {key: "1" for text in words for _, key, *_ in Formatter().parse(text) if key}
            if name == "delayed":  # it counts what waits behind it
                tx.storms.save(storm)
                door.show(of_storm, 1, now, next_at=now + 24 * HOUR)
            about = alert if name in ABOUT_ONE_ALERT else None
            door.say(target, name, facts, now, level=level, alert=about)
        door.write()

    def leaves(self, name: str) -> set[str]:
        """Take what may go now; return the rooms that hear of it."""
        can = replace(CONSOLE, redraws=name != "follow_up")
        outs = self.h.database.do(
            lambda tx: claiming.claim(tx, self.h.deps, {"console": can}, self.h.now)
        )
        return {out.conversation for out in outs}


def _stands(tx: Tx, level: Level, state: AlertState) -> None:
    alert = tx.alerts.latest_of((level.value,))[level.value]
    if alert.state is not state:
        tx.alerts.save([replace(alert, state=state)])


@pytest.fixture
def shop(sqlite_url: str) -> Iterator[Shop]:
    h = Harness(database=Database(sqlite_url))
    for level, turn in ((Level.ORANGE, h.turns_orange), (Level.RED, h.turns_red)):
        h.ordered(level.value)
        turn(level.value)
    h.read()
    h.now = NIGHT
    yield Shop(h)
    h.database.close()


def kinds() -> list[tuple[str, Level]]:
    names = (*SAYINGS, *STORMS)
    return [(name, level) for name in names for level in (Level.ORANGE, Level.RED)]


@pytest.mark.parametrize("regime", REGIMES, ids=lambda regime: regime.name)
@pytest.mark.parametrize("when", ["before it is promised", "before it is sent"])
def test_nothing_leaves_that_should_not_whoever_wants_to_say_it(
    shop: Shop, regime: Regime, when: str
) -> None:
    wrong = []
    for name, level in kinds():
        if when == "before it is promised":
            with shop.under(regime):
                room = shop.promises(name, level)
                said = room in shop.leaves(name)
        else:
            room = shop.promises(name, level)
            with shop.under(regime):
                said = room in shop.leaves(name)
        # By its budget, as it was promised; cards of many have their level when they are drawn.
        counted = regime.spent and when == "before it is sent" and name not in ("trouble", "storm")
        if said is not (counted or regime.allows(name, level)):
            wrong.append((name, level.value, said))

    assert wrong == []


def test_what_is_about_an_open_alert_is_dropped_when_the_alert_was_decided_meanwhile(
    shop: Shop,
) -> None:
    wrong = []
    for name, level in kinds():
        room = shop.promises(name, level)
        shop.stands(level, AlertState.RELEASED)
        said = room in shop.leaves(name)
        if said is not (name not in ABOUT_ONE_ALERT or name in EVEN_WHEN_DECIDED):
            wrong.append((name, level.value, said))

    assert wrong == []


@pytest.mark.parametrize("back", [False, True], ids=["still out", "back"])
def test_a_silence_kept_for_the_morning_is_told_only_while_it_lasts(
    shop: Shop,
    back: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    with shop.under(Regime(name="quiet hours", field=None, quiet=True)):
        room = shop.promises("trouble", Level.ORANGE)
        assert room not in shop.leaves("trouble")
    if back:
        over = replace(TROUBLE, id=room, over_at=NIGHT + HOUR)
        shop.h.database.do(lambda tx: tx.troubles.save([over]))
    shop.h.now = NIGHT + 10 * HOUR

    assert (room in shop.leaves("trouble")) is not back


def test_a_card_of_many_that_waits_goes_at_once_when_one_of_them_turns_red(shop: Shop) -> None:
    with shop.under(Regime(name="a budget that is used up", field=None, spent=True)):
        room = shop.promises("storm", Level.ORANGE)
        assert room not in shop.leaves("storm")
        shop.h.happens("order.marked", "orange", mark="x", by="y")
        assert room not in shop.leaves("storm")
        shop.h.happens("chat.opened", "orange")
        shop.h.happens("chat.opened", "orange")

        assert room in shop.leaves("storm")


def test_a_card_of_many_that_waits_goes_at_once_when_a_red_one_joins_it(shop: Shop) -> None:
    def joins(tx: Tx) -> None:
        door, red = Promises(tx, shop.h.deps), tx.alerts.latest_of(("red",))["red"]
        door.send_card(red, Target(channel="console", conversation=room), shop.h.now)
        door.write()

    with shop.under(Regime(name="a budget that is used up", field=None, spent=True)):
        room = shop.promises("storm", Level.ORANGE)
        assert room not in shop.leaves("storm")
        shop.h.delivery = replace(shop.h.delivery, merge_above=0)  # no red card is one by itself
        shop.h.database.do(joins)

        assert room in shop.leaves("storm")


def test_every_card_that_may_wait_for_the_end_of_a_shift_has_a_name_there() -> None:
    beyond = {"alert", "draft", *DAILY.values()}

    assert {f"budget_about_{one}" for one in CARDS.keys() - beyond} <= SENTENCES.keys()


def test_every_sentence_that_a_handler_promises_is_in_the_table_and_every_kind_is_promised() -> (
    None
):
    written = {
        node.value
        for path in modules()
        if path.parts[0] == "handlers"
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    by_name = {  # put together from parts
        "quota_80", "quota_100", "debug_ending", "debug_ended", "escalated_storm", "unheard_storm",
        *(f"undelivered_{subject}" for subject in CARDS),
        *(f"warehouse_{a}_{b}" for a in ("lock", "release") for b in ("refused", "unconfirmed")),
    }  # fmt: skip

    assert SAYINGS.keys() - written - by_name - PICTURES == set()
    assert SAYINGS.keys() - PICTURES <= SENTENCES.keys()


def test_only_the_door_makes_promises_and_writes_them_into_the_outbox() -> None:
    found = set()
    for path in modules():
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.id if isinstance(called, ast.Name) else getattr(called, "attr", "")
                into = isinstance(called, ast.Attribute) and ast.unparse(called.value).endswith(
                    "outbox"
                )
                if name == "Promise" or (name == "promise" and into):
                    found.add(path.as_posix())

    assert found == {"handlers/delivery/promises.py"}
