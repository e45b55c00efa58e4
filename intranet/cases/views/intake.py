"""A case an officer writes down: complaints by letter, telephone or e-mail, those of agencies, and what officers find."""

import re

from flask import flash, make_response, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from intranet.base.errors import Refused
from intranet.base.ids import new_id
from intranet.cases import queries, rules, service
from intranet.cases.forms import IntakeForm
from intranet.cases.rules import Channel
from intranet.cases.views.pages import bp
from intranet.web import db, formatting, gate, hx
from shared.elements import Standing
from shared.questions import Platform, Topic
from shared.text import N_

CHANNELS = (Channel.STAFF, Channel.LETTER, Channel.TELEPHONE, Channel.EMAIL)
_ID = re.compile(r"[0-9a-f]{32}")


@bp.get("/cases/new")
@gate.allow(*gate.CASE_WORKERS)
def new() -> Response:
    """An empty form; nothing exists until it is sent."""
    return _form(IntakeForm(request.args, today=formatting.today()), new_id())


@bp.post("/cases/new")
@gate.allow(*gate.CASE_WORKERS)
def record() -> Response:
    """Look (what may be the same matter), or register: by the button pressed. The same form sent twice is one case."""
    form, once = IntakeForm(request.form, today=formatting.today()), request.form.get("once", "")
    facts, person = form.facts(), form.person()
    session, actor = db.session(), gate.actor()
    if form.value("do") == "look":
        similar = queries.similar(session, actor, facts, formatting.now(), db.settings().zone)
        return make_response(render_template("cases/_similar.html", similar=similar))
    if not _ID.fullmatch(once):
        raise Refused(N_("Formulir ini sudah terlalu lama terbuka. Muat ulang halaman."))
    if form.channel not in CHANNELS:
        form.errors["channel"] = _("Pilih cara datangnya.")
    if not form.ok:
        return _form(form, once, 422)
    if service.find(session, once) is None:
        case = service.receive(
            session,
            actor,
            db.clock(),
            db.settings(),
            db.keys(),
            source=form.case_source,
            channel=form.channel,
            facts=facts,
            person=person,
            standing=Standing.NOT_CHECKED,
            case_id=once,
        )
        flash(_("Perkara terdaftar dengan nomor %(number)s.", number=case.complaint_no), "success")
    return make_response(hx.see(url_for("cases.case", case_id=once)))


def _form(form: IntakeForm, once: str, status: int = 200) -> Response:
    context = {
        "form": form,
        "once": once,
        "similar": [],
        "stored_nik": "",
        "sources": [(one.value, _(one.label)) for one in rules.Source],
        "channels": [(one.value, _(one.label)) for one in CHANNELS],
        "topics": [(one.value, _(one.label)) for one in Topic],
        "platforms": [(one.value, _(one.label)) for one in Platform],
    }
    return make_response(render_template("cases/new.html", **context), status)
