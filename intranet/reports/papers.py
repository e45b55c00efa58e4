"""A report as a PDF under the office's letterhead: the tables of its page, with bars where the page has a chart."""

from collections.abc import Callable, Mapping
from pathlib import Path

from intranet.base import papers
from intranet.reports.rules import Line, Sheet, Table
from intranet.settings import Settings

_TEMPLATE = Path(__file__).parent / "papers" / "sheet.typ"


def sheet_pdf(settings: Settings, sheet: Sheet, period: str, made: str, language: str, number: Callable[[int], str]) -> bytes:
    """The PDF of ``sheet``; ``made``: when and by whom, ``number`` writes a number in the reader's language."""
    return render(page_data(settings, sheet, period, made, language, number))


def render(data: Mapping[str, object]) -> bytes:
    """The PDF of what ``page_data`` gave, the same bytes each time."""
    return papers.render(_TEMPLATE, data)


def page_data(
    settings: Settings, sheet: Sheet, period: str, made: str, language: str, number: Callable[[int], str]
) -> dict[str, object]:
    """All that stands on the paper of ``sheet``, as plain JSON."""
    return {
        "office_name": settings.office_name,
        "office_address": settings.office_address,
        "office_phone": settings.office_phone,
        "period": period,
        "under": sheet.under,
        "made": made,
        "lang": language,
        **figures_data(sheet, number),
    }


def figures_data(sheet: Sheet, number: Callable[[int], str]) -> dict[str, object]:
    """The title, figures and tables of ``sheet``, as plain JSON."""

    def cells(table: Table, line: Line) -> list[str]:
        return [number(cell) if isinstance(cell, int) else cell for cell in line.cells]

    tables = []
    for table in sheet.tables:
        top = max((value for _label, value in table.points), default=0) if table.chart else 0
        shares = [
            0 if line.total or not top or not isinstance(line.cells[table.charted], int) else int(line.cells[table.charted]) / top
            for line in table.lines
        ]
        tables.append(
            {
                "heading": table.heading,
                "columns": table.columns,
                "rows": [[line.label, *cells(table, line)] for line in table.lines],
                "totals": [line.total for line in table.lines],
                "numeric": [_numeric(table, place) for place in range(len(table.columns) - 1)],
                "shares": shares if table.chart else [],
                "empty": table.empty,
                "note": table.note,
            }
        )
    return {
        "title": sheet.title,
        "tiles": [[label, number(value)] for label, value, _link in sheet.tiles],
        "tables": tables,
    }


def _numeric(table: Table, place: int) -> bool:
    """Whether a column holds numbers, and dashes where there is none."""
    cells = [line.cells[place] for line in table.lines]
    return any(isinstance(cell, int) for cell in cells) and all(isinstance(cell, int) or cell == "–" for cell in cells)
