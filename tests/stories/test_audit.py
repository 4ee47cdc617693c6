"""Stories of the audit: whoever changes it past the product is found out, and the row is named."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from tests.harness import Harness

_STRANGER = """INSERT INTO audit (at, actor, channel, action, outcome, detail)
    VALUES (1, '王敏', 'console', 'release', 'done', '')"""


def tamper(h: Harness, statement: str) -> None:
    """Do to the database what only somebody with its password can."""
    engine = create_engine(h.database.url, poolclass=NullPool)
    with engine.begin() as connection:
        assert connection.execute(text(statement)).rowcount


def works(h: Harness) -> None:
    """Let people do things that are written down, in transactions of their own."""
    h.ordered()
    for reason in ("地址不对", "客户要改颜色", "等客户回话"):
        h.says(f"锁单 1024 {reason}")
        h.says("放行 1024 客户已确认")
    h.read()


def verified(h: Harness) -> str:
    """Ask whether the audit is whole."""
    reply = h.says("审计 验证")
    assert reply is not None
    return reply.text


def test_an_audit_that_nobody_touched_is_whole_and_grows(h: Harness) -> None:
    works(h)
    first = verified(h)
    assert first.startswith("审计第 1–")
    assert "完好" in first
    h.says("锁单 1024 又不对")
    h.read()
    assert "完好" in verified(h) != first


@pytest.mark.parametrize(
    ("done", "told"),
    [
        ("UPDATE audit SET actor = '别人' WHERE number = 2", "第 2 行被改过"),
        ("UPDATE audit SET at = at + 60000000 WHERE number = 3", "第 3 行被改过"),
        ("DELETE FROM audit WHERE number = 2", "第 2 行不见了"),
        ("DELETE FROM audit WHERE number > 3", "从第 4 行起被删掉了"),
        ("UPDATE audit SET number = -number WHERE number IN (2, 3)", "第 2 行不见了"),
        (_STRANGER, "不是系统写的"),
        ("UPDATE audit_head SET number = number - 1", "不是系统写的"),
        ("DELETE FROM audit_head", "不是系统写的"),
    ],
)
def test_what_is_done_past_the_product_is_found_and_named(h: Harness, done: str, told: str) -> None:
    works(h)
    tamper(h, done)
    said = verified(h)
    assert "审计不可信" in said
    assert told in said
    # What is written down afterwards does not heal it.
    h.says("锁单 1024 又不对")
    h.read()
    assert "审计不可信" in verified(h)


def test_who_may_not_see_every_shop_may_not_verify(h: Harness) -> None:
    reply = h.says("审计 验证", by="李雷")
    assert reply is not None
    assert "完好" not in reply.text
