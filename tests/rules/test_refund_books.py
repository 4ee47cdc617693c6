"""Books as texts: what is no rule book is refused by row and column, and what differs is told."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rules.refunds.book.book import RuleBook, Unreadable, book_text, kept_book, read_book
from rules.refunds.book.cells import read_cell
from rules.refunds.book.checks import Wrong, masked, newly_masked
from rules.refunds.book.edits import Odd, edited, read_wanted
from rules.refunds.book.presets import presets, shipped_book
from rules.refunds.cases import failed, untested, with_new_expectations
from rules.refunds.changes import differences
from rules.refunds.engine import objection
from rules.refunds.row_texts import failed_text, finding_text, odd_text, row_text, unreadable_text
from rules.refunds.words import Goods

pytestmark = pytest.mark.timeless

Content = dict[str, Any]


def _with(change: Callable[[Content], object]) -> RuleBook | Unreadable:
    """Read the rules about cosmetics near their expiry after something was done to their text."""
    document = json.loads(presets()["12"].text)
    change(document["nodes"][1]["content"])
    return read_book(json.dumps(document), 2)


def _row(content: Content) -> dict[str, str]:
    row: dict[str, str] = content["rules"][0]
    return row


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda c: c.clear(), "not_jdm"),
        (lambda c: c.update(hitPolicy="collect"), "not_jdm"),
        (lambda c: c.update(rules=[]), "no_rows"),
        (lambda c: c.update(rules=["row"]), "not_jdm"),
        (lambda c: c["inputs"][0].update(field="colour"), "unknown_fact"),
        (lambda c: c["rules"].append(_row(c)), "twice"),
        (lambda c: _row(c).update(in_category="'化妆晶'"), "bad_cell"),
        (lambda c: _row(c).update(in_category="cosmetics"), "bad_cell"),
        (lambda c: _row(c).update(in_shelf_days_left="<= <="), "bad_cell"),
        (lambda c: _row(c).update(in_shelf_days_left="[9..1]"), "bad_cell"),
        (lambda c: _row(c).update(in_shelf_days_left="'30'"), "bad_cell"),
        (lambda c: _row(c).update(out_action="'give'"), "bad_output"),
        (lambda c: _row(c).update(out_action="refund"), "bad_output"),
        (lambda c: _row(c).update(out_rate="1.5"), "bad_output"),
        (lambda c: _row(c).update(out_rate="all"), "bad_output"),
        (lambda c: _row(c).update(out_row="'12-9'"), "bad_output"),
        (lambda c: _row(c).update(out_clause="''"), "bad_output"),
        (lambda c: _row(c).update(out_clause="'B1'"), "bad_output"),
    ],
)
def test_what_is_no_rule_book_is_told_by_row_and_column(
    change: Callable[[Content], object], why: str
) -> None:
    found = _with(change)

    assert isinstance(found, Unreadable)
    assert found.why == why
    for lang in ("zh", "en"):
        assert unreadable_text(found, lang)


def test_rows_that_stand_against_their_priorities_are_no_rule_book() -> None:
    document = json.loads(shipped_book().text)
    document["nodes"][1]["content"]["rules"].reverse()
    found = read_book(json.dumps(document), 2)

    assert isinstance(found, Unreadable)
    assert (found.why, found.row) == ("order", "8-1")
    document["nodes"][1]["content"]["rules"].reverse()
    document["cases"].append({"id": 1})
    assert read_book(json.dumps(document), 2) == Unreadable(why="bad_case", given="{'id': 1}")


def test_what_is_not_even_json_is_no_rule_book() -> None:
    assert read_book("{", 2) == Unreadable(why="not_jdm")
    with pytest.raises(TypeError):
        kept_book("{", 2)


def test_the_engine_objects_to_a_broken_graph_and_to_a_cell_that_it_cannot_compile() -> None:
    document = json.loads(presets()["12"].text)
    content = document["nodes"][1]["content"]
    content["rules"][0]["in_shelf_days_left"] = "<= <="
    assert objection(json.dumps(document))
    del document["nodes"][2]
    assert objection(json.dumps(document))
    assert objection("{}")


@pytest.mark.parametrize(
    ("edit", "row", "name", "value"),
    [
        ("10-1 voucher 12.5%", "10-1", "voucher", "0.125"),
        ("21-3 rate 0.8", "21-3", "rate", "0.8"),
        ("10-1 action a person decides", "10-1", "action", "review"),
        ("10-1 动作 voucher", "10-1", "action", "voucher"),
        ("9 priority 33", "9-2", "priority", "33"),
        ("9 before 10", "9-2", "priority", "40"),
        ("9 after 31", "9-2", "priority", "57"),
    ],
)
def test_an_edit_changes_what_it_names(edit: str, row: str, name: str, value: str) -> None:
    book = edited(shipped_book(), [edit])

    assert isinstance(book, RuleBook)
    assert str(getattr(book.by_id[row], name)) == value


@pytest.mark.parametrize(
    ("edit", "row", "fact", "text"),
    [
        ("32-3 金额>5000", "32-3", "amount", "> 5000"),
        ("32-3 amount ≥ 5000", "32-3", "amount", ">= 5000"),
        ("1-1 天数 [1..5]", "1-1", "days_since_sign", "[1..5]"),
        ("1-4 天数 不明", "1-4", "days_since_sign", "null"),
        ("9 封膜已破 否、不明", "9-2", "seal_broken", "'no','unknown'"),
        ("9-2 category 服饰, shoes", "9-2", "category", "'服饰','鞋'"),
    ],
)
def test_a_condition_is_written_as_people_say_it(edit: str, row: str, fact: str, text: str) -> None:
    book = edited(shipped_book(), [edit])

    assert isinstance(book, RuleBook)
    assert book.by_id[row].when[fact].text == text


def test_a_condition_on_anything_is_none() -> None:
    book = edited(shipped_book(), ["9-2 天数 任意"])

    assert isinstance(book, RuleBook)
    assert "days_since_sign" not in book.by_id["9-2"].when


@pytest.mark.parametrize(
    "edit",
    [
        "9 rate much", "9 rate 150%", "9 voucher -1", "9 action dance", "9 priority -1",
        "9 priority 10000", "9 before 99", "9 before 9", "9 天数 <= 七", "9 category 火箭",
    ],
)  # fmt: skip
def test_a_value_that_is_none_is_told(edit: str) -> None:
    odd = edited(shipped_book(), [edit])

    assert isinstance(odd, Odd)
    assert odd.why == "bad_value"
    assert edit in odd_text(odd)


def test_several_edits_are_one_wish_and_may_take_the_cases_along() -> None:
    wanted = read_wanted("9 券 1%；10-1 券 2%;12 券 3%\n14 券 4% 改例")

    assert wanted.edits == ["9 券 1%", "10-1 券 2%", "12 券 3%", "14 券 4%"]
    assert wanted.new_cases
    assert not read_wanted("9 券 1%").new_cases


def test_a_case_that_cannot_be_read_fails_and_a_rule_without_one_is_named() -> None:
    book = presets()["12"]
    odd = {"id": "12.9", "rule": "12", "given": {"colour": 1}, "expected": {"action": "refund"}}
    (failure,) = failed(kept_book(book_text(book.rows, [*book.cases[:2], odd]), 1))

    assert failure.case == "12.9"
    assert "colour" in failed_text(failure)
    assert untested(kept_book(book_text(book.rows), 1)) == ["12"]


def test_cases_that_take_a_change_along_hold_again() -> None:
    book = edited(shipped_book(), ["12 券 10%"])
    assert isinstance(book, RuleBook)

    assert [failure.case for failure in failed(book)] == ["12.1", "12.2"]
    assert failed(with_new_expectations(book)) == []


def test_what_differs_between_two_books_is_told_row_by_row() -> None:
    before = shipped_book()
    assert differences(before, before) == []
    rows = [row for row in before.rows if row.id != "31-1"]
    added = replace(before.by_id["31-1"], id="33-1", rule="33", priority=60)
    changed = [
        replace(r, note="另一句", goods=Goods.KEEP) if r.id == "1-1" else r for r in (*rows, added)
    ]
    told = differences(before, kept_book(book_text(changed, before.cases[1:]), 2))

    assert [(one.what, one.after) for one in told if one.after == "没有"] == [
        ("行 31-1", "没有"), ("例 1.1", "没有"),
    ]  # fmt: skip
    assert ("行 33-1", "没有", row_text(added)) in [(d.what, d.before, d.after) for d in told]
    assert ("行 1-1 商品去向", "不用寄回") in [(one.what, one.after) for one in told]
    assert ("行 1-1 说明", "另一句") in [(one.what, one.after) for one in told]


def test_what_a_change_newly_masks_is_among_all_that_is_masked() -> None:
    before = shipped_book()
    after = edited(before, ["14 先于 7"])
    assert isinstance(after, RuleBook)
    found = newly_masked(before, after)

    assert {(one.row, one.by) for one in found} == {(one.row, one.by) for one in masked(after)} - {
        (one.row, one.by) for one in masked(before)
    }
    assert found
    for one in found:
        assert one.wrong is Wrong.MASKED
        assert one.row in finding_text(one, after)


def test_a_cell_of_a_form_that_is_not_known_is_none() -> None:
    assert read_cell("!= 3", known=None) is None
    assert read_cell("days > 3", known=None) is None
