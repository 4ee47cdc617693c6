"""Stories of appeal packs: all of one order in a file that a stranger opens and verifies."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from bot.files import SUMS, written
from handlers.ports import Reply
from handlers.refunds.published import KIND
from rules.cards.archive import Archive
from rules.vocabulary import Role
from tests.harness import Harness

PHONE = "13812345678"
_KEPT = {
    "category": "服饰", "signed": True, "tag_intact": True, "washed": False,
    "days_since_sign": 2, "insured": False, "member_level": "ordinary",
}  # fmt: skip


def lives(h: Harness, order_no: str = "1024") -> None:
    """Let an order be locked, scanned, released, signed for, photographed and refunded."""
    h.ordered(
        order_no,
        customer={"id": "c-1", "name": "小张", "phone": PHONE},
        address={"province": "浙江", "city": "杭州", "detail": "文一路 1 号 3 幢"},
    )
    h.says(f"锁单 {order_no} 客户 {PHONE} 说地址不对")
    h.scan(f"P{order_no}")
    h.says(f"放行 {order_no} 客户已确认")
    h.scan(f"P{order_no}")
    h.happens("chat.message", order_no, by="customer", text=f"打我电话 {PHONE}")
    h.happens("refund.requested", order_no, amount="199.00", ip="203.0.113.7", facts=_KEPT)
    h.now += timedelta(minutes=1)
    h.read()


def asks(h: Harness, order_no: str = "1024", *, by: str = "王敏") -> Reply:
    """Ask for a pack in a private chat."""
    reply = h.says(f"申诉包 {order_no}", by=by, private=True)
    assert reply is not None
    return reply


def opened(h: Harness, reply: Reply, into: Path) -> Path:
    """Unpack what an answer leads to, as anybody who was handed the file."""
    into.mkdir()
    with ZipFile(BytesIO(written(h.opens(reply)).content)) as packed:
        packed.extractall(into)
    return into


def verified(folder: Path) -> tuple[int, str]:
    """Run what the README says, with a Python that knows nothing of the product."""
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-I", str(folder / "verify.py")],
        capture_output=True, encoding="utf-8", env={"PYTHONUTF8": "1"}, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    """Read a file of a JSON document in each line."""
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def tamper(h: Harness, statement: str) -> None:
    """Do to the database what only somebody with its password can."""
    engine = create_engine(h.database.url, poolclass=NullPool)
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount


def test_a_stranger_opens_the_pack_and_finds_all_of_the_order_as_it_was(
    h: Harness, tmp_path: Path
) -> None:
    lives(h)
    for other in range(30):  # what others do lies between the order's rows and the chain's end
        h.says(f"锁单 {other} 不关它的事")
    h.says("查单 1024")

    reply = asks(h)
    folder = opened(h, reply, tmp_path / "pack")

    code, said = verified(folder)
    assert (code, said.split(".")[0]) == (0, "OK"), said
    sums = ["sha256sum", "--quiet", "-c", SUMS]
    assert subprocess.run(sums, cwd=folder, check=False).returncode == 0  # noqa: S603
    pack = json.loads((folder / "pack.json").read_text("utf-8"))
    head = pack["audit"]["head"]
    assert f"第 {head['number']} 行" in reply.text
    assert head["seal"][:16] in reply.text
    assert head["seal"] in said
    trail = lines(folder, "trail.jsonl")
    assert [line["at"] for line in trail] == sorted(line["at"] for line in trail)
    assert {line["type"] for line in trail if "type" in line} == {
        "order.created", "order.paid", "parcel.created", "chat.message", "refund.requested",
    }  # fmt: skip
    assert all(line["received_at"] and line["source"] for line in trail)
    hold, refunded = json.loads((folder / "holds.json").read_text("utf-8"))
    assert (refunded["by"], refunded["released_at"]) == ("system", None)
    assert (hold["by"], hold["released_by"]) == ("王敏", "王敏")
    verdicts = [one["verdict"] for one in json.loads((folder / "scans.json").read_text("utf-8"))]
    assert verdicts == ["LOCKED", "OK"]
    (refund,) = json.loads((folder / "refunds.json").read_text("utf-8"))
    (decision,) = refund["decisions"]
    (rules,) = pack["refund_rules"]
    assert (decision["version"], rules["version"]) == (1, 1)
    assert json.loads((folder / rules["rules"]).read_text("utf-8"))["nodes"]
    anchor = decision["clause_url"].rpartition("#")[2]
    assert f'id="{anchor}"' in (folder / rules["clauses"]).read_text("utf-8")
    rows = [row["values"] for row in lines(folder, "audit/rows.jsonl")]
    assert {row[5] for row in rows} == {"1024"}
    assert {"lock", "release", "order"} <= {row[4] for row in rows}


def test_no_phone_no_street_no_device_and_nobody_else_is_in_it(h: Harness) -> None:
    lives(h, "1023")
    lives(h)
    file = h.opens(asks(h))
    assert isinstance(file, Archive)
    everything = b"\n".join(file.files.values()).decode()
    for gone in (PHONE, "文一路", "203.0.113.7", "1023"):
        assert gone not in everything
    assert "1******5678" in everything
    assert "杭州" in everything


def test_the_same_order_at_the_same_moment_is_the_same_bytes(h: Harness) -> None:
    lives(h)
    reply = asks(h)
    first = written(h.opens(reply))
    h.now += timedelta(hours=5)
    h.says("锁单 1024 又不对")
    h.happens("chat.message", by="customer", text="怎么还没退")
    h.says("放行 1024 好了")
    h.happens("refund.requested", amount="199.00", facts=_KEPT | {"tag_intact": False})
    h.read()
    assert written(h.opens(reply)) == first
    assert written(h.opens(asks(h))).content != first.content


def _changes(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        content = (folder / path).read_bytes()
        assert old in content
        (folder / path).write_bytes(content.replace(old, new, 1))

    return change


def _resums(folder: Path) -> None:
    """Have the list of digests agree with whatever was changed, as a forger would."""
    archive = Archive(
        name="forged", title="",
        files={
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in folder.rglob("*")
            if path.is_file() and path.name != SUMS
        },
    )  # fmt: skip
    with ZipFile(BytesIO(written(archive).content)) as packed:
        packed.extract(SUMS, folder)


def test_a_changed_byte_is_found_and_its_file_is_named(h: Harness, tmp_path: Path) -> None:
    lives(h)
    folder = opened(h, asks(h), tmp_path / "pack")
    changes: tuple[tuple[Callable[[Path], object], str], ...] = (
        (_changes("trail.md", b"1", b"2"), "trail.md: changed"),
        (_changes("scans.json", b"LOCKED", b"OK"), "scans.json: changed"),
        (_changes("verify.py", b"main", b"main "), "verify.py: changed"),
        (lambda copy: (copy / "refunds.json").unlink(), "refunds.json: missing"),
        (lambda copy: (copy / "more.txt").write_text("x"), "more.txt: added"),
        (lambda copy: (copy / "audit" / "rows.jsonl").unlink(), "unreadable"),
    )
    for number, (change, told) in enumerate(changes):
        copy = tmp_path / str(number)
        shutil.copytree(folder, copy)
        change(copy)
        code, said = verified(copy)
        assert (code, told in said, "OK" in said) == (1, True, False), said


def test_a_changed_audit_row_is_found_whatever_the_list_of_digests_says(
    h: Harness, tmp_path: Path
) -> None:
    lives(h)
    folder = opened(h, asks(h), tmp_path / "pack")
    row = lines(folder, "audit/rows.jsonl")[0]
    for number, (path, old, new, told) in enumerate((
        ("audit/rows.jsonl", b'"release"', b'"lock"', "changed"),
        ("audit/rows.jsonl", b'"number": %d' % row["number"], b'"number": 999', "changed"),
        ("audit/chain.jsonl", b'"digest": "', b'"digest": "0', "not of this chain"),
        ("pack.json", b'"seal": "', b'"seal": "0', "not the head"),
        ("pack.json", b'"told": "', b'"told": "0', "not the head"),
    )):  # fmt: skip
        copy = tmp_path / str(number)
        shutil.copytree(folder, copy)
        _changes(path, old, new)(copy)
        _resums(copy)
        code, said = verified(copy)
        assert (code, "audit row" in said, told in said) == (1, True, True), said


def test_a_row_changed_in_the_database_makes_a_pack_that_does_not_verify(
    h: Harness, tmp_path: Path
) -> None:
    lives(h)
    reply = asks(h)
    for name, done, undone in (
        (
            "said",
            "UPDATE audit SET outcome = outcome || 'x' WHERE number = 2",
            "UPDATE audit SET outcome = substr(outcome, 1, length(outcome) - 1) WHERE number = 2",
        ),
        (
            "sealed",
            "UPDATE audit SET seal = 'x' || seal WHERE number = 1",
            "UPDATE audit SET seal = substr(seal, 2) WHERE number = 1",
        ),
        ("gone", "DELETE FROM audit WHERE number = 2", None),
    ):
        tamper(h, done)
        code, said = verified(opened(h, reply, tmp_path / name))
        assert (code, "WRONG audit" in said) == (1, True), said
        if undone is not None:
            tamper(h, undone)
            assert verified(opened(h, reply, tmp_path / f"{name}-undone"))[0] == 0


def test_what_decided_is_there_in_the_version_of_its_day(h: Harness, tmp_path: Path) -> None:
    lives(h)
    draft = h.says("退款规则 9 优先级 45")
    assert draft is not None
    number = draft.text.split("草案", 1)[1].split()[0].strip("：: ，。")
    h.says(f"草案 {number}", by="陈静")
    published = h.says(f"批准 {number}", by="陈静")
    h.read()
    assert published is not None
    assert h.database.look(lambda tx: tx.versions.in_force(KIND)) is not None, published.text
    folder = opened(h, asks(h), tmp_path / "pack")
    pack = json.loads((folder / "pack.json").read_text("utf-8"))
    assert [one["version"] for one in pack["refund_rules"]] == [1, 2]
    assert pack["refund_rules"][1]["approved_by"] == "陈静"


def test_in_a_group_it_says_where_to_ask_and_gives_nothing(h: Harness) -> None:
    lives(h)
    reply = h.says("申诉包 1024")
    assert reply is not None
    assert "私聊我“申诉包 1024”" in reply.text
    assert "http" not in reply.text


@pytest.mark.parametrize("by", ["小赵", "李雷", "外店小周"])
def test_whoever_may_not_gets_none_and_that_is_written_down(h: Harness, by: str) -> None:
    lives(h)
    reply = asks(h, by=by)
    assert "http" not in reply.text
    (last,) = h.database.look(lambda tx: tx.audit.recent(1))
    assert (last.action, last.outcome == "pack_given") in {("appeal", False), ("message", False)}


def test_who_may_is_an_approver_of_its_shop_and_it_is_written_down(h: Harness) -> None:
    lives(h)
    reply = asks(h)
    (last,) = h.database.look(lambda tx: tx.audit.recent(1))
    assert (last.actor, last.role, last.action, last.order_no, last.outcome) == (
        "王敏", Role.APPROVER, "appeal", "1024", "pack_given",
    )  # fmt: skip
    link = h.deps.read_link(reply.text.rpartition("/")[2])
    assert link is not None
    assert replace(link, about="") == replace(link, about="", until=h.now + timedelta(days=2))


def test_a_pack_is_asked_for_by_the_id_of_an_application_as_well(h: Harness) -> None:
    lives(h)
    (one,) = h.database.look(lambda tx: tx.refunds.of_order("1024"))
    for name in (one.id, one.named):
        assert "1024 的申诉包" in asks(h, name).text, name
    assert "外店" not in asks(h, one.id, by="外店小周").text
    assert "http" not in asks(h, one.id, by="外店小周").text

    h.ordered("1025")
    h.happens("refund.requested", "1025", source="other", facts=_KEPT, id=one.named)
    h.read()
    several = asks(h, one.named).text
    assert "1024" in several
    assert "1025" in several
    assert "http" not in several
    h.ordered(one.named)  # whatever is called like an order is the order
    assert f"{one.named} 的申诉包" in asks(h, one.named).text
    h.read()
