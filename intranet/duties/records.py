"""The annex of an agreement as PDF: each clause with who owes it, how it stands, and what shows that."""

import datetime as dt
from pathlib import Path

from babel.dates import format_date

from intranet.base import papers
from intranet.duties.queries import Ledger
from intranet.duties.rules import Finding, State, article_of

_PAPER = Path(__file__).parent / "papers" / "annex.typ"


def annex(house: str, address: str, ledger: Ledger, today: dt.date) -> bytes:
    """The ledger as it stands on ``today``."""
    groups: dict[str, list[list[str]]] = {}
    for line in ledger.lines:
        shown = said(line.finding)
        if line.statement:
            scan = "; pindaian suratnya tersimpan" if line.scanned else ""
            shown += f" Pernyataan {line.statement.paper_no}, {written(line.statement.said_on)}{scan}."
        owes = ", ".join(party.label for party in line.clause.owes) or "–"
        row = [line.clause.article, line.clause.text, owes, line.state.label, shown]
        groups.setdefault(article_of(line.clause.article), []).append(row)
    agreement = ledger.agreement
    data = {
        "house": house,
        "address": address,
        "title": agreement.title,
        "parties": [[one.name, one.number or "tidak diisi pada naskah"] for one in agreement.parties],
        "term": f"{written(agreement.starts_on)} sampai {written(agreement.ends_on)}",
        "on": papers.written_date(today),
        "totals": [[state.label, str(count)] for state, count in ledger.totals.items()],
        "groups": [[name, rows] for name, rows in groups.items()],
        "late": State.LATE.label,
    }
    return papers.render(_PAPER, data)


def said(finding: Finding) -> str:
    """A finding's sentence in Indonesian, as papers write days and numbers."""
    return finding.text % {name: _written(value) for name, value in finding.values.items()}


def written(day: dt.date) -> str:
    """``23 November 2026``."""
    return format_date(day, "d MMMM y", locale="id")


def _written(value: object) -> str:
    if isinstance(value, dt.date):
        return written(value)
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".")
    return "–" if value is None else str(value)
