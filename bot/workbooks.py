"""Workbooks: a table as an .xlsx file; the one door of xlsxwriter."""

from io import BytesIO

import xlsxwriter

from rules.cards.table import Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_RED = {"bg_color": "#FF0000", "font_color": "#FFFFFF"}
_WIDTH = 24


def workbook(table: Table) -> bytes:
    """Write a table; every cell is a text, so that nothing in it is ever a formula."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        red, bold = book.add_format(_RED), book.add_format({"bold": True})
        sheet = book.add_worksheet(table.title)
        sheet.set_column(0, len(table.header) - 1, _WIDTH)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(table.header):
            sheet.write_string(0, place, name, bold)
        for number, (row, marked) in enumerate(zip(table.rows, table.marked, strict=True), 1):
            for place, text in enumerate(row):
                if place in marked:
                    sheet.write_string(number, place, text, red)
                elif text:
                    sheet.write_string(number, place, text)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.header) - 1)
        beside = book.add_worksheet("汇总")
        beside.set_column(0, 1, _WIDTH)
        for number, (label, figure) in enumerate(table.counted):
            beside.write_string(number, 0, label)
            beside.write_string(number, 1, figure)
    return file.getvalue()
