"""GET /v1/unshipped and /v1/rates/missed: what has not left, and what was missed."""

from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from bot.workbooks import MEDIA_TYPE
from handlers.unshipped.sheet import sheet_of
from rules.health.troubles import Trouble, Wrong
from rules.unshipped.penalties import Penalty, presets
from storage.tx import Tx
from tests.bot.conftest import Api
from tests.builders import NOON, hours, minutes, some_deps


def _told(api: Api, kind: str, order_no: str, at: datetime = NOON, **data: Any) -> dict[str, Any]:  # noqa: ANN401
    return api.event(kind, subject=order_no, time=at.isoformat(), data=data)


def _paid(api: Api, order_no: str, due: datetime) -> list[dict[str, Any]]:
    return [
        api.order(order_no, promised_ship_at=due.isoformat(), warehouse="hz-1"),
        _told(api, "order.paid", order_no, amount="199.00"),
    ]


def _post(api: Api, *events: dict[str, Any]) -> None:
    answer = api.post("/v1/events", list(events)).json()
    assert (answer["accepted"], answer["rejected"]) == (len(events), [])


def test_the_sheet_lists_only_orders_of_which_a_side_stands_against_the_others(
    stored_api: Api,
) -> None:
    api, due = stored_api, NOON + hours(20)
    for no in ("1", "2", "3"):
        _post(
            api,
            *_paid(api, no, due),
            _told(api, "order.marked", no, mark="已打单", by="小李"),
            _told(api, "system.status", no, system="erp", status="Delivering"),
        )
    _post(api, _told(api, "system.status", "2", system="wms", status="PICK"))
    _post(api, _told(api, "system.status", "3", system="wms", status="LOADED"))

    sheet = api.http.get("/v1/unshipped?date=2026-08-03").json()

    assert sheet == {
        "date": "2026-08-03",
        "orders": 2,
        "differences": 1,
        "rows": [
            {
                "order_no": "1",
                "customer_service": "已打单",
                "system": "Delivering",
                "warehouse": "",
                "differs": ["warehouse"],
                "cause": "erp_to_wms",
                "due": "2026-08-04T00:00:00Z",
                "at_risk": None,
            }
        ],
    }
    assert api.http.get("/v1/unshipped").json() == sheet
    assert api.http.get("/v1/unshipped?date=2026-08-02").json()["orders"] == 0


def test_27_of_1000_paid_orders_without_a_trace_in_time_are_a_rate_of_2_70_percent(
    api: Api,
) -> None:
    due = NOON + minutes(30)
    events: list[dict[str, Any]] = []
    for number in range(1000):
        events += _paid(api, f"o-{number}", due)
        if number >= 27:
            tracking = f"SF{number}"
            events.append(
                _told(api, "carrier.trace", f"o-{number}", due, tracking_no=tracking, state="GOT")
            )
        elif number >= 9:
            events.append(_told(api, "system.status", f"o-{number}", system="oms", status="PAID"))
    api.clock.at = NOON + hours(1)
    for start in range(0, len(events), 500):
        _post(api, *events[start : start + 500])

    rate = api.http.get("/v1/rates/missed?from=2026-08-03&until=2026-08-03").json()

    assert rate == {
        "orders": 1000,
        "missed": 27,
        "rate": "2.70%",
        "causes": {
            "cs_to_oms": 9,
            "oms_to_erp": 18,
            "erp_to_wms": 0,
            "scan": 0,
            "gift": 0,
            "carrier": 0,
        },
    }
    assert "missed_shipments 27.0" in api.http.get("/metrics").text
    other = api.http.get("/v1/rates/missed?from=2026-08-04&until=2026-08-31").json()
    assert (other["orders"], other["rate"]) == (0, "0.00%")


def test_a_day_that_is_none_and_a_missing_one_are_refused_by_name(api: Api) -> None:
    for path in ("/v1/unshipped?date=2026-02-30", "/v1/rates/missed?from=2026-01-01"):
        answer = api.http.get(path)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["field"] in ("date", "until")


def test_days_that_end_before_they_begin_are_refused_and_not_answered_with_nothing(
    api: Api,
) -> None:
    answer = api.http.get("/v1/rates/missed?from=2026-08-31&until=2026-08-01")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "until"
    assert "早于" in answer.json()["detail"]
    assert api.http.get("/v1/rates/missed?from=2026-08-01&until=2026-08-01").status_code == 200


