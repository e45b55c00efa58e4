"""The papers of coordination as PDF: minutes of a forum, report of an evaluation; and its files for other offices."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from intranet.base import papers
from intranet.base.actor import Party
from intranet.coordination.figures import LABELS
from intranet.coordination.models import CoordinationAction, Evaluation, Forum
from intranet.coordination.rules import EvaluationState, ForumState
from intranet.settings import Settings

_PAPERS = Path(__file__).parent / "papers"


def minutes(settings: Settings, house: str, row: Forum, case_no: str, agreement: str) -> bytes:
    """The minutes of a forum; marked as a draft until it was held."""
    data = {
        **_head(settings, house, row.party),
        "draft": row.state is not ForumState.HELD,
        "title": row.title,
        "kind": row.kind.label,
        "called": papers.written_moment(row.starts_at, settings.zone),
        "on": papers.written_date(row.minutes_on) if row.minutes_on else "",
        "place": row.place,
        "case_no": case_no,
        "agreement": agreement,
        "urgency": row.urgency,
        "agenda": row.agenda,
        "chair": row.chair,
        "points": row.points,
        "present": [[one.name, one.unit or one.party.label] for one in row.participants if one.came],
        "absent": [f"{one.name} ({one.unit or one.party.label})" for one in row.participants if not one.came],
        "actions": _actions(row.actions),
    }
    return papers.render(_PAPERS / "minutes.typ", data)


def report(
    settings: Settings, house: str, row: Evaluation, agreement: str, figures: Mapping[str, int], *, figures_only: bool = False
) -> bytes:
    """The report of an evaluation for the leaders (Jambi 7(3)); marked as a draft until it is issued.

    ``figures_only``: without what somebody wrote, which may tell of a case: for the population register (Magelang 8(2)).
    """
    told_of = [] if figures_only else row.actions
    data = {
        **_head(settings, house, row.party),
        "draft": row.state is EvaluationState.DRAFT,
        "number": row.number or "",
        "issued": papers.written_date(row.issued_on) if row.issued_on else "",
        "agreement": agreement,
        "period": f"{papers.written_date(row.first_on)} sampai {papers.written_date(row.last_on)}",
        "mode": row.mode.label,
        "occasion": row.occasion.label,
        "figures_only": figures_only,
        "summary": "" if figures_only else row.summary,
        "figures": [[LABELS[name], f"{value:,}".replace(",", ".")] for name, value in told(figures)],
        "findings": [[one.finding, *line] for one, line in zip(told_of, _actions(told_of), strict=True)],
        "leaders": [one.party.label for one in row.deliveries],
    }
    return papers.render(_PAPERS / "evaluation.typ", data)


def told(figures: Mapping[str, int]) -> list[tuple[str, int]]:
    """The figures worth telling, in their order: an outcome nobody had is left out."""
    return [(name, figures[name]) for name in LABELS if name in figures and (figures[name] or not name.startswith("outcome_"))]


def for_the_minister(settings: Settings, row: Evaluation, agreement: str, figures: Mapping[str, int]) -> bytes:
    """An evaluation as a plain file (JSON) that goes to the Minister through the Director General (Magelang 8(4))."""
    data = {
        "kepada": "Menteri Dalam Negeri melalui Direktur Jenderal Kependudukan dan Pencatatan Sipil",
        "dari": settings.office_name,
        "nomor": row.number,
        "tanggal": row.issued_on.isoformat() if row.issued_on else None,
        "perjanjian": agreement,
        "masa": {"dari": row.first_on.isoformat(), "sampai": row.last_on.isoformat()},
        "cara": row.mode.label,
        "kesimpulan": row.summary,
        "angka": [{"nama": name, "keterangan": LABELS[name], "jumlah": figures[name]} for name in LABELS if name in figures],
        "temuan": [
            {
                "temuan": one.finding,
                "rekomendasi": one.text,
                "pihak": one.owner_party.label,
                "tenggat": one.due_on.isoformat(),
                "selesai": one.done_on.isoformat() if one.done_on else None,
                "hasil": one.result,
            }
            for one in row.actions
        ],
        "penyerahan": [
            {"pihak": one.party.label, "diserahkan": one.delivered_on.isoformat() if one.delivered_on else None}
            for one in row.deliveries
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[str | int | dt.date | None]]]]) -> bytes:
    """A workbook of plain tables: name, heads and rows of each; numbers stay numbers, words stay words."""
    import xlsxwriter  # loaded here only: most processes never export

    out = BytesIO()
    book: Any = xlsxwriter.Workbook(out, {"in_memory": True})
    bold = book.add_format({"bold": True, "bg_color": "#E2F0EE", "bottom": 1, "text_wrap": True})
    number, words = book.add_format({"num_format": "#,##0"}), book.add_format({"quote_prefix": True, "valign": "top"})
    for name, heads, rows in sheets:
        page = book.add_worksheet(name[:31])
        page.set_column(0, max(len(heads) - 1, 0), 24)
        for column, head in enumerate(heads):
            page.write_string(0, column, head, bold)
        page.freeze_panes(1, 0)
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    page.write_number(at, column, cell, number)
                elif cell is not None:
                    text = cell.isoformat() if isinstance(cell, dt.date) else cell
                    page.write_string(at, column, text[:32000], words)
        page.set_paper(9)  # A4
        page.set_landscape()
        page.fit_to_pages(1, 0)
    book.close()
    return out.getvalue()


def _head(settings: Settings, house: str, party: Party) -> dict[str, object]:
    return {"house": house, "address": settings.office_address if party is Party.DISKOMINFO else ""}


def _actions(items: Iterable[CoordinationAction]) -> list[list[str]]:
    return [[one.text, f"{one.owner.name} ({one.owner_party.label})", papers.written_date(one.due_on)] for one in items]
