"""Why (not) me: 1,000 pairs of order and person against an oracle that reads the tables itself."""

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handlers.commands.why_not_me import told
from rules.delivery.routes import Route, Target
from rules.people.permissions import Person
from rules.vocabulary import Role
from storage.database import opened
from storage.tx import Tx
from tests.builders import NOON
from tests.harness import Harness

ORDERS, PEOPLE = 40, 25
SHOPS, WAREHOUSES = ("a", "b", "c"), ("hz", "gz")
GROUPS = ("g1", "g2", "g3")
STATES = ("queued", "leased", "sent", "failed")
RANK = {"sent": 0, "leased": 1, "queued": 2, "failed": 3}
BODY = json.dumps(
    {"parts": [], "hard": [], "season": None, "policy": "p", "evidence": [], "missing": []}
)


def people(rng: random.Random) -> tuple[Person, ...]:
    return tuple(
        Person(
            name=f"n{number}",
            role=Role.OPERATOR,
            ids={"console": f"p{number}"} if rng.random() < 0.8 else {},
            shops=("*",) if rng.random() < 0.4 else tuple(rng.sample(SHOPS, 2)),
        )
        for number in range(PEOPLE)
    )


def routes(rng: random.Random) -> tuple[Route, ...]:
    found = []
    for _ in range(6):
        match = {
            "level": rng.choice(("red", "orange")),
            "shop": rng.choice(SHOPS),
            "warehouse": rng.choice(WAREHOUSES),
        }
        names = rng.sample((*GROUPS, *(f"p{n}" for n in range(PEOPLE))), 4)
        found.append(
            Route(
                match={k: v for k, v in match.items() if rng.random() < 0.4},
                to=tuple(Target(channel="console", conversation=name) for name in names),
                owner=f"n{rng.randrange(PEOPLE)}" if rng.random() < 0.7 else None,
                go_on=rng.random() < 0.6,
            )
        )
    return tuple(found)


def fill(path: Path, rng: random.Random) -> None:
    """Write random orders, alerts and ledger rows, past every handler."""
    at = int(NOON.timestamp() * 1_000_000)
    with sqlite3.connect(path) as db:
        for number in range(ORDERS):
            no, shop = f"o{number}", rng.choice(SHOPS)
            db.execute(
                "INSERT INTO orders (order_no, key_reversed, shop, warehouse, received_at,"
                " score, level, cancelled, over) VALUES (?, ?, ?, ?, ?, '4.0', 'red', 0, 0)",
                (no, no.upper()[::-1], shop, rng.choice(WAREHOUSES), at),
            )
            for level in rng.choices(("orange", "red"), k=rng.choice((0, 1, 1, 2))):
                db.execute(
                    "INSERT INTO alerts (id, order_no, shop, level, state, opened_at, updated_at,"
                    " score, body, revision)"
                    " VALUES (?, ?, ?, ?, 'open', ?, ?, '4', ?, 1)",
                    (f"{no}:{rng.random()}", no, shop, level, at, at, BODY),
                )
            for _ in range(rng.randrange(8)):
                place = rng.choice((*GROUPS, "ops", *(f"p{n}" for n in range(PEOPLE))))
                kind = rng.choice(("card", "card", "notice", "redraw"))
                db.execute(
                    "INSERT INTO outbox (key, kind, channel, conversation, order_no, priority,"
                    " state, attempts, next_at, created_at, last_code, body)"
                    " VALUES (?, ?, 'console', ?, ?, 1, ?, 1, ?, ?, ?, '{}')",
                    (
                        str(rng.random()), kind, place, no, rng.choice(STATES), at, at,
                        rng.choice((None, "ok", "http_500")),
                    ),
                )  # fmt: skip


