"""A card about something new needs its own functions and a row of the table of subjects."""

from dataclasses import dataclass, field, replace
from datetime import datetime

import pytest

from handlers.cards import CARDS
from handlers.chat import presses
from handlers.delivery import claiming, settling
from handlers.delivery.promises import Promises
from handlers.deps import CardSubject, Deps, Pressed, Stand, Undelivered
from handlers.ports import ButtonPress, GaveUp, Outcome, Outgoing, Reply, Sent
from rules.cards.card import Button, Card, Tone
from rules.delivery.capabilities import CONSOLE
from rules.vocabulary import Level
from rules.wording.say import say
from storage.database import Database
from storage.delivery.cards import CardCopy
from storage.tx import Tx
from tests.builders import NOON, some_deps

ON = {"console": CONSOLE, "dingtalk": replace(CONSOLE, redraws=False)}


@dataclass(slots=True)
class Kettle:
    """Something that a card can be about and the product knows nothing of."""

    is_there: bool = True
    stands: str = "cold"
    pressed: list[tuple[str, str, int]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def subject(self) -> CardSubject:
        """What the table of subjects says of it."""
        return CardSubject(
            stand=self._stand,
            press=self._press,
            lost=self._lost,
            undelivered=lambda _tx, _deps, _copy, _now: Undelivered(wording="undelivered_storm"),
        )

    def _stand(self, _tx: Tx, _deps: Deps, copy: CardCopy, _now: datetime) -> Stand | None:
        if not self.is_there:
            return None
        return Stand(
            name=self.stands,
            level=Level.ORANGE,
            draw=lambda: self._draw(copy),
            follow_up=f"It is {self.stands}",
        )

    def _draw(self, copy: CardCopy) -> Card:
        return Card(
            card_id=copy.id,
            title=f"Kettle {copy.subject_id} is {self.stands}",
            tone=Tone.GREY,
            stand=self.stands,
            badge="Kettle",
            status=self.stands,
            buttons=(Button(action="boil", label="Boil", command="boil 7"),),
            revision=4,
        )

    def _press(self, _tx: Tx, _deps: Deps, tap: Pressed, _now: datetime) -> Reply:
        self.pressed.append((tap.actor.name, tap.action, tap.revision))
        self.stands = "hot"
        return Reply(text="It boils", changed=True)

    def _lost(self, _tx: Tx, _deps: Deps, copy: CardCopy, _now: datetime) -> tuple[CardCopy, ...]:
        self.lost.append(copy.id)
        return (copy,)


@dataclass(slots=True)
class Kitchen:
    """A kettle, the real handlers and a database."""

    database: Database
    kettle: Kettle = field(default_factory=Kettle)

    @property
    def deps(self) -> Deps:
        """What handlers are given."""
        return some_deps(cards={**CARDS, "kettle": self.kettle.subject})

    def promise(self, channel: str = "console", conversation: str = "kitchen") -> None:
        """Promise the card of kettle 7."""
        copy = CardCopy(
            id="k-1", subject="kettle", subject_id="7", channel=channel, conversation=conversation
        )

        def work(tx: Tx) -> None:
            door = Promises(tx, self.deps)
            door.show(copy, 1, NOON)
            door.write()

        self.database.do(work)

    def promise_again(self) -> None:
        """Promise another picture of it."""

        def work(tx: Tx) -> None:
            copy = tx.cards.get("k-1")
            assert copy is not None
            door = Promises(tx, self.deps)
            door.draw_anew(copy, 1, 1, NOON, at=NOON)
            door.write()

        self.database.do(work)

    def take(self) -> list[Outgoing]:
        """Take what is due, as the courier does."""
        return self.database.do(lambda tx: claiming.claim(tx, self.deps, ON, NOON))

    def report(self, out: Outgoing, outcome: Outcome) -> None:
        """Write down how it went."""
        self.database.do(
            lambda tx: settling.report(tx, self.deps, ON, out, outcome, NOON, jitter=0.5)
        )

    def told(self) -> list[tuple[str, str, str | None]]:
        """Return (kind, state, code) of all that was ever promised about the kettle."""
        found = self.database.look(lambda tx: tx.ledger.about("kettle", "7"))
        return [(entry.kind, entry.state.value, entry.last_code) for entry in found]


@pytest.fixture
def kitchen(database: Database) -> Kitchen:
    return Kitchen(database)


def test_it_is_drawn_as_it_is_when_it_leaves_and_its_buttons_carry_its_own_words(
    kitchen: Kitchen,
) -> None:
    kitchen.promise()
    kitchen.kettle.stands = "lukewarm"

    (out,) = kitchen.take()

    assert out.picture is not None
    assert out.picture.card.title == "Kettle 7 is lukewarm"
    assert sorted(out.picture.tokens) == ["boil", "refresh"]
    assert "boil 7" in out.text


def test_a_press_is_its_own_affair_and_shows_what_came_of_it(kitchen: Kitchen) -> None:
    kitchen.promise()
    (out,) = kitchen.take()
    kitchen.report(out, Sent(message_ref="m-1"))
    assert out.picture is not None
    tap = ButtonPress(
        channel="console", conversation="kitchen", user_id="wangmin", user_name="王敏",
        token=out.picture.tokens["boil"], press_id="p-1", at=NOON,
    )  # fmt: skip

    reply = kitchen.database.do(lambda tx: presses.on_press(tap, tx, kitchen.deps, NOON))
    again = kitchen.database.do(lambda tx: presses.on_press(tap, tx, kitchen.deps, NOON))

    assert kitchen.kettle.pressed == [("王敏", "boil", 4)]
    assert (reply.text, again.text, again.duplicate) == ("It boils", "It boils", True)
    assert reply.picture is not None
    assert reply.picture.card.title == "Kettle 7 is hot"


def test_a_stranger_presses_in_vain_and_hears_how_to_be_linked(kitchen: Kitchen) -> None:
    kitchen.promise()
    (out,) = kitchen.take()
    assert out.picture is not None
    tap = ButtonPress(
        channel="console", conversation="kitchen", user_id="x", user_name="x",
        token=out.picture.tokens["boil"], press_id="p-1", at=NOON,
    )  # fmt: skip

    reply = kitchen.database.do(lambda tx: presses.on_press(tap, tx, kitchen.deps, NOON))

    assert kitchen.kettle.pressed == []
    assert (reply.text, reply.private) == (say("denied_unlinked_group"), True)
    tried = kitchen.database.look(lambda tx: tx.audit.recent(1))
    assert [(one.action, one.outcome, one.detail) for one in tried] == [
        ("boil", "refused", "unlinked")
    ]


def test_where_nothing_is_redrawn_only_another_stand_is_worth_a_sentence(kitchen: Kitchen) -> None:
    kitchen.promise("dingtalk")
    (out,) = kitchen.take()
    kitchen.report(out, Sent(message_ref="m-1"))
    kitchen.kettle.stands = "hot"
    kitchen.promise_again()

    (said,) = kitchen.take()

    assert (said.text, said.picture) == ("It is hot", None)
    kitchen.report(said, Sent(message_ref="m-2"))
    copy = kitchen.database.look(lambda tx: tx.cards.get("k-1"))
    assert copy is not None
    assert (copy.message_ref, copy.shown) == ("m-1", "hot")


def test_what_is_gone_is_not_shown(kitchen: Kitchen) -> None:
    kitchen.promise()
    kitchen.kettle.is_there = False

    assert kitchen.take() == []
    assert kitchen.told() == [("card", "failed", "card_gone")]


def test_a_card_that_cannot_be_shown_is_told_elsewhere_in_its_own_words(kitchen: Kitchen) -> None:
    kitchen.promise()
    (out,) = kitchen.take()

    kitchen.report(out, GaveUp(code="no_such_room", error="it is gone"))

    assert kitchen.kettle.lost == ["k-1"]
    assert kitchen.told() == [("card", "failed", "no_such_room")]
    (elsewhere,) = kitchen.take()
    assert (elsewhere.channel, elsewhere.conversation) == ("console", "ops")
    assert "no_such_room" in elsewhere.text
