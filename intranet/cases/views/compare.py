"""Whether two complaints are one matter: the ones that look alike, and two of them side by side."""

from typing import Any

from flask import render_template
from sqlalchemy import Row
from werkzeug.wrappers import Response

from intranet.cases import queries, rules, service
from intranet.cases.rules import Event, Outcome
from intranet.cases.service import Facts
from intranet.cases.views.pages import bp, visible
from intranet.web import db, formatting, gate, hx
from intranet.web.forms import Answers


@bp.get("/cases/<string:case_id>/similar")
@gate.allow(*gate.CASE_WORKERS)
def similar(case_id: str) -> Response:
    """The cases that may be the same matter as this one."""
    case = _read(case_id)
    told = Facts(link=case.link, account=case.account, narrative=case.narrative)
    rows = queries.similar(db.session(), gate.actor(), told, formatting.now(), db.settings().zone)
    others = [row for row in rows if row.id != case.id and row.complaint_no and not row.hidden]
    return hx.page_or_fragment("cases/similar.html", "cases/_alike.html", case=case, others=others)


@bp.get("/cases/<string:case_id>/compare/<string:other_id>")
@gate.allow(*gate.CASE_WORKERS)
def compare(case_id: str, other_id: str) -> str:
    """Two cases side by side; where the first may be closed as the same as the other, the way to do it."""
    case, other = _read(case_id), _read(other_id)
    ends = [line for line in rules.open_to(gate.actor(), case.state) if line.event is Event.CLOSE]
    return render_template(
        "cases/compare.html",
        case=case,
        other=other,
        may_join=any(Outcome.DUPLICATE in line.outcomes for line in ends) and other.complaint_no,
        notices=list(rules.Notice),
        step=Answers(),
    )


def _read(case_id: str) -> Row[*tuple[Any, ...]]:
    service.open_case(db.session(), gate.actor(), db.clock(), case_id)
    return visible(case_id)