def oracle(
    db: sqlite3.Connection, ways: tuple[Route, ...], no: str, person: Person
) -> tuple[str, str | None]:
    """Work the answer out from the tables, in the simplest words."""
    shop, warehouse = db.execute(
        "SELECT shop, warehouse FROM orders WHERE order_no = ?", (no,)
    ).fetchone()
    if "*" not in person.shops and shop not in person.shops:
        return "other_shop", None
    levels = {row[0] for row in db.execute("SELECT level FROM alerts WHERE order_no = ?", (no,))}
    if not levels:
        return "calm", None
    order = {
        "level": "red" if "red" in levels else "orange",
        "shop": shop,
        "warehouse": warehouse,
    }
    places: set[str] = set()
    owner = None
    for way in ways:
        if all(order[name] == value for name, value in way.match.items()):
            places |= {target.conversation for target in way.to}
            owner = owner or way.owner
            if not way.go_on:
                break
    places = places or {"ops"}
    rows: list[Any] = db.execute(
        "SELECT conversation, state, last_code FROM outbox"
        " WHERE order_no = ? AND kind <> 'redraw' ORDER BY id",
        (no,),
    ).fetchall()
    own = person.ids.get("console")
    mine = [row for row in rows if own and row[0] == own]
    mine = mine or [row for row in rows if row[0] in places]
    if not mine:
        wanted = own in places or owner == person.name
        return ("nothing_sent" if wanted else "not_targeted"), None
    best = min(mine, key=lambda row: RANK[row[1]])
    return best[1], best[2]


@pytest.fixture
def pairs(sqlite_url: str) -> Iterator[tuple[list[tuple[str, str | None]], list[Any]]]:
    rng = random.Random(20260803)  # noqa: S311 - a story, no secret
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    crowd, ways = people(rng), routes(rng)
    fill(path, rng)
    names = [(f"o{number}", person) for number in range(ORDERS) for person in crowd]
    with opened(sqlite_url) as database, sqlite3.connect(path) as db:
        harness = Harness(database=database, routes=ways)
        deps = harness.deps

        def answers(tx: Tx) -> list[tuple[str, str | None]]:
            found = []
            for no, person in names:
                order = tx.orders.get(no)
                assert order is not None
                answer = told(tx, deps, order, person, harness.now)
                found.append((answer.verdict, answer.code))
            return found

        yield database.look(answers), [oracle(db, ways, no, person) for no, person in names]


def test_a_thousand_answers_equal_what_the_tables_say(
    pairs: tuple[list[tuple[str, str | None]], list[Any]],
) -> None:
    answers, expected = pairs

    assert len(answers) == 1_000
    assert answers == expected
    words = {verdict for verdict, _ in expected}
    assert words == {"other_shop", "calm", "not_targeted", "nothing_sent", *STATES}


def test_the_answer_names_the_person_and_goes_step_by_step(h: Harness) -> None:
    h.routes = (
        Route(match={"level": "red"}, to=(Target(channel="console", conversation="lilei"),),
              owner="王敏", go_on=True),
        Route(to=(Target(channel="console", conversation="ops"),)),
    )  # fmt: skip
    h.ordered("1024")
    calm = h.says("为什么没收到 1024", by="李雷")
    assert calm is not None
    assert "从没到橙色" in calm.text
    h.turns_red("1024")

    before = h.says("为什么没叫我 1024", by="李雷")
    h.expect_card("1024")
    h.expect_card("1024")
    after = h.says("为什么没收到 1024 李雷", by="王敏")
    boss = h.says("为什么没收到 1024", by="王敏")
    stranger = h.says("为什么没收到 1024 张三丰", by="王敏")

    assert before is not None
    assert "李雷 · 订单 1024：还在排队" in before.text
    assert after is not None
    for part in ("李雷 · 订单 1024：已送达", "评估过：4.0", "命中路由 1、2", "私聊对象"):
        assert part in after.text
    assert boss is not None
    assert "负责人" in boss.text
    assert stranger is not None
    assert "张三丰" in stranger.text
    outsider = h.says("为什么没收到 1024 外店小周", by="王敏")
    assert outsider is not None
    assert "不在其店铺范围内" in outsider.text
