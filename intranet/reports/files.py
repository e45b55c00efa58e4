"""A list of cases as a file: an Excel workbook or a CSV, written row by row so that its size needs no memory.

Whatever people wrote is text and never a formula. Files in the making lie in ``data_dir/exports`` without a name; what
the workbook's writer needs beside them is gone when the file is done.
"""

import csv
import datetime as dt
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, Protocol
from zoneinfo import ZoneInfo

from intranet.reports.rules import clean, csv_safe

_SEPARATOR = ";"  # where a comma is the decimal sign, as in Indonesia, Excel cuts a CSV here
_STALE_SECONDS = 3600
_WIDEST = 60
Cell = str | dt.date | dt.datetime | None


class Writer(Protocol):
    """Takes the rows of one file."""

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row."""

    def finish(self, told: Iterable[tuple[str, str]], mark: str) -> None:
        """End the file; ``told`` is the cover sheet, ``mark`` stands on every page, where the kind of file has them."""


@contextmanager
def workspace(data_dir: Path) -> Iterator[Path]:
    """A folder for the parts of one file; what a killed process left behind an hour ago goes."""
    folder = data_dir / "exports"
    folder.mkdir(exist_ok=True, mode=0o700)
    for left in folder.iterdir():
        if time.time() - left.stat().st_mtime > _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)
    made = Path(tempfile.mkdtemp(dir=folder))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def nameless(folder: Path) -> IO[bytes]:
    """A file without a name: it is gone when it is closed, also when the process is killed."""
    return tempfile.TemporaryFile(dir=folder)


class CsvWriter:
    """UTF-8 with a mark at its beginning, so that Excel does not guess; every cell in quotes."""

    def __init__(self, out: IO[bytes], head: Sequence[str], zone: ZoneInfo) -> None:
        self._text = TextIOWrapper(out, encoding="utf-8-sig", newline="")
        self._rows = csv.writer(self._text, delimiter=_SEPARATOR, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        self._zone = zone
        self.row(head)

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row; days and moments as every spreadsheet reads them."""
        self._rows.writerow([self._written(cell) for cell in cells])

    def finish(self, told: Iterable[tuple[str, str]], mark: str) -> None:
        """End the file; a CSV has no room for a cover, its name is its mark."""
        self._text.flush()
        self._text.detach()

    def _written(self, cell: Cell) -> str:
        if isinstance(cell, dt.datetime):
            return cell.astimezone(self._zone).replace(tzinfo=None).isoformat(" ", "minutes")
        return cell.isoformat() if isinstance(cell, dt.date) else csv_safe(cell) if cell else ""


class XlsxWriter:
    """A workbook: first the cover, then the cases; both print with the mark on every page."""

    def __init__(self, out: IO[bytes], folder: Path, names: tuple[str, str], head: Sequence[str], zone: ZoneInfo) -> None:
        import xlsxwriter  # loaded here only: most processes never export

        options = {"constant_memory": True, "tmpdir": str(folder), "default_date_format": "dd/mm/yyyy"}
        self._book: Any = xlsxwriter.Workbook(out, options)
        # The mark of a text that begins like a formula keeps it one when somebody edits the cell.
        text = {"quote_prefix": True, "valign": "top"}
        self._text, self._wrapped = self._book.add_format(text), self._book.add_format({**text, "text_wrap": True})
        self._bold = self._book.add_format({**text, "bold": True, "bg_color": "#E2F0EE", "bottom": 1, "text_wrap": True})
        self._day = self._book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
        self._moment = self._book.add_format({"num_format": "dd/mm/yyyy hh:mm", "valign": "top"})
        self._cover, self._cases = (self._book.add_worksheet(name) for name in names)
        self._zone, self._at, self._columns = zone, 0, len(head)
        for column, title in enumerate(head):
            self._cases.set_column(column, column, max(12, min(_WIDEST, len(title) + 2)))
        for column, title in enumerate(head):
            self._cases.write_string(0, column, title, self._bold)
        self._cases.freeze_panes(1, 1)
        self._cases.repeat_rows(0)
        self._cases.set_landscape()

    def row(self, cells: Sequence[Cell]) -> None:
        """Write one row; days are days and can be sorted, all else is text."""
        self._at += 1
        for column, cell in enumerate(cells):
            if isinstance(cell, dt.datetime):
                self._cases.write_datetime(self._at, column, cell.astimezone(self._zone).replace(tzinfo=None), self._moment)
            elif isinstance(cell, dt.date):
                self._cases.write_datetime(self._at, column, cell, self._day)
            elif cell:
                self._cases.write_string(self._at, column, clean(cell), self._text)

    def finish(self, told: Iterable[tuple[str, str]], mark: str) -> None:
        """Write the cover and the mark, and pack the workbook."""
        self._cover.set_column(0, 0, 26)
        self._cover.set_column(1, 1, 90)
        for at, (label, value) in enumerate(told):
            self._cover.write_string(at, 0, clean(label), self._bold)
            self._cover.write_string(at, 1, clean(value), self._wrapped)
        self._cases.autofilter(0, 0, self._at, self._columns - 1)
        marked = clean(mark).replace("&", "&&")[:200]  # "&" begins a command there, and a header has 255 letters
        for sheet in (self._cover, self._cases):
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.set_header(f"&L&8{marked}&R&8&P / &N")
            sheet.set_footer(f"&L&8{marked}")
        self._book.close()
