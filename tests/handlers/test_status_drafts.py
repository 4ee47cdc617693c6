"""What a draft of the status map flips, against looking at every order there is."""

import random

import pytest

from handlers.resonance.published import current_policy
from handlers.statuses import drafting
from handlers.statuses.published import published
from rules.drafts.draft import Flip, Flips
from rules.statuses.edits import edited, read_asked
from rules.statuses.layers import layers_of
from rules.statuses.map_text import rows_text
from rules.statuses.status_map import Row, StatusMap
from storage.tx import Tx
from tests.builders import NOON, a_status, a_trace, an_event, an_order, hours
from tests.harness import Harness

WORDS = {
    "wms": ("PICK", "PACKED", "LOADED", "ODD", "OTHER"),
    "erp": ("WaitConfirm", "Sent", "已过账"),
    "platform": ("WAIT_SELLER_SEND_GOODS", "WAIT_SELLER_AGREE", "CLOSED"),
}
TRACES = ("103", "2", "299", "298", "3", "odd")


def history(h: Harness, rng: random.Random, orders: int) -> None:
    """Have orders of every kind come in, some of them merged into others."""
    for number in range(orders):
        no = f"o-{number}"
        events = [an_order(no)]
        if rng.random() < 0.8:
            events.append(an_event("order.paid", no, amount="199.00"))
        for system, words in WORDS.items():
            if rng.random() < 0.6:
                at = NOON + hours(rng.randrange(3))
                events.append(a_status(system, rng.choice(words), no, at=at))
        if rng.random() < 0.5:
            events.append(a_trace(rng.choice(TRACES), no, at=NOON + hours(2)))
        if rng.random() < 0.2:
            into = f"o-{rng.randrange(orders)}"
            events.append(an_event("order.merged", no, at=NOON + hours(2), into=into))
        for event in events:
            h.takes(event)


def by_brute_force(tx: Tx, before: StatusMap, after: StatusMap, orders: int) -> dict[str, object]:
    """Return every order whose layers differ under the two maps, read one by one."""
    every = {f"o-{n}": tx.journal.of_order(f"o-{n}") for n in range(orders)}
    into = {
        no: str(event.data["into"])
        for no, events in every.items()
        for event in events
        if event.type == "order.merged" and event.data["into"] != no
    }

    def end(no: str) -> str | None:
        seen = [no]
        while seen[-1] in into:
            if into[seen[-1]] in seen:
                return None
            seen.append(into[seen[-1]])
        return seen[-1] if len(seen) > 1 else None

    def layers(no: str, statuses: StatusMap) -> tuple[str | None, str | None]:
        last = end(no)
        theirs = [layers_of(last, every[last], statuses)] if last else []
        found = layers_of(no, every[no], statuses, successors=theirs)
        return found.business, found.finance

    return {
        no: (was, would)
        for no in every
        if (was := layers(no, before)) != (would := layers(no, after))
    }


@pytest.mark.parametrize("seed", range(3))
def test_a_draft_names_exactly_the_orders_that_brute_force_finds(h: Harness, seed: int) -> None:
    rng, orders = random.Random(seed), 40  # noqa: S311 - the same orders each time
    history(h, rng, orders)
    for said in (
        "wms PACKED → 运输中", "wms ODD → 已签收", "carrier 2 → 运输中", "carrier 299 → 已签收",
        "erp 已过账 → 备货中", "wms OTHER → 拣货中", "platform CLOSED → 已退款",
        "oms 没人说过 → 已取消",
    ):  # fmt: skip
        found, expected = h.database.look(lambda tx, said=said: _looked(tx, h, said, orders))  # type: ignore[misc]
        assert [flip.order_no for flip in found] == sorted(expected), said
        assert all(flip.before != flip.after for flip in found)


def _looked(tx: Tx, h: Harness, said: str, orders: int) -> tuple[list[Flip], dict[str, object]]:
    asked, before = read_asked(said), published(tx, h.deps)
    assert asked is not None
    row = edited(asked, before)
    assert isinstance(row, Row)
    found = drafting.flips(tx, h.deps, rows_text([row]), h.now)
    return list(found.orders), by_brute_force(tx, before, before.with_rows([row], 2), orders)


def test_more_orders_than_can_be_compared_at_once_are_counted(h: Harness) -> None:
    history(h, random.Random(7), 40)  # noqa: S311 - the same orders each time

    def look(tx: Tx) -> tuple[Flips, Flips]:
        asked, before = read_asked("wms PACKED → 运输中"), published(tx, h.deps)
        assert asked is not None
        row = edited(asked, before)
        assert isinstance(row, Row)
        after = before.with_rows([row], 2)
        return (
            drafting.flipped(tx, before, after, "zh"),
            drafting.flipped(tx, before, after, "zh", most=2),
        )

    everything, some = h.database.look(look)
    assert everything.unread == 0
    assert some.unread > 0
    assert set(some.orders) <= set(everything.orders)
    assert len(some.orders) <= 2


def test_a_policy_that_reads_by_another_map_is_made_once_for_all_batches(h: Harness) -> None:
    for text, by in (("映射 wms PACKED → 运输中", "李雷"), ("草案 1", "王敏"), ("批准 1", "王敏")):
        h.says(text, by=by)
    h.read()

    first, second = (h.database.look(lambda tx: current_policy(tx, h.deps)) for _ in range(2))

    assert first is second
    assert first.statuses.version == 2
    assert first.version != h.policy.version
