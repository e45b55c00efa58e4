"""A report as a workbook: a first sheet with its figures, then one for each table; numbers stay numbers, words stay words."""

from io import BytesIO
from typing import Any

from intranet.reports.rules import Sheet, Table, clean

_NAME = 31  # letters a sheet's name may have
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def sheet_xlsx(sheet: Sheet, under: str, made: str, first: str) -> bytes:
    """The workbook of ``sheet``; ``under``: office and period, ``made``: when and by whom, ``first``: the first sheet's name."""
    import xlsxwriter  # loaded here only: most processes never export

    out = BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    text = book.add_format({"quote_prefix": True, "valign": "top", "text_wrap": True})
    bold = book.add_format({"quote_prefix": True, "bold": True, "bg_color": "#E2F0EE", "bottom": 1, "text_wrap": True})
    number = book.add_format({"num_format": "#,##0", "valign": "top"})
    total = book.add_format({"num_format": "#,##0", "bold": True, "top": 1})
    cover = book.add_worksheet(first[:_NAME])
    cover.set_column(0, 0, 60)
    for at, words in enumerate((sheet.title, under, sheet.under, made)):
        cover.write_string(at, 0, clean(words), bold if at == 0 else text)
    for at, (label, value, _link) in enumerate(sheet.tiles, 5):
        cover.write_string(at, 0, clean(label), text)
        cover.write_number(at, 1, value, number)
    taken = {first.casefold()}
    for table in sheet.tables:
        page = book.add_worksheet(_name(table, taken))
        page.set_column(0, 0, 40)
        page.set_column(1, len(table.columns) - 1, 16)
        for column, head in enumerate(table.columns):
            page.write_string(0, column, clean(head), bold)
        page.freeze_panes(1, 1)
        for at, line in enumerate(table.lines, 1):
            page.write_string(at, 0, clean(line.label), total if line.total else text)
            for column, cell in enumerate(line.cells, 1):
                if isinstance(cell, int):
                    page.write_number(at, column, cell, total if line.total else number)
                else:
                    page.write_string(at, column, clean(cell), text)
        if table.note:
            page.write_string(len(table.lines) + 2, 0, clean(table.note), text)
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _name(table: Table, taken: set[str]) -> str:
    name = clean(table.heading).translate(_FORBIDDEN).strip("' ")[:_NAME]
    while name.casefold() in taken:
        name = f"{name[: _NAME - 2]} 2"
    taken.add(name.casefold())
    return name
