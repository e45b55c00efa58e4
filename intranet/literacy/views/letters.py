"""Letters: issue what one's party owes for a session, open one, the register."""

from typing import cast

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from intranet.literacy import queries
from intranet.literacy.forms import Sheet
from intranet.literacy.service import letters
from intranet.literacy.service.letters import Signature, Stationery
from intranet.literacy.views.common import PLANNERS, READERS, bp
from intranet.literacy.views.sessions import act
from intranet.web import db, downloads, gate, paging


@bp.post("/sessions/<string:session_id>/letters")
@gate.allow(*PLANNERS)
def issue_letters(session_id: str) -> Response:
    """Issue every letter one's own party still owes for this session."""

    def verb(form: Sheet) -> str:
        stationery = cast(Stationery, current_app.extensions["posko_stationery"])
        sign = Signature(form.value("title")[:200], form.value("nip")[:30])
        office = (db.session(), gate.actor(), db.clock(), db.settings())
        made = letters.issue(*office, stationery, session_id, form.whole("version"), sign)
        return ngettext("%(num)s surat terbit.", "%(num)s surat terbit.", len(made))

    return act(session_id, "letters", verb)


@bp.get("/letters")
@gate.allow(*READERS)
def letter_list() -> str:
    """The register of letters, the newest first."""
    session = db.session()
    page = queries.register(session, paging.read(request.args))
    return render_template(
        "literacy/letters.html",
        page=page,
        titles=queries.titles(session, [one.session_id for one in page.rows]),
        url=paging.address(request.path, {}),
    )


@bp.get("/letters/<string:letter_id>")
@gate.allow(*READERS)
def letter(letter_id: str) -> FlaskResponse:
    """A letter as it was printed."""
    found = letters.get(db.session(), letter_id)
    return downloads.paper(letters.render(found), found.number)


@bp.post("/letters/<string:letter_id>/cancel")
@gate.allow(*PLANNERS)
def cancel_letter(letter_id: str) -> Response:
    """Withdraw a letter; its number stays."""
    form = Sheet(request.form)
    found = letters.cancel(db.session(), gate.actor(), db.clock(), letter_id, form.value("reason"))
    flash(_("Surat dibatalkan; nomornya tetap dalam daftar."), "success")
    return redirect(url_for("literacy.show", session_id=found.session_id), 303)