def test_the_file_of_the_sheet_is_red_where_a_side_differs_and_only_there(api: Api) -> None:
    for no, mark, status, log in (
        ("1", "已打单", "Delivering", ""),
        ("2", "已打单", "Sent", "PICK"),
        ("3", "已打单", "Delivering", "PICK"),
        ("=1+1", "=2+2", "Sent", "PICK"),
    ):
        _post(
            api,
            *_paid(api, no, NOON + hours(20)),
            _told(api, "order.marked", no, mark=mark, by="小李"),
            _told(api, "system.status", no, system="erp", status=status),
            *([_told(api, "system.status", no, system="wms", status=log)] if log else []),
        )

    answer = api.http.get("/v1/unshipped?date=2026-08-03", headers={"accept": MEDIA_TYPE})

    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["content-disposition"].endswith('"unshipped-2026-08-03.xlsx"')
    book = load_workbook(BytesIO(answer.content))
    sheet, beside = book.worksheets
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    red = {cell.coordinate for row in sheet.iter_rows() for cell in row if _is_red(cell)}
    assert rows == [
        ["订单号", "客服标记", "系统状态", "仓库操作日志"],
        ["1", "已打单", "Delivering", ""],
        ["2", "已打单", "Sent", "PICK"],
        ["=1+1", "=2+2", "Sent", "PICK"],
    ]
    assert red == {"D2", "C3", "C4", "D4"}
    assert {c.data_type for row in sheet.iter_rows() for c in row if c.value} == {"s"}
    assert [[c.value for c in row] for row in beside.iter_rows()][1:] == [
        ["已付款未出库", "4"], ["有差异", "3"], ["三方一致", "1"],
    ]  # fmt: skip


def _is_red(cell: Any) -> bool:  # noqa: ANN401 - openpyxl has no types
    return (cell.fill.fill_type, cell.fill.fgColor.rgb) == ("solid", "FFFF0000")


def test_what_costs_most_stands_on_top_and_an_unknown_rule_costs_nothing_known(api: Api) -> None:
    day = date(2026, 1, 1)
    share = Penalty(
        platform="tmall",
        first=day,
        share=Decimal("0.05"),
        source="https://rule.example.com",
        verified=day,
    )
    for no, platform in (("1", "jd"), ("2", "pdd"), ("3", "tmall")):
        _post(
            api,
            api.order(no, platform=platform),
            _told(api, "order.paid", no, amount="199.00"),
            _told(api, "order.marked", no, mark="已打单", by="小李"),
            _told(api, "system.status", no, system="erp", status="Sent"),
        )
    deps = some_deps(penalties=(*presets(), share))

    def read(tx: Tx) -> list[tuple[str, str]]:
        return [(r.order_no, str(r.at_risk)) for r in sheet_of(tx, deps, NOON, NOON).rows]

    assert api.database.look(read) == [("3", "9.95"), ("2", "3.00"), ("1", "None")]


def test_the_metrics_count_what_was_missed_this_month(api: Api) -> None:
    _post(api, *_paid(api, "1", NOON + minutes(1)), *_paid(api, "2", NOON + hours(9)))
    api.clock.at = NOON + hours(1)

    page = api.http.get("/metrics").text

    assert "\nmissed_shipments 1.0\n" in page


def test_while_a_source_is_down_every_answer_that_counts_names_it(stored_api: Api) -> None:
    api = stored_api
    counted = api.event("stock.counted", data={"sku": "frame-1", "on_hand": 9})
    api.post("/v1/events", {**counted, "subject": None})
    pages = ("/v1/unshipped", "/v1/rates/missed?from=2026-08-01&until=2026-08-31",
             "/v1/stock/frame-1")  # fmt: skip
    assert not any("incomplete" in api.http.get(page).json() for page in pages)
    down = Trouble(id="t-1", wrong=Wrong.SILENCE, name="wms-hz", since=NOON, facts={"what": ""})
    api.database.do(lambda tx: tx.troubles.save([down]))
    assert [api.http.get(page).json()["incomplete"] for page in pages] == [["wms-hz"]] * 3
