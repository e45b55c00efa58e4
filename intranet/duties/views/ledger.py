"""The ledger's pages: all agreements, one with its clauses, one clause with its statements, the ten duties, the annex."""

from collections.abc import Sequence

from flask import Response as FlaskResponse
from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from intranet.agreements.models import Agreement
from intranet.agreements.rules import standing_on, time_line
from intranet.base.actor import Party
from intranet.base.errors import NotFound, Refused
from intranet.duties import queries, records, rules
from intranet.duties.forms import StatementForm
from intranet.duties.queries import Line
from intranet.duties.rules import Light, State
from intranet.duties.service import statements
from intranet.duties.views.common import READERS, REGISTRY_READERS, SCAN_READERS, bp, records_of, said, today
from intranet.evidence import exchange
from intranet.evidence.rules import label
from intranet.evidence.service import About
from intranet.web import db, downloads, gate, uploads
from intranet.web.editing import back_to, options, refill
from intranet.web.forms import Answers
from shared.text import N_


@bp.get("")
@gate.allow(*READERS)
def index() -> str:
    """All agreements the visitor may read, each with how its clauses stand."""
    session, day = db.session(), today()
    rows = [queries.ledger(session, row, day, db.settings().zone) for row in queries.readable(session, gate.actor())]
    return render_template(
        "duties/index.html",
        rows=[(one, standing_on(one.agreement.term, day)) for one in rows],
        states=list(State),
        registry=queries.REGISTRY,
        template_of=queries.template_of,
        sees_inventory=gate.actor().has(*REGISTRY_READERS),
    )


@bp.get("/<string:agreement_id>")
@gate.allow(*READERS)
def ledger(agreement_id: str) -> str:
    """Every clause of an agreement, or those of one state or one owner."""
    row = statements.agreement(db.session(), gate.actor(), agreement_id)
    asked, day = Answers(request.args), today()
    state, owner = asked.choice("state", State), asked.choice("owner", Party)
    by_kind = asked.value("by") == "kind"
    whole = queries.ledger(db.session(), row, day, db.settings().zone)
    lines = [line for line in whole.lines if state in (None, line.state) and (owner is None or owner in line.clause.owes)]
    return render_template(
        "duties/ledger.html",
        row=row,
        whole=whole,
        groups=_grouped(lines, by_kind=by_kind),
        states=options(State),
        owners=[(party.value, _(party.label)) for party in Party if any(party in line.clause.owes for line in whole.lines)],
        state=state.value if state else "",
        owner=owner.value if owner else "",
        by="kind" if by_kind else "",
        picture=_picture(row, whole.lines),
        standing=standing_on(row.term, day),
        said=said,
        records_of=records_of,
        is_registry=queries.template_of(row) == queries.REGISTRY,
        sees_registry=gate.actor().has(*REGISTRY_READERS),
    )


def _grouped(lines: Sequence[Line], *, by_kind: bool) -> list[tuple[str, list[Line]]]:
    groups: dict[str, list[Line]] = {}
    for line in lines:
        name = _(line.clause.kind.label) if by_kind else rules.article_of(line.clause.article)
        groups.setdefault(name, []).append(line)
    return list(groups.items())


def _picture(row: Agreement, lines: Sequence[Line]) -> dict[str, object]:
    """The term on a line, with the days of the latest records above the days by which something is to be done."""
    line = time_line([row.term], today())
    if line is None:
        return {}
    return {
        "line": line,
        "last": rules.marks(((one.finding.last, State.MET) for one in lines), line.first, line.last),
        "due": rules.marks(((one.finding.due, one.state) for one in lines), line.first, line.last),
    }


@bp.get("/<string:agreement_id>/annex.pdf")
@gate.allow(*READERS)
def annex(agreement_id: str) -> FlaskResponse:
    """The ledger as the annex of an agreement."""
    session, settings, day = db.session(), db.settings(), today()
    row = statements.agreement(session, gate.actor(), agreement_id)
    whole = queries.ledger(session, row, day, settings.zone)
    return downloads.paper(records.annex(row.institution_name, settings.office_address, whole, day), f"buku-kewajiban-{day}")


