"""Workbooks are opened by the program that people open them with."""

import re
import subprocess
from pathlib import Path

import pytest

from bot.workbooks import workbook
from rules.cards.table import Table
from tests.conftest import find_libreoffice

TABLE = Table(
    name="unshipped-2026-08-03",
    title="未发货订单溯源表 2026-08-03",
    header=("订单号", "客服标记", "系统状态", "仓库操作日志"),
    rows=[("2.02E+18", "已打单", "Sent", "PICK"), ("=1+1", "已打单", "Delivering", "")],
    marked=[frozenset({2}), frozenset({3})],
    counted=(("有差异", "2"),),
)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<td([^>]*)>(.*?)</td>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")


@pytest.mark.libreoffice
def test_libreoffice_shows_every_text_as_it_is_and_red_where_a_side_differs(
    tmp_path: Path,
) -> None:
    (tmp_path / "sheet.xlsx").write_bytes(workbook(TABLE))

    subprocess.run(  # noqa: S603 - the system's own program on our own file
        [
            str(find_libreoffice()), f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless", "--norestore", "--convert-to", "html:HTML (StarCalc)",
            "--outdir", str(tmp_path), str(tmp_path / "sheet.xlsx"),
        ],
        check=True, timeout=100, capture_output=True,
    )  # fmt: skip

    page = (tmp_path / "sheet.html").read_text(encoding="utf-8")
    rows = [_CELL.findall(row) for row in _ROW.findall(page)]
    texts = [[_TAG.sub("", text).strip() for _, text in row] for row in rows]
    red = [{n for n, (how, _) in enumerate(row) if "#FF0000" in how.upper()} for row in rows]
    assert texts[:3] == [list(TABLE.header), *map(list, TABLE.rows)]
    assert red[:3] == [set(), {2}, {3}]
    assert ["有差异", "2"] in texts
