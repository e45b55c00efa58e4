"""The hand-over bundle of a case: the page that asks to whom and what for, and the file."""

import tempfile
from typing import IO

from flask import Response as FlaskResponse
from flask import make_response, render_template, request, send_file
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.cases import bundle, packing
from intranet.cases.bundle import Order
from intranet.cases.views.pages import bp
from intranet.evidence.store import Store
from intranet.web import db, downloads, gate
from intranet.web.forms import Answers
from shared.text import N_


@bp.get("/cases/<string:case_id>/bundle")
@gate.allow(*gate.CASE_WORKERS)
def new_bundle(case_id: str) -> Response:
    """What would go out, and the questions."""
    return _form(db.session(), case_id, Answers(), 200)


@bp.post("/cases/<string:case_id>/bundle")
@gate.allow(*gate.CASE_WORKERS)
def make_bundle(case_id: str) -> Response | FlaskResponse:
    """Make the bundle, note it, send it. Nobody waits for the database meanwhile."""
    form = Answers(request.form)
    ticked = form.value("with_complainant") == "yes"
    order = Order(
        form.value("addressee"), form.value("purpose"), ticked, form.value("reason") if ticked else "", form.value("ground")
    )
    # Nameless from the start: gone when it has been sent, and when the machine falls before.
    file = tempfile.TemporaryFile(dir=db.settings().data_dir)  # noqa: SIM115 - closed by the answer, which outlives this
    try:
        name = _make(file, case_id, order)
    except Refused as refused:
        file.close()
        if refused.status != 422:
            raise
        form.refuse(refused)
        db.session().rollback()
        return _form(db.session(), case_id, form, 422)
    except BaseException:
        file.close()
        raise
    size = file.tell()
    file.seek(0)
    answer = send_file(
        file, mimetype="application/zip", as_attachment=True, download_name=f"{name}.zip", conditional=False, etag=False
    )
    answer.content_length = size
    answer.call_on_close(file.close)
    return downloads.guarded(answer)


def _make(file: IO[bytes], case_id: str, order: Order) -> str:
    """Pack into ``file`` and note it; returns the bundle's name."""
    actor, clock, settings, person = gate.actor(), db.clock(), db.settings(), None
    if order.with_complainant:
        with db.database().write() as session:  # kept whatever comes of the rest: the data was read
            person = bundle.reveal(session, actor, clock, db.keys(), case_id, order)
    with db.database().read() as session:
        contents = bundle.gather(session, actor, clock, case_id, order, person)
        session.expunge_all()
    try:
        made = packing.pack(file, Store(settings.data_dir), settings, contents)
    except OSError as error:
        raise Refused(
            N_("Berkas penyerahan tidak dapat ditulis; mungkin tempat di disk tidak cukup."),
            do=N_("Coba lagi. Bila tetap gagal, hubungi pengelola sistem."),
        ) from error
    bundle.note(db.session(), actor, clock, case_id, order, made)
    return packing.file_name(contents.case.complaint_no)


def _form(session: Session, case_id: str, form: Answers, status: int) -> Response:
    found = bundle.check(session, gate.actor(), db.clock(), case_id)
    lines, withheld = bundle.leaving(session, gate.actor(), db.clock(), case_id)
    page = render_template(
        "cases/bundle.html", case=found, lines=lines, size=sum(line.item.size for line in lines), withheld=withheld, form=form
    )
    return make_response(page, status)