@bp.get("/<string:agreement_id>/compliance")
@gate.allow(*REGISTRY_READERS)
def compliance(agreement_id: str) -> str:
    """The ten duties whose breach may end the civil registry's agreement (Magelang 2(2), 9(1))."""
    row = statements.agreement(db.session(), gate.actor(), agreement_id)
    if queries.template_of(row) != queries.REGISTRY:
        raise NotFound(N_("Perjanjian ini tidak mempunyai halaman kepatuhan."))
    found = queries.ledger(db.session(), row, today(), db.settings().zone, queries.COMPLIANCE)
    lights = {one: sum(line.light is one for line in found.lines) for one in Light}
    return render_template("duties/compliance.html", row=row, lines=found.lines, lights=lights, said=said, records_of=records_of)


@bp.get("/<string:agreement_id>/clauses/<string:key>")
@gate.allow(*READERS)
def clause(agreement_id: str, key: str) -> Response:
    """One clause: what shows that it is kept, and what was stated about it."""
    return _clause(agreement_id, key, StatementForm(MultiDict({"said_on": today().isoformat()})), 200)


@bp.post("/<string:agreement_id>/clauses/<string:key>/statements")
@gate.allow(*gate.CASE_WORKERS)
@uploads.takes_file
def state(agreement_id: str, key: str) -> Response:
    """State that a clause is kept, with or without a scan of the paper it stands in; both are kept, or neither."""
    form, came = StatementForm(request.form), exchange.arrived()
    given = form.read()
    if given is not None:
        office = (db.session(), gate.actor(), db.clock(), db.settings().zone)
        try:
            made = statements.state(*office, agreement_id, key, given, replaces=form.value("replaces"))
            if came is not None:
                exchange.keep(came, (statements.SUBJECT, made.id), About(title=made.paper_no), exchange.SCANS)
        except Refused as refused:
            refill(form, refused)
        else:
            return back_to("clause", _("Pernyataan dicatat."), agreement_id=agreement_id, key=key)
    if came is not None and not form.error("file"):
        form.errors["file"] = _("Pilih pindaiannya sekali lagi; berkas tidak ikut tersimpan selama isian lain belum benar.")
    return _clause(agreement_id, key, form, 422)


@bp.post("/<string:agreement_id>/clauses/<string:key>/statements/<string:statement_id>/scan")
@gate.allow(*SCAN_READERS)
def take_scan(agreement_id: str, key: str, statement_id: str) -> Response | FlaskResponse:
    """Give out the scan of a statement's paper exactly as it came."""
    session = db.session()
    row = statements.get(session, gate.actor(), agreement_id, key, statement_id)
    scan = queries.scans(session, [row.id]).get(row.id)
    if scan is None:
        raise NotFound(N_("Pernyataan ini tidak disertai pindaian."))
    found = exchange.taken((statements.SUBJECT, row.id), scan.id)
    if found is None:
        flash(_(exchange.DAMAGED), "danger")
        return redirect(url_for("duties.clause", agreement_id=agreement_id, key=key), 303)
    return downloads.copy(*found)


def _clause(agreement_id: str, key: str, form: StatementForm, status: int) -> Response:
    session, actor = db.session(), gate.actor()
    row = statements.agreement(session, actor, agreement_id)
    one = statements.clause(row, key, today())
    line = queries.ledger(session, row, today(), db.settings().zone, (key,)).lines[0]
    page = render_template(
        "duties/clause.html",
        row=row,
        line=line,
        history=queries.history(session, row.id, key),
        may_state=statements.may_state(actor, row, one),
        form=form,
        said=said,
        records=records_of(line, row),
        today=today(),
        most_mb=db.settings().evidence_max_mb,
        types=",".join(sorted(exchange.SCANS.types)),
        type_of=label,
        may_take=actor.has(*SCAN_READERS),
    )
    return make_response(page, status)
