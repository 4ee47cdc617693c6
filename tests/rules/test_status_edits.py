"""Tests of edits of the status map as people write them, and of the text a version is kept as."""

import pytest

from rules.statuses.edits import Asked, Unreadable, edited, read_asked
from rules.statuses.map_text import read_map, read_rows, rows_text
from rules.statuses.status_map import Row, shipped


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("WMS PACKED", Asked(system="WMS", code="PACKED")),
        ("wms 已 装车", Asked(system="wms", code="已 装车")),
        ("WMS PACKED → packed", Asked(system="WMS", code="PACKED", meaning=("packed",))),
        ("WMS PACKED->packed/deferred",
         Asked(system="WMS", code="PACKED", meaning=("packed", "deferred"))),
        ("WMS PACKED → 已打包 → 合同负债",
         Asked(system="WMS", code="PACKED", meaning=("已打包", "合同负债"))),
        ("WMS", None), ("", None), ("→ packed", None),
    ],
)  # fmt: skip
def test_a_word_is_asked_about_or_given_a_meaning(said: str, asked: Asked | None) -> None:
    assert read_asked(said) == asked


@pytest.mark.parametrize(
    ("said", "business", "finance"),
    [
        ("WMS PACKED → 运输中", "on_the_way", "accrual_ready"),
        ("WMS PACKED → on_the_way deferred", "on_the_way", "deferred"),
        ("WMS PACKED → 可预提收入", "packed", "accrual_ready"),
        ("WMS TELEPORTED → 已签收", "delivered", "revenue_due"),
        ("WMS TELEPORTED → 保持", "(保持)", "(保持)"),
        ("wdt.trade_status(旗舰版) 95 → 异常", "exception", "deferred"),
    ],
)
def test_what_is_not_written_is_what_the_books_usually_say(
    said: str, business: str, finance: str
) -> None:
    asked = read_asked(said)
    assert asked is not None

    row = edited(asked, shipped())

    assert isinstance(row, Row)
    assert (row.business, row.finance) == (business, finance)
    found = shipped().with_rows([row], 2).row(asked.system, asked.code)
    assert found == row


@pytest.mark.parametrize(
    ("said", "word"),
    [("WMS PACKED → shipped", "shipped"), ("WMS PACKED → packed picking", "picking"),
     ("WMS TELEPORTED → 合同负债", "合同负债")],
)  # fmt: skip
def test_what_is_no_word_of_a_layer_is_named(said: str, word: str) -> None:
    asked = read_asked(said)
    assert asked is not None

    assert edited(asked, shipped()) == Unreadable(word=word)


def test_a_changed_code_of_a_hundred_changes_this_code_alone() -> None:
    asked = read_asked("carrier 299 → 运输中")
    assert asked is not None
    row = edited(asked, shipped())
    assert isinstance(row, Row)

    after = shipped().with_rows([row], 2)

    for code, business in (("299", "on_the_way"), ("298", "exception"), ("2", "exception")):
        found = after.row("carrier", code)
        assert found is not None
        assert found.business == business


def test_a_version_is_read_as_it_was_written() -> None:
    text = rows_text(shipped().rows.values())

    again = read_map(text, 7, shipped())

    assert again.version == 7
    assert dict(again.rows) == dict(shipped().rows)
    assert again.row("wdt.trade_status", "95", "旗舰版") is not None
    assert read_rows(text) == list(shipped().rows.values())
