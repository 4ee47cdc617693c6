"""Tests of the status map and of the stages read by it: known words, and never a guess."""

import csv
from pathlib import Path

import pytest

from rules.orders.course import follow
from rules.statuses.status_map import Row, Vocabulary, read_vocabulary, shipped
from rules.statuses.words import UNMAPPED, Business, Finance, Stage
from tests.builders import NOON, a_status, a_trace, an_event, an_order, hours, minutes

PRESETS = Path(__file__).parents[2] / "rules" / "presets"


@pytest.mark.parametrize(
    ("system", "word", "stage"),
    [
        ("wms", "PACKED", Stage.PREPARING),
        ("wms", "LOADED", Stage.SHIPPED),
        ("wms", "DELIVERED", Stage.SHIPPED),  # Qimen: it left the warehouse
        ("wms", "已装车", Stage.SHIPPED),
        ("wms", "EXCEPTION", None),  # nobody knows where
        ("oms", "DELIVERED", Stage.SIGNED),  # the customer has it
        ("WMS", " loaded ", Stage.SHIPPED),
        ("erp", "已发货", Stage.SHIPPED),
        ("erp", "已过账", Stage.SHIPPED),
        ("platform", "WAIT_SELLER_SEND_GOODS", Stage.PREPARING),
        ("platform", "TRADE_CLOSED_BY_TAOBAO", Stage.CLOSED),
        ("carrier", "PICKED_UP", Stage.SHIPPED),
        ("carrier", "0", Stage.SHIPPED),
        ("carrier", "209", Stage.SHIPPED),  # damaged, and on the way
        ("carrier", "3", Stage.SIGNED),
        ("carrier", "tms_sign", Stage.SIGNED),
        ("carrier", "拒收", Stage.CLOSED),
        ("erp", "LOADED", None),  # another system's word
        ("wms", "SHIPPED?", None),
        ("finance", "POSTED", None),
        ("", "", None),
    ],
)
def test_a_system_word_means_a_stage_or_nothing(
    system: str, word: str, stage: Stage | None
) -> None:
    assert shipped().stage(system, word) is stage


def test_every_row_of_the_presets_is_found_by_system_edition_and_code() -> None:
    with (PRESETS / "status_map.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 229
    for row in rows:
        spoken = read_vocabulary(row["system"])
        for found in (
            shipped().row(row["system"], row["base"]),
            shipped().row(spoken.system, row["base"].lower(), spoken.edition),
        ):
            assert found is not None
            assert (found.business, found.finance) == (row["business"], row["finance"])
            assert found.sure is (row["note"] != "L")


def test_every_word_of_the_presets_is_one_of_ours() -> None:
    silent = {"(保持)", "(回到原状态)", "-", "(跟随新单)", "(跟随子单)"}

    assert {row.business for row in shipped().rows.values()} <= {*Business, *silent}
    assert {row.finance for row in shipped().rows.values()} <= {*Finance, *silent}


@pytest.mark.parametrize(
    ("system", "code", "edition", "business"),
    [
        ("wdt.trade_status", "21", "企业版", "preparing"),
        ("wdt.trade_status", "21", "旗舰版", "picking"),  # the same code, another meaning
        ("wdt.trade_status(旗舰版)", "21", None, "picking"),
        ("wdt.trade_status", "21", None, None),  # it may be either
        ("wdt.trade_status", "27", None, "preparing"),  # either way the same
        ("wdt.trade_status", "95", "旗舰版", "on_the_way"),  # of it only what differs is listed
        ("wdt.trade_status", "95", "专业版", None),
        ("wms", "LOADED", "企业版", None),
        ("carrier", "299", None, "exception"),  # Kuaidi100: a code since belongs to its hundred
        ("carrier", "1009", None, "on_the_way"),
        ("kdniao.State/StateEx", "299", None, None),  # only there
        ("kuaidi100.state/statusCode", "401", None, "cancelled"),
        ("kdniao.State/StateEx", "401", None, "exception"),
    ],
)
def test_one_code_means_what_its_system_and_edition_mean_by_it(
    system: str, code: str, edition: str | None, business: str | None
) -> None:
    found = shipped().row(system, code, edition)

    assert (found.business if found else None) == business


def test_a_system_speaks_the_vocabularies_that_are_configured() -> None:
    ours = shipped().speaking({"erp": (Vocabulary("wdt.trade_status", "企业版"),)})

    known = ours.row("ERP", "110")
    assert known is not None
    assert known.business == "completed"
    assert ours.row("erp", "Sent") is None
    assert shipped().row("erp", "110") is None
    assert ours.row("wms", "LOADED") == shipped().row("wms", "LOADED")


def test_another_version_leaves_the_one_before_as_it_was() -> None:
    packed = shipped().row("wms", "PACKED")
    assert packed is not None
    row = Row(**{**_fields(packed), "business": "on_the_way", "finance": "accrual_ready"})

    after = shipped().with_rows([row], 2)

    assert after.version == 2
    assert after.row("wms", "PACKED") == row
    assert shipped().row("wms", "PACKED") == packed
    assert after.stage("wms", "PACKED") is Stage.SHIPPED


def _fields(row: Row) -> dict[str, str]:
    return {name: getattr(row, name) for name in Row.__dataclass_fields__}


def test_unmapped_is_no_word_of_a_map() -> None:
    assert all(UNMAPPED not in (row.business, row.finance) for row in shipped().rows.values())


def test_the_course_of_an_order_is_read_from_its_events_in_any_order() -> None:
    events = [
        an_order(),
        a_status("wms", "PACKED", at=NOON + hours(1)),
        a_status("wms", "LOADED", at=NOON + hours(2)),
        a_trace("PICKED_UP", at=NOON + hours(3)),
        a_trace("SIGNED", at=NOON + hours(30)),
    ]

    for turned in (events, events[::-1]):
        course = follow(turned)
        assert course.left_at == NOON + hours(2)
        assert course.signed_at == course.over_at == NOON + hours(30)
        assert course.systems["wms"].stage is Stage.SHIPPED
        assert course.systems["carrier"].since == NOON + hours(30)
        assert course.parcels_left == {"SF1": NOON + hours(3)}


def test_an_order_is_over_with_the_first_of_its_ends() -> None:
    cancelled = an_event("order.cancelled", at=NOON + hours(1))
    signed = a_trace("SIGNED", at=NOON + hours(2))

    assert follow([an_order()]).over_at is None
    assert follow([signed, cancelled]).over_at == NOON + hours(1)


def test_an_unknown_word_moves_nothing() -> None:
    course = follow([a_status("wms", "???"), a_trace("???", at=NOON + minutes(1))])

    assert course.left_at is None
    assert course.systems == {}
