"""The case list as a file, against the file libraries fed by one statement; and how long the figures of a year take.

The reference writes the same cells with the same options and does nothing else: no rights, no trail, no marks, no
cleaning of texts. Both run on the same machine in turn, each counted in processor time.
"""

import csv
import io
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import xlsxwriter
from sqlalchemy import Engine, create_engine, select

from intranet.cases.models import Case
from tests.bench import data, measure
from tests.bench.pages import rounds
from tests.bench.report import Report
from tests.live import Browser, Office

REPORTS = {"recap": "/reports", "handling": "/reports/handling", "issues": "/reports/issues"}
_YEAR = "?span=own&since={0}-01-01&until={0}-12-31"
_case = Case.__table__.c
_COLUMNS = (
    *("complaint_no", "register_no", "received_at", "source", "channel", "topic", "platform", "target", "outcome", "state"),
    *("party", "officer_id", "due_on", "respondent", "account", "link", "event_place", "happened_on", "known_on", "narrative"),
    *("referred_to", "closed_at", "legal_basis", "id"),
)
_ALL = select(*(_case[name] for name in _COLUMNS)).order_by(_case.received_at.desc())


def exported(report: Report, folder: Path, size: int, turns: int) -> None:
    """An export of ``size`` rows of each kind: processor time, time until it is there, and what it does to the memory."""
    office = Office(folder / "exports").make()
    try:
        data.fill(office, size)
        server = office.intranet()
        browser = Browser(office.port)
        token = quote(browser.sign_in("budi"))
        engine = create_engine(office.settings.url)

        def take(kind: str) -> tuple[float, float]:
            wire = measure.Wire(browser.port, browser.cookies)
            before, begun = measure.cpu(server.pid), time.perf_counter()
            status, got = wire.post("/reports/export", f"purpose=Rapat+koordinasi+mingguan&kind={kind}&csrf_token={token}")
            took, after = time.perf_counter() - begun, measure.cpu(server.pid)
            wire.close()
            if status != 200 or got < size * 50:
                raise AssertionError(f"an export answered with {status} and {got} bytes")
            return max(after[one] - before.get(one, 0.0) for one in after), took

        take("csv")
        weight = measure.pss(server.pid)
        got = rounds(
            turns,
            xlsx=lambda: take("xlsx")[0],
            plain_xlsx=lambda: _timed(lambda: _plain_xlsx(engine, folder)),
            csv=lambda: take("csv")[0],
            plain_csv=lambda: _timed(lambda: _plain_csv(engine)),
            waited=lambda: take("xlsx")[1],
        )
        report.ratio(f"export of {size:,} rows, XLSX", got["xlsx"], got["plain_xlsx"], "s CPU", at_most=2.0)
        report.ratio(f"export of {size:,} rows, CSV", got["csv"], got["plain_csv"], "s CPU", at_most=4.0)
        report.note(f"export of {size:,} rows, XLSX, until it is there", got["waited"], "s")
        report.limit("memory more after exports", max(0.0, measure.pss(server.pid) - weight), "MB PSS", at_most=30)
        engine.dispose()
    finally:
        office.close()


def figures(report: Report, folder: Path, size: int, requests: int) -> None:
    """Each report of a year over ``size`` cases: the median time until the page is there."""
    office = Office(folder / "figures").make()
    try:
        data.fill(office, size)
        office.intranet()
        browser = Browser(office.port)
        browser.sign_in("budi")
        year = _YEAR.format(data.CLOCK.now().year)
        for name, path in {**{name: path + year for name, path in REPORTS.items()}, "today": "/reports/today"}.items():
            took = measure.percentile(measure.latencies(browser, path, requests), 0.5)
            report.limit(f"report {name}, {size:,} cases", took, "ms p50", at_most=1000)
    finally:
        office.close()


def _timed(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before


def _rows(engine: Engine) -> Iterable[Sequence[Any]]:
    with engine.connect() as connection:
        yield from connection.execution_options(yield_per=500).execute(_ALL)


def _plain_xlsx(engine: Engine, folder: Path) -> None:
    with tempfile.TemporaryDirectory(dir=folder) as parts:
        book = xlsxwriter.Workbook(io.BytesIO(), {"constant_memory": True, "tmpdir": parts})
        sheet = book.add_worksheet()
        for at, row in enumerate(_rows(engine)):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write_string(at, column, str(cell))
        book.close()


def _plain_csv(engine: Engine) -> None:
    with tempfile.TemporaryFile("w", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL).writerows(_rows(engine))
