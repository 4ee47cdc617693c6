"""The desk shows what waits to whoever may see it, and does what is done there as the chat does."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from bot.channels.console.desk.audit_page import AUDIT
from bot.channels.console.desk.lists import ListPage, Look, read_asked
from bot.channels.console.desk.locked_page import LOCKED
from bot.channels.console.desk.todo_page import TODO
from bot.channels.console.views.order_data import Reading
from rules.unshipped.penalties import presets
from tests.builders import SHANGHAI
from tests.harness import Harness

TEN = datetime.fromisoformat("2026-08-03T10:00:00+08:00")


def _show(h: Harness, page: ListPage, reader: str, /, **asked: str) -> dict[str, Any]:
    actor = next(p for p in h.deps.directory.people if p.name == reader).ids["console"]
    return h.database.look(
        lambda tx: page.show(
            Look(
                tx=tx, deps=h.deps, actor=h.deps.directory.actor("console", actor),
                asked=read_asked(page, asked), href=lambda path: path,
                reading=Reading(now=h.now, tz=SHANGHAI, directory=h.deps.directory),
            )
        )
    )  # fmt: skip


def _heads(shown: dict[str, Any]) -> list[str]:
    return [row["head"] for row in shown["rows"]]


def _day(h: Harness) -> None:
    """Let a red order, one locked by hand and one of today's sheet wait, and another shop's."""
    h.trace_sheet = time(10)
    h.penalties = presets()
    h.now = TEN - timedelta(hours=3)
    h.ordered("1024")
    h.turns_red("1024")
    h.ordered("1025")
    h.ordered(
        "1026", platform="pdd", promised_ship_at=datetime(2026, 8, 3, 20, tzinfo=UTC).isoformat()
    )
    h.ordered("1027", shop="other")
    h.says("锁单 1025 地址不对", by="李雷")
    h.says("锁单 1027 地址不对", by="外店小周")
    h.happens("order.marked", "1026", mark="已打单", by="小李")
    h.happens("system.status", "1026", system="erp", status="Sent")
    h.now = TEN
    h.pass_time(timedelta(0))
    h.read()


def test_everything_that_waits_is_one_list_of_what_its_reader_may_see_and_do(h: Harness) -> None:
    _day(h)
    shown = _show(h, TODO, "王敏")

    assert _heads(shown)[0] == "1024"  # red first
    assert sorted(_heads(shown)) == ["1024", "1025", "1026", "1027"]
    by_order = {row["no"]: row for row in shown["rows"]}
    assert by_order["1024"]["acts"] == {"claim": "认领", "release": "放行", "false_alarm": "误报"}
    assert by_order["1025"]["acts"] == {"release": "放行"}
    assert by_order["1026"]["acts"] == {"claim": "未发货 认领", "done": "未发货 完成"}
    assert "已锁定" in by_order["1024"]["about"]  # its hold is no item beside it
    assert _heads(_show(h, TODO, "外店小周")) == ["1027"]
    assert {len(row["acts"]) for row in _show(h, TODO, "小赵")["rows"]} == {0}
    # An operator releases their own lock, and no red.
    operator = {row["no"]: row["acts"] for row in _show(h, TODO, "李雷")["rows"]}
    assert (operator["1025"], "release" in operator["1024"]) == ({"release": "放行"}, False)
    assert _heads(_show(h, TODO, "王敏", what="line")) == ["1026"]
    assert _heads(_show(h, TODO, "王敏", search="other")) == ["1027"]
    assert _heads(_show(h, TODO, "王敏", by="yuan"))[0] == "1026"  # of it alone a rule is known
    assert _heads(_show(h, TODO, "王敏", level="purple")) == []


def test_what_is_done_on_it_is_said_as_in_chat_and_leaves_the_list(h: Harness) -> None:
    _day(h)
    acts = {row["no"]: row["acts"] for row in _show(h, TODO, "王敏")["rows"]}

    h.says(f"{acts['1026']['claim']} 1026", by="李雷")
    assert _heads(_show(h, TODO, "王敏", owner="李雷", what="line")) == ["1026"]
    h.says(f"{acts['1026']['done']} 1026", by="李雷")
    h.says(f"{acts['1024']['release']} 1024 1025 和客户核对过", by="王敏")

    assert _heads(_show(h, TODO, "王敏")) == ["1027"]
    assert _heads(_show(h, LOCKED, "王敏")) == ["1027"]
    h.read()


def test_what_is_locked_says_who_may_release_it_since_when_and_until_when(h: Harness) -> None:
    _day(h)
    shown = _show(h, LOCKED, "李雷")
    rows = {row["no"]: row for row in shown["rows"]}

    assert sorted(rows) == ["1024", "1025", "1027"]
    reason, who = rows["1024"]["cells"][1]["text"], rows["1024"]["cells"][3]["text"]
    assert (reason, who, rows["1024"]["acts"]) == ("共振红色", "王敏、陈静", {})
    assert rows["1025"]["cells"][3]["text"] == "李雷、王敏、陈静"
    assert rows["1025"]["acts"] == {"release": "放行"}
    assert rows["1025"]["cells"][2]["more"] == "没有期限"
    assert _heads(_show(h, LOCKED, "外店小周")) == ["1027"]
    assert _heads(_show(h, LOCKED, "王敏", reason="MANUAL", shop="glasses")) == ["1025"]
    assert set(_heads(_show(h, LOCKED, "王敏", search="102", by="end"))) == {"1024", "1025", "1027"}
    assert _heads(_show(h, LOCKED, "王敏", search="%")) == []


def test_the_audit_shows_who_did_what_with_reads_folded_away(h: Harness) -> None:
    _day(h)
    h.says("电话 1024", by="李雷", conversation="lilei", private=True)
    h.read()
    shown = _show(h, AUDIT, "王敏")

    assert shown["said"].startswith("审计第 1–")
    assert not shown["bad"]
    did = [(row["cells"][0]["text"], row["cells"][1]["text"]) for row in shown["rows"]]
    assert ("李雷", "锁单") in did
    assert all(action != "电话" for _, action in did)
    assert "电话" in [row["cells"][1]["text"] for row in _show(h, AUDIT, "王敏", reads="1")["rows"]]
    only = _show(h, AUDIT, "王敏", who="李雷", day="2026-08-03")
    assert {row["cells"][0]["text"] for row in only["rows"]} == {"李雷"}
    assert _show(h, AUDIT, "王敏", day="2026-08-02")["rows"] == []
    assert {r["cells"][3]["text"] for r in _show(h, AUDIT, "王敏", search="1025")["rows"]} == {
        "1025"
    }
    for reader in ("李雷", "外店小周"):  # as in chat: approvers, of all shops
        refused = _show(h, AUDIT, reader)
        assert refused["rows"] == []
        assert refused["said"]


def test_an_address_that_no_page_would_write_is_as_if_it_were_empty(h: Harness) -> None:
    _day(h)
    odd = {"page": "9" * 30, "by": "name", "what": "x" * 65, "search": "\0", "before": "١٢"}

    assert len(_show(h, TODO, "王敏", **odd)["rows"]) == 4
    assert len(_show(h, LOCKED, "王敏", **odd)["rows"]) == 3
    assert _show(h, AUDIT, "王敏", day="2026-02-30", **odd)["rows"]
